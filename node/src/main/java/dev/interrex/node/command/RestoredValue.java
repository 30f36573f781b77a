package dev.interrex.node.command;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.ScoreUpdate;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import dev.interrex.node.engine.Streams;
import dev.interrex.node.rdb.RdbValue;
import java.util.ArrayList;
import java.util.List;

/** Lets a key that does not exist hold a value that was read from the serialized form. Stateless. */
final class RestoredValue {
    private RestoredValue() {}

    static void store(Database db, Slice key, RdbValue value, long nowMs) {
        switch (value) {
            case RdbValue.Text text -> db.strings().put(key, text.value());
            case RdbValue.ListOf list -> db.lists().push(key, false, Slices.of(list.elements()));
            case RdbValue.SetOf set -> db.sets().add(key, Slices.of(set.members()));
            case RdbValue.Hash hash -> store(db, key, hash, nowMs);
            case RdbValue.SortedSet set ->
                db.sortedSets().put(key, ScoreUpdate.SET, Slices.of(set.members()), set.scores());
            case RdbValue.Stream stream -> store(db, key, stream);
        }
    }

    private static void store(Database db, Slice key, RdbValue.Hash hash, long nowMs) {
        List<Slice> fields = new ArrayList<>();
        List<Slice> values = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < hash.fields().size(); i++) {
            long atMs = hash.atMs().isEmpty() ? 0 : hash.atMs().get(i);
            if (atMs == 0 || atMs > nowMs) {
                fields.add(hash.fields().get(i));
                values.add(hash.values().get(i));
                times.add(atMs);
            }
        }
        if (fields.isEmpty()) {
            return;
        }
        db.hashes().put(key, Slices.of(fields), Slices.of(values));
        for (int i = 0; i < fields.size(); i++) {
            if (times.get(i) > 0) {
                db.hashes().expireAt(key, fields.get(i), times.get(i));
            }
        }
    }

    private static void store(Database db, Slice key, RdbValue.Stream stream) {
        for (int i = 0; i < stream.blocks().size(); i++) {
            if (!db.streams().add(key, stream.blockIds().get(i), stream.blocks().get(i))) {
                throw new IllegalStateException("a block that was checked does not fit");
            }
        }
        db.streams().state(key, stream.lastId(), stream.entriesAdded(), stream.maxDeletedId());
        for (RdbValue.Group group : stream.groups()) {
            db.streamGroups().put(key, group.name(), group.lastId(), group.entriesRead());
            for (RdbValue.Consumer consumer : group.consumers()) {
                db.streamGroups().consumer(key, group.name(), consumer.name(), consumer.seenMs(), consumer.activeMs());
                List<Streams.Delivery> deliveries = new ArrayList<>();
                for (RdbValue.Pending entry : consumer.pending()) {
                    deliveries.add(new Streams.Delivery(entry.id(), entry.deliveredAtMs(), entry.deliveries()));
                }
                db.streamGroups().deliver(key, group.name(), consumer.name(), deliveries);
            }
        }
    }
}
