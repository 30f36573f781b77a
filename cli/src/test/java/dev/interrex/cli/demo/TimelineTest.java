package dev.interrex.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.cli.admin.ClusterReport.Failover;
import dev.interrex.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void countsFromTheKill() {
        Failover failover = new Failover(3, 4, "n1", "n2", "dead", false, 1_060, 5L, 20L, null);
        Terminal plain = new Terminal(new PrintWriter(new StringWriter()), false);
        assertThat(Timeline.of(failover, 1_000, 200).lines(plain))
                .containsExactly(
                        "  primary killed                 0 ms  #",
                        "  suspected by a sentinel       60 ms  ############",
                        "  failover decided              65 ms              #",
                        "  new epoch committed           80 ms               ###",
                        "  new primary serves                -",
                        "  first acknowledged write     200 ms  " + " ".repeat(16) + "#".repeat(23));
    }
}
