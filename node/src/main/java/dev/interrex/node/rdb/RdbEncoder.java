package dev.interrex.node.rdb;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Hashes;
import dev.interrex.node.engine.PendingEntries;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes payloads of DUMP, which {@link RdbDecoder} draws, in types that Redis 7.0 reads; only hashes whose fields have times need 7.4.
 */
public final class RdbEncoder {
    /** Of Redis 7.0. */
    private static final int VERSION = 10;

    /** Of Redis 7.4. */
    private static final int VERSION_WITH_TIMES = 12;

    private final RdbOutput out = new RdbOutput();
    private int version = VERSION;

    private RdbEncoder() {}

    /** The payload of what a key holds; null if there is no such key. */
    public static byte @Nullable [] encode(Database db, Slice key) {
        RdbEncoder encoder = new RdbEncoder();
        String type = db.type(key);
        if (type == null) {
            return null;
        }
        switch (type) {
            case "string" -> encoder.string(db, key);
            case "list" -> encoder.list(db, key);
            case "set" -> encoder.set(db, key);
            case "zset" -> encoder.sortedSet(db, key);
            case "hash" -> encoder.hash(db, key);
            case "stream" -> encoder.stream(db, key);
            default -> throw new IllegalStateException("no RDB form of " + type);
        }
        encoder.out.littleEndian(encoder.version, 2);
        encoder.out.littleEndian(encoder.out.checksum(), 8);
        return encoder.out.toBytes();
    }

    private void string(Database db, Slice key) {
        Slice value = db.strings().getForUpdate(key);
        out.octet(RdbType.STRING);
        if (value != null) {
            out.string(value);
        }
    }

    private void list(Database db, Slice key) {
        long size = db.lists().sizeForUpdate(key);
        out.octet(RdbType.LIST).number(size);
        db.lists().forEach(key, 0, size, false, out::string);
    }

    private void set(Database db, Slice key) {
        out.octet(RdbType.SET).number(db.sets().sizeForUpdate(key));
        db.sets().forEach(key, out::string);
    }

    private void sortedSet(Database db, Slice key) {
        int size = db.sortedSets().sizeForUpdate(key);
        out.octet(RdbType.ZSET_BINARY).number(size);
        // Redis builds its tree fastest from the greatest score on.
        db.sortedSets()
                .forEach(
                        key,
                        size - 1,
                        size,
                        true,
                        (member, score) -> out.string(member).littleEndian(Double.doubleToLongBits(score), 8));
    }

    private void hash(Database db, Slice key) {
        Hashes hashes = db.hashes();
        List<Slice> pairs = new ArrayList<>();
        hashes.forEach(key, (field, value) -> {
            pairs.add(Slice.of(field.toBytes()));
            pairs.add(Slice.of(value.toBytes()));
        });
        long[] times = new long[pairs.size() / 2];
        long least = Long.MAX_VALUE;
        for (int i = 0; i < times.length; i++) {
            times[i] = hashes.expireAtMs(key, pairs.get(2 * i));
            least = times[i] < 0 ? least : Math.min(least, times[i]);
        }
        boolean timed = least < Long.MAX_VALUE;
        out.octet(timed ? RdbType.HASH_TIMES : RdbType.HASH);
        if (timed) {
            version = VERSION_WITH_TIMES;
            out.littleEndian(least, 8);
        }
        out.number(times.length);
        for (int i = 0; i < times.length; i++) {
            if (timed) {
                out.number(times[i] < 0 ? 0 : times[i] - least + 1);
            }
            out.string(pairs.get(2 * i)).string(pairs.get(2 * i + 1));
        }
    }

    private void stream(Database db, Slice key) {
        StreamView stream = db.streams().getForUpdate(key);
        if (stream == null) {
            return;
        }
        out.octet(RdbType.STREAM_2).number(stream.blocks());
        stream.forEachBlock((id, pack) -> {
            out.number(16);
            rawId(id);
            out.raw(pack.array(), 0, pack.length());
        });
        out.number(stream.length());
        id(stream.lastId());
        id(stream.firstId());
        id(stream.maxDeletedId());
        out.number(stream.entriesAdded());
        out.number(stream.groups().size());
        stream.groups().forEach(this::group);
    }

    private void id(StreamId id) {
        out.number(id.ms()).number(id.seq());
    }

    private void rawId(StreamId id) {
        out.bigEndian(id.ms(), 8).bigEndian(id.seq(), 8);
    }

    private void group(StreamGroup group) {
        Slice name = group.name();
        out.raw(name.array(), name.offset(), name.length());
        id(group.lastId());
        out.number(group.entriesRead());
        out.number(group.pending().size());
        for (PendingEntries.Pending entry : group.pending().all()) {
            rawId(entry.id());
            out.littleEndian(entry.deliveredAtMs(), 8).number(entry.deliveries());
        }
        out.number(group.consumers().size());
        for (StreamConsumer consumer : group.consumers()) {
            Slice consumerName = consumer.name();
            out.raw(consumerName.array(), consumerName.offset(), consumerName.length());
            out.littleEndian(consumer.seenMs(), 8);
            out.number(consumer.pending().size());
            consumer.pending().all().forEach(entry -> rawId(entry.id()));
        }
    }
}
