package dev.interrex.node.engine;

import java.util.Random;

/** Random mutations of an engine, the same for the same seed: for tests that compare engines. */
final class RandomMutations {
    private static final int DATABASES = 3;

    private final Random random;
    private final int keys;
    private final FamilyMutations families;
    private final LargeMutations large;
    private long nowMs = 1_000_000;

    RandomMutations(long seed, int keys) {
        this.random = new Random(seed);
        this.keys = keys;
        this.families = new FamilyMutations(random);
        this.large = new LargeMutations(random);
    }

    long nowMs() {
        return nowMs;
    }

    /** One mutation, perhaps one that does nothing. */
    void step(Engine engine) {
        nowMs += random.nextInt(20);
        engine.now(nowMs);
        Database db = engine.database(random.nextInt(DATABASES));
        Slice key = key();
        try {
            switch (random.nextInt(27)) {
                case 0, 1, 2 -> db.strings().put(key, value(), expiry());
                case 3 -> db.strings().putNumber(key, random.nextLong());
                case 4 -> db.strings().putText(key, Slice.of("3.5"));
                case 5 -> db.strings().append(key, value());
                case 6 -> db.strings().setRange(key, random.nextInt(50), value());
                case 7, 8, 9, 10 -> db.hashes().put(key, field(), value());
                case 11, 12 -> db.hashes().put(key, fields(), fields());
                case 13, 14 -> db.hashes().remove(key, fields());
                case 15, 16 -> db.delete(key);
                case 17 -> db.expireAt(key, nowMs + random.nextInt(1000));
                case 18 -> db.persist(key);
                case 19 -> db.rename(key, key());
                case 20 -> db.move(key, engine.database(random.nextInt(DATABASES)));
                case 21 -> db.copy(key, engine.database(random.nextInt(DATABASES)), key());
                case 22 -> engine.expireCycle(nowMs, random.nextInt(5));
                case 23 -> rare(engine, db);
                default -> families.step(db, key, key(), nowMs);
            }
        } catch (WrongTypeException expected) {
            // The key holds another type; nothing was changed.
        }
    }

    private void rare(Engine engine, Database db) {
        switch (random.nextInt(200)) {
            case 0 -> db.clear();
            case 1, 2, 3 -> engine.swap(db.index(), random.nextInt(DATABASES));
            case 4, 5, 6, 7 -> large.step(db);
            default -> db.exists(key());
        }
    }

    private Slice key() {
        return Slice.of("key" + random.nextInt(keys));
    }

    private Slice field() {
        return Slice.of("f" + random.nextInt(300));
    }

    private Slice value() {
        return switch (random.nextInt(4)) {
            case 0 -> Slice.of(Long.toString(random.nextInt()));
            case 1 -> Slice.of("");
            default -> Slice.of("v".repeat(random.nextInt(100)));
        };
    }

    private Slices fields() {
        Slice[] slices = new Slice[3];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = field();
        }
        return slices(slices);
    }

    static Slices slices(Slice... slices) {
        return new Slices() {
            @Override
            public int count() {
                return slices.length;
            }

            @Override
            public Slice at(int index) {
                return slices[index];
            }
        };
    }

    private long expiry() {
        return random.nextInt(3) == 0 ? nowMs + random.nextInt(2000) : Database.NO_EXPIRY;
    }
}
