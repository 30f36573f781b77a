package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is published about lists, sets and sorted sets: Redis's events in Redis's order. */
class CollectionEventsTest {
    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> 1_700_000_000_000L,
            () -> 5);
    private final FakeClient client = new FakeClient(node.dispatcher);
    private final FakeClient listener = new FakeClient(node.dispatcher);

    /** Events since the last call, as {@code "event key"}. */
    private List<String> events() {
        return listener.replies().stream()
                .map(message -> message.texts().get(2).replace("__keyevent@0__:", "")
                        + " "
                        + message.texts().get(3))
                .toList();
    }

    private List<String> eventsOf(String... command) {
        client.send(command);
        client.replies();
        return events();
    }

    private void listen() {
        assertThat(node.config.change(Map.of("notify-keyspace-events", "EA"))).isEmpty();
        listener.send("PSUBSCRIBE", "__keyevent@0__:*");
        listener.replies();
    }

    @Test
    void eventsOfLists() {
        listen();
        assertThat(eventsOf("RPUSH", "l", "a", "b", "c")).containsExactly("rpush l");
        assertThat(eventsOf("LMOVE", "l", "m", "LEFT", "RIGHT")).containsExactly("rpush m", "lpop l");
        assertThat(eventsOf("LINSERT", "l", "BEFORE", "c", "x")).containsExactly("linsert l");
        assertThat(eventsOf("LSET", "l", "0", "x")).containsExactly("lset l");
        assertThat(eventsOf("LREM", "l", "0", "x")).containsExactly("lrem l");
        assertThat(eventsOf("LTRIM", "l", "5", "6")).containsExactly("ltrim l", "del l");
        assertThat(eventsOf("RPOP", "m")).containsExactly("rpop m", "del m");
        assertThat(eventsOf("LPOP", "m")).isEmpty();
        FakeClient waiting = new FakeClient(node.dispatcher);
        waiting.send("BLPOP", "l", "0");
        assertThat(eventsOf("LPUSH", "l", "a")).containsExactly("lpush l", "lpop l", "del l");
    }

    @Test
    void eventsOfSets() {
        listen();
        assertThat(eventsOf("SADD", "s", "a", "b")).containsExactly("sadd s");
        assertThat(eventsOf("SADD", "s", "a")).isEmpty();
        assertThat(eventsOf("SMOVE", "s", "t", "a")).containsExactly("srem s", "sadd t");
        assertThat(eventsOf("SUNIONSTORE", "u", "s", "t")).containsExactly("sunionstore u");
        assertThat(eventsOf("SINTERSTORE", "u", "s", "t")).containsExactly("del u");
        assertThat(eventsOf("SPOP", "s")).containsExactly("spop s", "del s");
        assertThat(eventsOf("SREM", "t", "a")).containsExactly("srem t", "del t");
    }

    @Test
    void eventsOfSortedSets() {
        listen();
        assertThat(eventsOf("ZADD", "z", "1", "a", "2", "b")).containsExactly("zadd z");
        assertThat(eventsOf("ZADD", "z", "1", "a")).isEmpty();
        assertThat(eventsOf("ZINCRBY", "z", "1", "a")).containsExactly("zincr z");
        assertThat(eventsOf("ZRANGESTORE", "y", "z", "0", "-1")).containsExactly("zrangestore y");
        assertThat(eventsOf("ZUNIONSTORE", "x", "2", "y", "z")).containsExactly("zunionstore x");
        assertThat(eventsOf("ZPOPMIN", "x")).containsExactly("zpopmin x");
        assertThat(eventsOf("ZREMRANGEBYSCORE", "x", "-inf", "inf")).containsExactly("zremrangebyscore x", "del x");
        assertThat(eventsOf("ZREM", "y", "a", "b")).containsExactly("zrem y", "del y");
        assertThat(eventsOf("GEOADD", "g", "13.3", "38.1", "p")).containsExactly("zadd g");
        assertThat(eventsOf("GEOSEARCHSTORE", "h", "g", "FROMMEMBER", "p", "BYRADIUS", "1", "km"))
                .containsExactly("geosearchstore h");
        FakeClient waiting = new FakeClient(node.dispatcher);
        waiting.send("BZMPOP", "0", "1", "w", "MAX");
        assertThat(eventsOf("ZADD", "w", "1", "a")).containsExactly("zadd w", "zpopmax w", "del w");
        assertThat(waiting.replies()).hasSize(1);
    }
}
