package dev.interrex.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.interrex.cli.admin.ClusterReport.Failover;
import dev.interrex.cli.admin.ClusterReport.Group;
import dev.interrex.cli.admin.ClusterReport.Process;
import dev.interrex.cli.terminal.Table;
import dev.interrex.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A report as people and as programs read it. */
public final class ReportText {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportText() {}

    public static String json(ClusterReport report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of plain records must be writable", e);
        }
    }

    /** Fits into 100 columns. */
    public static List<String> lines(ClusterReport report, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        for (Group group : report.groups()) {
            lines.add(group(group, terminal));
        }
        if (report.groups().isEmpty()) {
            lines.add(terminal.bad(report.answeredBy() == null ? "no sentinel answers" : "there is no group"));
        }
        lines.add("");
        Table table = new Table("ID", "ROLE", "ZONE", "STATE", "RESP", "GRPC", ">EPOCH", ">LEO", ">LAG", ">PID");
        for (Process process : report.processes()) {
            table.row(
                    process.id(),
                    text(process.role()),
                    process.zone(),
                    state(process, terminal),
                    process.resp(),
                    process.grpc(),
                    text(process.epoch()),
                    text(process.leo()),
                    text(process.lagBytes()),
                    text(process.pid()));
        }
        lines.addAll(table.lines(0));
        return lines;
    }

    private static String group(Group group, Terminal terminal) {
        if (!group.exists()) {
            return terminal.bold(group.name()) + "  " + terminal.bad("does not exist yet") + detail(group);
        }
        String primary = "primary " + Objects.requireNonNullElse(group.primary(), "none");
        return terminal.bold(group.name()) + "  "
                + (group.primaryServing()
                        ? terminal.good(primary + " serves")
                        : terminal.bad(primary + " does not serve"))
                + "  in sync " + String.join(" ", group.isr()) + " (at least " + group.minIsr() + ")  epoch "
                + group.epoch() + "  version " + group.version() + "  commit " + group.commitMode() + detail(group);
    }

    private static String detail(Group group) {
        return group.detail() == null ? "" : "  " + group.detail();
    }

    private static String state(Process process, Terminal terminal) {
        if (!process.reachable()) {
            return terminal.bad(process.pid() == null ? "down" : "unreachable");
        }
        if (process.kind().equals("sentinel")) {
            return terminal.good("up");
        }
        if (!Boolean.TRUE.equals(process.inSync())) {
            return terminal.warning("not in sync");
        }
        return terminal.good(Boolean.TRUE.equals(process.serving()) ? "serving" : "in sync");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    /** One line about a failover. */
    public static String line(Failover failover) {
        return (failover.planned() ? "planned " : "") + "failover " + failover.oldPrimary() + " -> "
                + failover.newPrimary() + ", epoch " + failover.oldEpoch() + " -> " + failover.newEpoch() + " ("
                + failover.cause() + "): decided after " + text(failover.decidedAfterMs()) + " ms, committed "
                + text(failover.committedAfterMs()) + " ms, serving " + text(failover.servingAfterMs()) + " ms";
    }
}
