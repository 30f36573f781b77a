package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private long wallMs = 1_700_000_000_000L;
    private long nanos = 5;

    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> wallMs,
            () -> nanos);
    private final FakeClient client = new FakeClient(node.dispatcher);

    private void passMs(long ms) {
        nanos += ms * 1_000_000;
        wallMs += ms;
        node.dispatcher.tick();
    }

    @Test
    void expiredKeysAreDeletedByTheTickInARecordOfTheirOwn() {
        client.call("SET", "k", "v", "PX", "10");
        assertThat(node.log.recordEnds).hasSize(1);
        passMs(25);
        assertThat(node.log.recordEnds).hasSize(2);
        passMs(25);
        assertThat(node.log.recordEnds).as("nothing to do, nothing logged").hasSize(2);
    }

    /** A successor whose clock is behind may not have that record, and show the key again (invariant 13). */
    @Test
    void aReadThatFindsAKeyGoneWaitsForTheRecordInWhichTheTickDeletedIt() {
        client.call("SET", "k", "v", "PX", "10");
        client.call("HSET", "h", "f", "v");
        client.call("HPEXPIRE", "h", "10", "FIELDS", "1", "f");
        node.commitsByHand();
        passMs(25);
        FakeClient reader = new FakeClient(node.dispatcher);
        reader.send("GET", "k");
        assertThat(reader.replies()).isEmpty();
        FakeClient other = new FakeClient(node.dispatcher);
        other.send("HGET", "h", "f").send("EXISTS", "k");
        assertThat(other.replies()).isEmpty();
        node.commitAll();
        assertThat(reader.replies()).hasSize(1);
        assertThat(other.replies()).hasSize(2);
    }

    @Test
    void aTickGivesBackNoMorePiecesOfADeletedValueThanItMay() {
        assertThat(ticksToRelease("10")).isGreaterThan(100);
        assertThat(ticksToRelease("1000")).isBetween(1, 5);
    }

    /** A list of more than 1,500 pieces, of which 256 are given back at once. */
    private int ticksToRelease(String blocksPerTick) {
        for (int i = 0; i < 3_000; i++) {
            client.call("RPUSH", "list", "x".repeat(4_000));
        }
        client.call("CONFIG", "SET", "release-tick-blocks", blocksPerTick);
        client.call("UNLINK", "list");
        return ticksUntilReleased();
    }

    private int ticksUntilReleased() {
        int ticks = 0;
        while (node.dispatcher.engine().pendingReleases() > 0) {
            passMs(10);
            ticks++;
        }
        return ticks;
    }
}
