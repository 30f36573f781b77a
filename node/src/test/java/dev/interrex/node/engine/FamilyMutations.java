package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random mutations of bits, splices, times of fields and streams: a part of {@link RandomMutations}. */
final class FamilyMutations {
    private final Random random;

    FamilyMutations(Random random) {
        this.random = random;
    }

    void step(Database db, Slice key, Slice other, long nowMs) {
        switch (random.nextInt(8)) {
            case 0 -> splice(db, key);
            case 1 -> combine(db, key, other);
            case 2, 3 -> field(db, key, nowMs);
            default -> stream(db, Slice.of("s" + key), nowMs);
        }
    }

    private void splice(Database db, Slice key) {
        Slice old = db.strings().getForUpdate(key);
        if (old != null && old.length() > 0) {
            int at = random.nextInt(old.length());
            db.strings()
                    .splice(key, at, random.nextInt(old.length() - at + 1), Slice.of("y".repeat(random.nextInt(9))));
        }
    }

    private void combine(Database db, Slice key, Slice other) {
        BitOperation[] operations = BitOperation.values();
        BitOperation operation = operations[random.nextInt(operations.length)];
        List<Slice> sources = operation == BitOperation.NOT ? List.of(other) : List.of(other, key);
        db.strings().combine(operation, key, Slices.of(sources));
    }

    private void field(Database db, Slice key, long nowMs) {
        Hashes hashes = db.hashes();
        Slice field = Slice.of("f" + random.nextInt(300));
        switch (random.nextInt(5)) {
            case 0 -> hashes.persist(key, field);
            case 1 -> hashes.update(key, field, Slice.of("updated"));
            default -> {
                hashes.put(key, field, Slice.of("v"));
                hashes.expireAt(key, field, nowMs + random.nextInt(2000));
            }
        }
    }

    private void stream(Database db, Slice key, long nowMs) {
        Streams streams = db.streams();
        StreamGroups groups = db.streamGroups();
        Slice group = Slice.of("g" + random.nextInt(2));
        Slice consumer = Slice.of("c" + random.nextInt(3));
        StreamView stream = streams.getForUpdate(key);
        StreamId last = stream == null ? StreamId.MIN : stream.lastId();
        StreamId any = new StreamId(nowMs - random.nextInt(500), random.nextInt(4));
        switch (random.nextInt(12)) {
            case 0 -> streams.delete(key, ids(stream, 1));
            case 1 -> streams.trim(key, any);
            case 2 -> groups.put(key, group, any, random.nextInt(5) - 1);
            case 3 -> groups.consumer(key, group, consumer, nowMs, nowMs);
            case 4, 5 -> deliver(groups, key, group, consumer, ids(stream, 5), nowMs);
            case 6 -> groups.acknowledge(key, group, ids(stream, 3));
            case 7 -> rare(streams, groups, key, group, consumer, last);
            default -> {
                StreamId id = new StreamId(Math.max(nowMs, last.ms()), last.seq() + 1);
                streams.add(
                        key,
                        id,
                        Slices.of(List.of(Slice.of("a"), Slice.of("b" + random.nextInt(2)))),
                        Slices.of(List.of(Slice.of("1"), Slice.of("x".repeat(random.nextInt(300))))));
            }
        }
    }

    private void rare(Streams streams, StreamGroups groups, Slice key, Slice group, Slice consumer, StreamId last) {
        switch (random.nextInt(20)) {
            case 0 -> groups.remove(key, group);
            case 1 -> groups.removeConsumer(key, group, consumer);
            case 2 -> streams.state(key, last.next(), random.nextInt(100), last);
            default -> {}
        }
    }

    private static void deliver(
            StreamGroups groups, Slice key, Slice group, Slice consumer, List<StreamId> ids, long nowMs) {
        List<Streams.Delivery> deliveries = new ArrayList<>();
        ids.forEach(id -> deliveries.add(new Streams.Delivery(id, nowMs, 1)));
        groups.deliver(key, group, consumer, deliveries);
    }

    private List<StreamId> ids(@Nullable StreamView stream, int most) {
        List<StreamId> ids = new ArrayList<>();
        if (stream != null) {
            stream.entries(StreamId.MIN, StreamId.MAX, random.nextBoolean(), entry -> {
                if (random.nextInt(3) == 0) {
                    ids.add(entry.id());
                }
                return ids.size() < most;
            });
        }
        return ids;
    }
}
