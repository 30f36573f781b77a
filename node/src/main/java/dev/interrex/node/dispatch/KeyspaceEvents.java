package dev.interrex.node.dispatch;

import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.KeyspaceListener;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.pubsub.PubSub;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Publishes changes of keys as {@code notify-keyspace-events} says. As every message, an event leaves only when the change that
 * it tells of is committed. Loop thread only.
 *
 * @see <a href="https://redis.io/docs/latest/develop/use/keyspace-notifications/">Redis keyspace notifications</a>
 */
final class KeyspaceEvents implements KeyspaceListener {
    /** What the letter A stands for: everything but misses and new keys. */
    private static final String ALL = "g$lshzxetd";

    private final PubSub pubSub;
    private String classes = "";
    private boolean byKey;
    private boolean byEvent;

    KeyspaceEvents(Engine engine, NodeConfig config, PubSub pubSub) {
        this.pubSub = pubSub;
        config.follow(EngineDirectives.NOTIFY_KEYSPACE_EVENTS, letters -> {
            classes = letters.replace("A", ALL);
            byKey = letters.indexOf('K') >= 0;
            byEvent = letters.indexOf('E') >= 0;
            engine.listener(byKey || byEvent ? this : KeyspaceListener.NONE);
        });
    }

    @Override
    public void event(int database, char kind, String event, Slice key) {
        if (classes.indexOf(kind) < 0 || pubSub.isSilent()) {
            return;
        }
        byte[] keyBytes = key.toBytes();
        byte[] eventBytes = event.getBytes(StandardCharsets.US_ASCII);
        if (byKey) {
            pubSub.publish(channel("__keyspace@", database, keyBytes), eventBytes);
        }
        if (byEvent) {
            pubSub.publish(channel("__keyevent@", database, eventBytes), keyBytes);
        }
    }

    private static byte[] channel(String prefix, int database, byte[] name) {
        ByteArrayOutputStream channel = new ByteArrayOutputStream();
        channel.writeBytes((prefix + database + "__:").getBytes(StandardCharsets.US_ASCII));
        channel.writeBytes(name);
        return channel.toByteArray();
    }
}
