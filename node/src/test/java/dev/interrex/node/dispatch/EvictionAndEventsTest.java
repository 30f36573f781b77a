package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.resp.RespReply;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class EvictionAndEventsTest {
    private long wallMs = 1_700_000_000_000L;
    private long nanos = 5;
    /** How long it takes to look at the clock. */
    private long lookNanos;

    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> wallMs,
            () -> nanos += lookNanos);
    private final FakeClient client = new FakeClient(node.dispatcher);

    private void passMs(long ms) {
        nanos += ms * 1_000_000;
        wallMs += ms;
        node.dispatcher.tick();
    }

    @Test
    void changesOfKeysArePublishedOnceTheyAreCommitted() {
        client.call("CONFIG", "SET", "notify-keyspace-events", "KEA");
        FakeClient subscriber = new FakeClient(node.dispatcher);
        subscriber.call("PSUBSCRIBE", "__key*__:*");
        client.call("SET", "k", "v", "PX", "10");
        assertThat(subscriber.texts())
                .contains("pmessage __key*__:* __keyspace@0__:k set", "pmessage __key*__:* __keyevent@0__:set k");
        node.commitsByHand();
        passMs(25);
        assertThat(subscriber.texts()).as("the delete is not committed").isEmpty();
        node.commitAll();
        assertThat(subscriber.texts()).contains("pmessage __key*__:* __keyevent@0__:expired k");
    }

    @Test
    void aHeldMessageToAnIdleSubscriberIsGivenItsTime() {
        FakeClient subscriber = new FakeClient(node.dispatcher);
        subscriber.call("SUBSCRIBE", "c");
        passMs(60_000);
        node.commitsByHand();
        client.send("MULTI").send("SET", "k", "v").send("PUBLISH", "c", "m").send("EXEC");
        passMs(25);
        assertThat(subscriber.closed).isFalse();
        node.commitAll();
        assertThat(subscriber.replies()).hasSize(1);
    }

    @Test
    void halfEmptyPagesCountForEvictionUpToThreeHundredthsOfTheLimit() {
        client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
        for (int i = 0; i < 1_000; i++) {
            client.call("SET", "key" + i, "x".repeat(100 + i % 20 * 20));
        }
        long usedBytes = node.dispatcher.engine().usedMemoryBytes();
        assertThat(node.dispatcher.engine().compaction().wastedBytes()).isGreaterThan(usedBytes / 16);
        client.call("CONFIG", "SET", "maxmemory", Long.toString(usedBytes));
        client.call("SET", "before the tick", "v");
        assertThat(node.dispatcher.engine().usedMemoryBytes()).isGreaterThan(usedBytes - usedBytes / 64);
        passMs(10);
        for (int i = 0; i < 20; i++) {
            client.call("SET", "after the tick", "v");
        }
        assertThat(node.dispatcher.engine().usedMemoryBytes())
                .isLessThanOrEqualTo(usedBytes - usedBytes * 3 / 100)
                .isGreaterThan(usedBytes - usedBytes / 16);
    }

    @Test
    void halfEmptyPagesDoNotCountWhereNoneOfTheLimitIsForThem() {
        long usedBytes = fillHalfEmptyPages();
        client.call("CONFIG", "SET", "eviction-waste-percentage", "0");
        passMs(10);
        for (int i = 0; i < 20; i++) {
            client.call("SET", "k", "v");
        }
        assertThat(node.engine.usedMemoryBytes()).isBetween(usedBytes - usedBytes / 64, usedBytes);
    }

    /** Memory is at its limit then, and some of it is in pages that are not full. */
    private long fillHalfEmptyPages() {
        client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
        for (int i = 0; i < 1_000; i++) {
            client.call("SET", "key" + i, "x".repeat(100 + i % 20 * 20));
        }
        long usedBytes = node.engine.usedMemoryBytes();
        client.call("CONFIG", "SET", "maxmemory", Long.toString(usedBytes));
        return usedBytes;
    }

    @Test
    void roomForHalfEmptyPagesTakesTheShareOfTimeThatItIsGiven() {
        fillHalfEmptyPages();
        client.call("CONFIG", "SET", "eviction-share-percentage", "100", "eviction-burst-us", "500");
        passMs(10);
        lookNanos = 100_000;
        for (int i = 1; i <= 3; i++) {
            client.call("SET", "k", "v");
            assertThat(node.statistics.evictedKeys())
                    .as("half a millisecond each time")
                    .isBetween(3L * i, 6L * i);
        }
    }

    @Test
    void roomForHalfEmptyPagesIsMadeByAndBy() {
        fillHalfEmptyPages();
        passMs(10);
        lookNanos = 100_000;
        client.call("SET", "k", "v");
        long atOnce = node.statistics.evictedKeys();
        assertThat(atOnce).as("keys deleted in about a millisecond").isBetween(5L, 15L);
        client.call("SET", "k", "v");
        assertThat(node.statistics.evictedKeys()).isBetween(atOnce, atOnce + 5);
        passMs(100);
        client.call("SET", "k", "v");
        assertThat(node.statistics.evictedKeys()).as("time has passed").isBetween(atOnce + 5, atOnce + 20);
    }

    @Test
    void commandGoesOnAfterHalfAMillisecondOfEvictionUnlessMemoryIsFarBeyondTheLimit() {
        for (int i = 0; i < 1_000; i++) {
            client.call("SET", "key" + i, "x".repeat(100));
        }
        long usedBytes = node.engine.usedMemoryBytes();
        lookNanos = 100_000;
        client.call(
                "CONFIG",
                "SET",
                "maxmemory",
                Long.toString(usedBytes - usedBytes / 100),
                "maxmemory-policy",
                "allkeys-lru");
        assertThat(client.call("SET", "k", "v").text()).isEqualTo("OK");
        long evicted = node.statistics.evictedKeys();
        assertThat(evicted).isBetween(2L, 6L);
        client.call("CONFIG", "SET", "maxmemory", Long.toString(usedBytes / 2));
        client.call("SET", "k", "v");
        assertThat(node.statistics.evictedKeys() - evicted).isEqualTo(64);
    }

    @Test
    void commandSpendsOnEvictionWhatItIsToldTo() {
        for (int i = 0; i < 1_000; i++) {
            client.call("SET", "key" + i, "x".repeat(100));
        }
        long usedBytes = node.engine.usedMemoryBytes();
        lookNanos = 100_000;
        client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "eviction-overshoot-percentage", "60");
        client.call("CONFIG", "SET", "maxmemory", Long.toString(usedBytes / 4 * 3), "eviction-command-us", "2000");
        client.call("SET", "k", "v");
        long evicted = node.statistics.evictedKeys();
        assertThat(evicted).as("keys deleted in 2 ms").isBetween(15L, 21L);
        client.call("CONFIG", "SET", "eviction-command-keys", "3");
        client.call("SET", "k", "v");
        assertThat(node.statistics.evictedKeys() - evicted).isEqualTo(3);
        client.call("CONFIG", "SET", "eviction-command-keys", "1000", "eviction-overshoot-percentage", "0");
        client.call("SET", "k", "v");
        assertThat(node.engine.usedMemoryBytes())
                .as("beyond the limit it takes as long as it takes")
                .isLessThanOrEqualTo(usedBytes / 4 * 3);
    }

    @Test
    void keysWhoseTimeIsOverAreDeletedAsManyAtATimeAsItIsTold() {
        client.call("CONFIG", "SET", "expire-tick-keys", "100");
        for (int i = 0; i < 250; i++) {
            client.call("SET", "key" + i, "v", "PX", "10");
        }
        passMs(20);
        assertThat(client.call("DBSIZE").text()).isEqualTo("150");
        passMs(20);
        assertThat(client.call("DBSIZE").text()).isEqualTo("50");
        passMs(20);
        assertThat(client.call("DBSIZE").text()).isEqualTo("0");
    }

    @Test
    void withoutTimeForItMemoryIsNotCompacted() {
        client.call("CONFIG", "SET", "compaction-tick-us", "0");
        for (int i = 0; i < 100_000; i++) {
            client.call("SET", "key" + i, "x".repeat(100));
        }
        for (int i = 0; i < 100_000; i++) {
            if (i % 4 != 0) {
                client.call("DEL", "key" + i);
            }
        }
        long wasted = node.engine.compaction().wastedBytes();
        assertThat(wasted).isPositive();
        passTicks(20);
        assertThat(node.engine.compaction().wastedBytes()).isEqualTo(wasted);
        client.call("CONFIG", "SET", "compaction-tick-us", "200");
        passTicks(20);
        assertThat(node.engine.compaction().wastedBytes()).isLessThan(wasted);
    }

    private void passTicks(int ticks) {
        for (int i = 0; i < ticks; i++) {
            passMs(10);
        }
    }

    @Test
    void withoutEvictionCommandsThatNeedMemoryAreRefused() {
        client.call("SET", "k", "x".repeat(2000));
        client.call("CONFIG", "SET", "maxmemory", "1000");
        String refused = "OOM command not allowed when used memory > 'maxmemory'.";
        assertThat(client.call("SET", "l", "v").text()).isEqualTo(refused);
        client.call("MULTI");
        client.call("SET", "l", "v");
        assertThat(client.call("EXEC").text()).isEqualTo("EXECABORT Transaction discarded because of: " + refused);
        assertThat(client.call("GET", "k").text()).hasSize(2000);
        assertThat(client.call("DEL", "k").text()).isEqualTo("1");
        assertThat(client.call("SET", "l", "v").text()).isEqualTo("OK");
    }

    @Test
    void evictionDeletesKeysInTheRecordOfTheCommandThatNeedsRoom() {
        client.call("CONFIG", "SET", "maxmemory", "20000", "maxmemory-policy", "allkeys-lru");
        for (int i = 0; i < 200; i++) {
            assertThat(client.call("SET", "k" + i, "x".repeat(500)).text()).isEqualTo("OK");
        }
        assertThat(node.log.recordEnds).hasSize(200);
        assertThat(node.statistics.evictedKeys()).isBetween(100L, 199L);
        assertThat(node.engine.usedMemoryBytes()).isLessThan(22_000);
    }

    @Test
    void commandsAreNotRefusedAsLongAsKeysCanBeEvicted() {
        for (int i = 0; i < 1000; i++) {
            client.call("SET", "k" + i, "x".repeat(100));
        }
        client.call("CONFIG", "SET", "maxmemory", "20000", "maxmemory-policy", "allkeys-lru");
        long before = node.engine.usedMemoryBytes();
        assertThat(client.call("SET", "more", "x").text()).isEqualTo("OK");
        assertThat(node.engine.usedMemoryBytes()).isBetween(20_000L, before - 60 * 100);
        for (int i = 0; i < 50; i++) {
            client.call("SET", "more", "x");
        }
        assertThat(node.engine.usedMemoryBytes()).isLessThanOrEqualTo(20_000);
    }

    @Test
    void volatilePoliciesSpareKeysWithoutExpiry() {
        client.call("CONFIG", "SET", "maxmemory", "3000", "maxmemory-policy", "volatile-ttl");
        client.call("SET", "stays", "x".repeat(1000));
        client.call("SET", "goes", "x".repeat(1000), "EX", "100");
        client.call("SET", "more", "x".repeat(2000));
        client.call("SET", "last", "x");
        assertThat(client.call("GET", "goes")).isEqualTo(new RespReply.Null());
        assertThat(client.call("GET", "stays").text()).hasSize(1000);
    }
}
