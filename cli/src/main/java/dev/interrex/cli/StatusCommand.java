package dev.interrex.cli;

import dev.interrex.cli.admin.ClusterReport;
import dev.interrex.cli.admin.ClusterReporter;
import dev.interrex.cli.admin.Health;
import dev.interrex.cli.admin.ReportText;
import dev.interrex.cli.admin.SentinelAdmin;
import dev.interrex.cli.terminal.Terminal;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code interrex status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows every group, sentinel and node.",
            "Exit code 0: all is well; 1: degraded; 3: no sentinel answers."
        })
final class StatusCommand implements Callable<Integer> {
    enum Format {
        TEXT,
        JSON
    }

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|text",
            defaultValue = "text",
            description = "Default: text")
    private Format format = Format.TEXT;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard(System.getenv());
        ClusterReport report;
        try (SentinelAdmin admin = cluster.admin()) {
            report = new ClusterReporter(cluster.local()).report(admin.status());
        }
        switch (format) {
            case JSON -> terminal.line(ReportText.json(report));
            case TEXT -> ReportText.lines(report, terminal).forEach(terminal::line);
        }
        return Health.valueOf(report.health().toUpperCase(Locale.ROOT)).exitCode();
    }
}
