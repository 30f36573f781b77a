package dev.interrex.node.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Groups of consumers of the streams of one database. Of what does not exist, methods throw nothing and change nothing, unless they
 * say that they make it. Loop thread only.
 */
public final class StreamGroups {
    private final Database db;

    StreamGroups(Database db) {
        this.db = db;
    }

    private @Nullable StreamEntry stream(Slice key) {
        return db.streams().entry(db.live(key));
    }

    private @Nullable StreamGroup group(Slice key, Slice group) {
        StreamEntry stream = stream(key);
        return stream == null ? null : stream.group(group);
    }

    /** Changes a group of a stream in place, after what was logged. */
    private void change(Slice key, Slice group, Consumer<StreamEntry> change) {
        StreamEntry stream = db.streams().opened(stream(key), key);
        long before = stream.memoryBytes();
        long groupBefore = memoryBytes(stream.group(group));
        change.accept(stream);
        stream.resizedGroup(memoryBytes(stream.group(group)) - groupBefore);
        db.streams().changed(stream, key, before);
    }

    private static long memoryBytes(@Nullable StreamGroup group) {
        return group == null ? 0 : group.memoryBytes();
    }

    /** Lets a group be at {@code lastId}; makes it, and an empty stream, if need be. */
    public void put(Slice key, Slice group, StreamId lastId, long entriesRead) {
        stream(key);
        StreamEffects.id(db.log(Effects.STREAM_GROUP).bytes(key).bytes(group), lastId)
                .signed(entriesRead);
        change(key, group, stream -> {
            StreamGroup old = stream.group(group);
            if (old == null) {
                StreamGroup fresh = new StreamGroup(group.toBytes(), lastId, entriesRead);
                stream.groups.put(fresh.name, fresh);
            } else {
                old.lastId = lastId;
                old.entriesRead = entriesRead;
            }
        });
    }

    /** Removes a group; false if there is none. */
    public boolean remove(Slice key, Slice group) {
        if (group(key, group) == null) {
            return false;
        }
        db.log(Effects.STREAM_GROUP_REMOVE).bytes(key).bytes(group);
        change(key, group, stream -> stream.groups.remove(group.toBytes()));
        return true;
    }

    /**
     * Notes when a consumer was there, and makes it if need be. The group must exist.
     *
     * @param activeMs when it was given something; {@link StreamConsumer#NEVER}
     */
    public void consumer(Slice key, Slice group, Slice consumer, long seenMs, long activeMs) {
        if (group(key, group) == null) {
            return;
        }
        db.log(Effects.STREAM_CONSUMER)
                .bytes(key)
                .bytes(group)
                .bytes(consumer)
                .signed(seenMs)
                .signed(activeMs);
        change(key, group, stream -> {
            StreamGroup found = stream.group(group);
            if (found != null) {
                StreamConsumer there = found.consumers.computeIfAbsent(consumer.toBytes(), StreamConsumer::new);
                there.seenMs = seenMs;
                there.activeMs = activeMs;
            }
        });
    }

    /** Notes that a consumer was there, without the log: it only tells how long ago that was, and another primary starts anew. */
    public void seen(StreamConsumer consumer, long seenMs) {
        if (db.engine.mayChange()) {
            consumer.seenMs = seenMs;
        }
    }

    /** Removes a consumer with what it did not acknowledge; returns how much that was, -1 if there is no such consumer. */
    public int removeConsumer(Slice key, Slice group, Slice consumer) {
        StreamGroup found = group(key, group);
        StreamConsumer there = found == null ? null : found.consumer(consumer);
        if (found == null || there == null) {
            return -1;
        }
        db.log(Effects.STREAM_CONSUMER_REMOVE).bytes(key).bytes(group).bytes(consumer);
        change(key, group, stream -> {
            there.pending.all().forEach(pending -> found.pending.remove(pending.id()));
            found.consumers.remove(there.name);
        });
        return there.pending.size();
    }

    /** Gives entries to a consumer, whoever had them. Group and consumer must exist. */
    public void deliver(Slice key, Slice group, Slice consumer, List<Streams.Delivery> deliveries) {
        StreamGroup found = group(key, group);
        StreamConsumer there = found == null ? null : found.consumer(consumer);
        if (found == null || there == null || deliveries.isEmpty()) {
            return;
        }
        Effects effect = db.log(Effects.STREAM_PENDING).bytes(key).bytes(group).bytes(consumer);
        effect.number(deliveries.size());
        for (Streams.Delivery delivery : deliveries) {
            StreamEffects.id(effect, delivery.id())
                    .number(delivery.deliveredAtMs())
                    .number(delivery.deliveries());
        }
        change(key, group, stream -> {
            for (Streams.Delivery delivery : deliveries) {
                found.assign(new PendingEntries.Pending(
                        delivery.id(), there, delivery.deliveredAtMs(), delivery.deliveries()));
            }
        });
    }

    /** Forgets that entries were given to anybody; returns how many were. */
    public int acknowledge(Slice key, Slice group, List<StreamId> ids) {
        StreamGroup found = group(key, group);
        Set<StreamId> there = new LinkedHashSet<>();
        for (StreamId id : ids) {
            if (found != null && !found.pending.range(id, id, 1).isEmpty()) {
                there.add(id);
            }
        }
        if (found == null || there.isEmpty()) {
            return 0;
        }
        Effects effect =
                db.log(Effects.STREAM_ACKNOWLEDGE).bytes(key).bytes(group).number(there.size());
        there.forEach(id -> StreamEffects.id(effect, id));
        change(key, group, stream -> there.forEach(found::release));
        return there.size();
    }

    void apply(int op, Slice key, EffectReader in) {
        Slice group = in.second();
        switch (op) {
            case Effects.STREAM_GROUP -> {
                StreamId lastId = in.streamId();
                put(key, group, lastId, in.signed());
            }
            case Effects.STREAM_GROUP_REMOVE -> ValueType.expect(remove(key, group), op);
            case Effects.STREAM_CONSUMER -> {
                ValueType.expect(group(key, group) != null, op);
                Slice consumer = in.third();
                long seenMs = in.signed();
                consumer(key, group, consumer, seenMs, in.signed());
            }
            case Effects.STREAM_CONSUMER_REMOVE -> ValueType.expect(removeConsumer(key, group, in.third()) >= 0, op);
            case Effects.STREAM_PENDING -> {
                Slice consumer = in.third();
                StreamGroup found = group(key, group);
                ValueType.expect(found != null && found.consumer(consumer) != null, op);
                deliver(key, group, consumer, in.deliveries());
            }
            case Effects.STREAM_ACKNOWLEDGE -> ValueType.expect(acknowledge(key, group, in.streamIds()) > 0, op);
            default -> throw ValueType.unknown(op);
        }
    }
}
