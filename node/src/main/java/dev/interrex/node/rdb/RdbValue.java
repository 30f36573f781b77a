package dev.interrex.node.rdb;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamId;
import java.util.List;

/** A value that was read as a whole and is sound. Slices point into the payload. */
public sealed interface RdbValue {
    /** Bytes that it takes to log, about. */
    long bytes();

    /** A string. */
    record Text(Slice value) implements RdbValue {
        @Override
        public long bytes() {
            return value.length();
        }
    }

    /** A list, from its head on. */
    record ListOf(List<Slice> elements) implements RdbValue {
        @Override
        public long bytes() {
            return sum(elements);
        }
    }

    /** A set of different members. */
    record SetOf(List<Slice> members) implements RdbValue {
        @Override
        public long bytes() {
            return sum(members);
        }
    }

    /**
     * A hash of different fields.
     *
     * @param atMs when each field expires, 0 = never
     */
    record Hash(List<Slice> fields, List<Slice> values, List<Long> atMs) implements RdbValue {
        @Override
        public long bytes() {
            return sum(fields) * 2 + sum(values);
        }
    }

    /** A sorted set of different members, with scores that are numbers. */
    record SortedSet(List<Slice> members, double[] scores) implements RdbValue {
        @Override
        public long bytes() {
            return sum(members) + 8L * scores.length;
        }
    }

    /** A stream. */
    record Stream(
            List<StreamId> blockIds,
            List<byte[]> blocks,
            StreamId lastId,
            StreamId maxDeletedId,
            long entriesAdded,
            List<Group> groups)
            implements RdbValue {
        @Override
        public long bytes() {
            long sum = 0;
            for (byte[] block : blocks) {
                sum += block.length + 32;
            }
            for (Group group : groups) {
                sum += group.name.length() + 64;
                for (Consumer consumer : group.consumers) {
                    sum += 2 * (group.name.length() + consumer.name.length()) + 64 + 40L * consumer.pending.size();
                }
            }
            return sum;
        }
    }

    /** A group of consumers of a stream. */
    record Group(Slice name, StreamId lastId, long entriesRead, List<Consumer> consumers) {}

    /** A consumer with what it did not acknowledge. */
    record Consumer(Slice name, long seenMs, long activeMs, List<Pending> pending) {}

    /** An entry that a consumer was given. */
    record Pending(StreamId id, long deliveredAtMs, long deliveries) {}

    private static long sum(List<Slice> slices) {
        long sum = 0;
        for (Slice slice : slices) {
            sum += slice.length() + 5;
        }
        return sum;
    }
}
