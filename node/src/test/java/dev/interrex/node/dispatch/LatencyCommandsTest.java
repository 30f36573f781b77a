package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LatencyCommandsTest {
    private static final long MS = 1_000_000;

    private long nanos;
    private long stepNanos;

    /** Every look at its clock takes {@link #stepNanos}. */
    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> 1_700_000_000_000L,
            () -> nanos += stepNanos);

    private final FakeClient client = new FakeClient(node.dispatcher);

    @Test
    void slowCommandsAreToldAndForgotten() {
        assertThat(client.call("LATENCY", "DOCTOR").text()).contains("Nothing kept the event loop");
        assertThat(client.call("LATENCY", "LATEST").elements()).isEmpty();
        stepNanos = 20 * MS;
        client.call("SET", "k", "v");
        stepNanos = 0;
        var latest = client.call("LATENCY", "LATEST").elements().getFirst().elements();
        assertThat(latest.get(0).text()).isEqualTo("command");
        assertThat(latest.get(1).text()).isEqualTo("1700000000");
        long longestMs = Long.parseLong(latest.get(3).text());
        assertThat(longestMs).isGreaterThanOrEqualTo(20);
        var sample = client.call("LATENCY", "HISTORY", "command")
                .elements()
                .getFirst()
                .elements();
        assertThat(sample.get(1).text()).isEqualTo(latest.get(2).text());
        assertThat(client.call("LATENCY", "DOCTOR").text())
                .contains("command: in 1 different seconds, the longest " + longestMs);
        assertThat(client.call("LATENCY", "RESET", "command", "nonsense").text())
                .isEqualTo("1");
        assertThat(client.call("LATENCY", "LATEST").elements()).isEmpty();
    }

    @Test
    void withoutAThresholdNothingIsNoted() {
        client.call("CONFIG", "SET", "latency-monitor-threshold", "0");
        stepNanos = 20 * MS;
        client.call("SET", "k", "v");
        stepNanos = 0;
        assertThat(client.call("LATENCY", "LATEST").elements()).isEmpty();
        assertThat(client.call("LATENCY", "DOCTOR").text()).contains("off");
    }
}
