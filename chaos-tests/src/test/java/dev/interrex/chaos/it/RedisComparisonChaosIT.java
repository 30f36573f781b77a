package dev.interrex.chaos.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.nemesis.Fault;
import dev.interrex.chaos.report.DrillReport;
import dev.interrex.chaos.report.HtmlReport;
import dev.interrex.chaos.report.RoundResult;
import dev.interrex.chaos.report.TextReport;
import dev.interrex.chaos.scenario.DrillSettings;
import dev.interrex.chaos.scenario.FailoverDrill;
import dev.interrex.chaos.scenario.JedisGroupReader;
import dev.interrex.chaos.workload.JedisStoreClient;
import dev.interrex.chaos.workload.StoreClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same drill with Redis and Sentinel: figures to compare with, and a store that is known to lose writes. */
@Tag("long")
@Timeout(600)
class RedisComparisonChaosIT {
    private static final Path REPORTS = Installation.HOME.resolve("chaos-tests/target/drills");
    private static final int CLIENTS = 5;

    @Test
    void redisFailsOverWhenItsPrimaryIsKilled(@TempDir Path directory) throws Exception {
        assertThat(drill(directory, 30_400, Fault.KILL, 5).rounds()).hasSize(5).allMatch(RoundResult::recovered);
    }

    @Test
    void redisFailsOverWhenItsPrimaryHangs(@TempDir Path directory) throws Exception {
        assertThat(drill(directory, 30_500, Fault.STOP, 5).rounds()).hasSize(5).allMatch(RoundResult::recovered);
    }

    private static DrillReport drill(Path directory, int basePort, Fault fault, int rounds) throws Exception {
        DrillClock clock = new DrillClock();
        List<StoreClient> clients = new ArrayList<>();
        try (RedisSentinelGroup group = new RedisSentinelGroup(directory, basePort, 300)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(group::view, view -> view.filter(group.ready()).isPresent());
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new JedisStoreClient(group.group(), group.sentinelRespAddresses(), 1_000));
            }
            FailoverDrill.Setting setting = new FailoverDrill.Setting(group, clients, new JedisGroupReader(), clock);
            DrillReport report = new FailoverDrill(
                            "kill-primary of Redis",
                            setting,
                            DrillSettings.of(fault, rounds),
                            (round, operations) -> System.out.println(TextReport.round(round)))
                    .run();
            System.out.println(TextReport.summary(report));
            Files.createDirectories(REPORTS);
            Files.writeString(REPORTS.resolve("redis-" + fault.label() + ".html"), HtmlReport.render(report));
            return report;
        } finally {
            clients.forEach(StoreClient::close);
        }
    }
}
