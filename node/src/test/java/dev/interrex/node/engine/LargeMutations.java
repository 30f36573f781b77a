package dev.interrex.node.engine;

import java.util.Random;

/** Random mutations of sets, sorted sets and hashes that are large, or become it: a part of {@link RandomMutations}. */
final class LargeMutations {
    private final Random random;

    LargeMutations(Random random) {
        this.random = random;
    }

    void step(Database db) {
        Slice key = key();
        try {
            switch (random.nextInt(12)) {
                case 0 -> store(db, key);
                case 1 -> db.copy(key, db, key());
                case 2 -> db.rename(key, key());
                case 3 -> db.delete(key);
                case 4 -> removeRange(db, key);
                case 5, 6 -> remove(db, key);
                default -> add(db, key);
            }
        } catch (WrongTypeException expected) {
            // The key holds another type, as another was renamed; nothing was changed.
        }
    }

    private Slice key() {
        return Slice.of(new String[] {"hash", "set", "zset", "list"}[random.nextInt(4)] + random.nextInt(4));
    }

    private Slice member() {
        int number = random.nextInt(2_000);
        return Slice.of(number % 100 == 0 ? "long".repeat(200) + number : "member" + number);
    }

    private Slices members() {
        Slice[] members = new Slice[1 + random.nextInt(20) * random.nextInt(20)];
        for (int i = 0; i < members.length; i++) {
            members[i] = member();
        }
        return RandomMutations.slices(members);
    }

    private void add(Database db, Slice key) {
        Slices members = members();
        switch (key.at(0)) {
            case 'h' -> {
                for (int i = 0; i < members.count(); i++) {
                    int length = random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(100);
                    db.hashes().put(key, members.at(i), Slice.of("v".repeat(length)));
                }
            }
            case 's' -> db.sets().add(key, members);
            case 'l' -> db.lists().push(key, random.nextBoolean(), members);
            default -> db.sortedSets().put(key, ScoreUpdate.SET, members, scores(members.count()));
        }
    }

    private double[] scores(int count) {
        return random.doubles(count, 0, 100).toArray();
    }

    private void remove(Database db, Slice key) {
        Slices members = members();
        switch (key.at(0)) {
            case 'h' -> db.hashes().remove(key, members);
            case 's' -> db.sets().remove(key, members);
            case 'l' -> changeList(db.lists(), key);
            default -> db.sortedSets().remove(key, members);
        }
    }

    private void changeList(Lists lists, Slice key) {
        long size = lists.sizeForUpdate(key);
        long index = size == 0 ? 0 : random.nextLong(size);
        switch (random.nextInt(5)) {
            case 0 -> lists.pop(key, random.nextBoolean(), index);
            case 1 -> lists.set(key, index, member());
            case 2 -> lists.insert(key, index, member());
            case 3 -> lists.remove(key, random.nextInt(3) - 1, member());
            default -> lists.pop(key, random.nextBoolean(), Math.min(size, 1));
        }
    }

    private void removeRange(Database db, Slice key) {
        if (key.at(0) == 'z') {
            int size = db.sortedSets().sizeForUpdate(key);
            int rank = random.nextInt(size + 1);
            db.sortedSets().removeRange(key, rank, random.nextInt(size - rank + 1));
        }
    }

    private void store(Database db, Slice key) {
        SetOperation[] operations = SetOperation.values();
        SetOperation operation = operations[random.nextInt(operations.length)];
        Slices keys = RandomMutations.slices(Slice.of("set" + random.nextInt(4)), Slice.of("set" + random.nextInt(4)));
        if (key.at(0) == 'z') {
            db.sortedSets().store(new ScoreOperation(operation, ScoreOperation.Aggregate.SUM, null), key, keys);
        } else {
            db.sets().store(operation, key, keys);
            db.sets().combine(operation, keys, member -> {});
        }
    }
}
