package dev.interrex.node.engine;

import java.util.List;

/** Effects of streams that mutators and snapshots write alike. Stateless. */
final class StreamEffects {
    private StreamEffects() {}

    static Effects id(Effects out, StreamId id) {
        return out.number(id.ms()).number(id.seq());
    }

    static void state(Effects out, byte[] key, StreamEntry stream) {
        id(out.op(Effects.STREAM_STATE).bytes(key), stream.lastId);
        id(out.number(stream.entriesAdded), stream.maxDeletedId);
    }

    static void group(Effects out, byte[] key, StreamGroup group) {
        id(out.op(Effects.STREAM_GROUP).bytes(key).bytes(group.name), group.lastId)
                .signed(group.entriesRead);
    }

    static void consumer(Effects out, byte[] key, byte[] group, StreamConsumer consumer) {
        out.op(Effects.STREAM_CONSUMER)
                .bytes(key)
                .bytes(group)
                .bytes(consumer.name)
                .signed(consumer.seenMs)
                .signed(consumer.activeMs);
    }

    /** Of any consumers, those next to each other of the same one in one effect. */
    static void pending(Effects out, byte[] key, byte[] group, List<PendingEntries.Pending> entries) {
        int from = 0;
        while (from < entries.size()) {
            StreamConsumer consumer = entries.get(from).consumer();
            int to = from + 1;
            while (to < entries.size() && entries.get(to).consumer() == consumer) {
                to++;
            }
            out.op(Effects.STREAM_PENDING).bytes(key).bytes(group).bytes(consumer.name);
            out.number(to - from);
            for (PendingEntries.Pending entry : entries.subList(from, to)) {
                id(out, entry.id()).number(entry.deliveredAtMs()).number(entry.deliveries());
            }
            from = to;
        }
    }
}
