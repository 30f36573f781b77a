package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sets of one database. Methods throw {@link WrongTypeException} where the key holds something else and change nothing then. A set
 * whose last member is removed is gone. Loop thread only.
 */
public final class Sets extends ValueType {
    private static final Slices NONE = Slices.of(List.of());

    private final Slice found = new Slice();

    Sets(Database db) {
        super(db);
    }

    // Readers

    /** Number of members; 0 if there is no such key. */
    public int size(Slice key) {
        SetEntry entry = entry(db.read(key));
        return entry == null ? 0 : entry.size();
    }

    /** As {@link #size}, of a write command: counts neither as hit nor as miss. */
    public int sizeForUpdate(Slice key) {
        SetEntry entry = entry(db.use(key));
        return entry == null ? 0 : entry.size();
    }

    public boolean contains(Slice key, Slice member) {
        SetEntry entry = entry(db.live(key));
        return entry != null && entry.contains(member);
    }

    /** Visits all members. */
    public void forEach(Slice key, Consumer<Slice> visitor) {
        SetEntry entry = entry(db.live(key));
        if (entry != null) {
            entry.forEach(visitor);
        }
    }

    /** Any member, each with the same probability, valid until the next call of the engine; null if there is no such key. */
    public @Nullable Slice random(Slice key, RandomGenerator random) {
        SetEntry entry = entry(db.live(key));
        if (entry == null) {
            return null;
        }
        entry.random(random, found);
        return found;
    }

    /**
     * About {@code count} members from a cursor on; every one that exists from the first call to the last is visited.
     *
     * @param cursor 0 to begin, then what the previous call returned
     * @return 0 at the end
     */
    public long scan(Slice key, long cursor, long count, Consumer<Slice> visitor) {
        SetEntry entry = entry(db.read(key));
        return entry == null ? 0 : entry.scan(cursor, count, visitor);
    }

    /** Visits the members of what the operation makes of the sets, each once; missing keys are empty sets. */
    public void combine(SetOperation operation, Slices keys, Consumer<Slice> visitor) {
        @Nullable SetEntry[] sets = entries(keys);
        if (operation == SetOperation.UNION) {
            SetEntry union = combined(operation, sets, found.set(new byte[0], 0, 0));
            if (union != null) {
                try {
                    union.forEach(visitor);
                } finally {
                    db.engine.release(union);
                }
            }
        } else {
            visit(operation, sets, member -> {
                visitor.accept(member);
                return true;
            });
        }
    }

    /** Size of the intersection, or {@code limit} if that is less. */
    public int intersectionSize(Slices keys, int limit) {
        int[] size = {0};
        visit(SetOperation.INTERSECTION, entries(keys), member -> ++size[0] < limit);
        return size[0];
    }

    private @Nullable SetEntry[] entries(Slices keys) {
        @Nullable SetEntry[] sets = new SetEntry[keys.count()];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = entry(db.read(keys.at(i)));
        }
        return sets;
    }

    /** Visits the members of an intersection or difference until the visitor has enough. */
    private static void visit(SetOperation operation, @Nullable SetEntry[] sets, Predicate<Slice> visitor) {
        boolean all = operation == SetOperation.INTERSECTION;
        for (SetEntry set : sets) {
            if (all && set == null) {
                return;
            }
        }
        if (all) {
            Arrays.sort(sets, Comparator.comparingInt(set -> set == null ? 0 : set.size()));
        }
        SetEntry first = sets[0];
        Slice member = new Slice();
        for (long place = first == null ? -1 : first.first(); first != null && place >= 0; ) {
            place = first.read(place, member);
            if (isInOthers(member, sets, all) && !visitor.test(member)) {
                return;
            }
        }
    }

    /** Whether it is in all sets but the first, or in none of them. */
    private static boolean isInOthers(Slice member, @Nullable SetEntry[] sets, boolean all) {
        for (int i = 1; i < sets.length; i++) {
            SetEntry set = sets[i];
            if ((set != null && set.contains(member)) != all) {
                return false;
            }
        }
        return true;
    }

    // Mutators

    /** Adds at least one member; returns how many are new. */
    public int add(Slice key, Slices members) {
        SetEntry old = entry(db.live(key));
        if (old != null && hasAll(old, members)) {
            return 0;
        }
        int count = members.count();
        require(key, old, members);
        Effects effect = db.log(Effects.SET_ADD).bytes(key).number(count);
        for (int i = 0; i < count; i++) {
            effect.bytes(members.at(i));
        }
        SetEntry entry = opened(old, key, members.at(0), count);
        long before = entry.memoryBytes();
        EngineSettings settings = db.engine.settings();
        entry.willGrow(count, settings);
        int added = 0;
        for (int i = 0; i < count; i++) {
            added += entry.add(members.at(i), settings) ? 1 : 0;
        }
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
        return added;
    }

    /** Before anything is changed or logged: then nothing that follows runs out of memory. */
    private void require(Slice key, @Nullable SetEntry old, Slices members) {
        long bytes = 0;
        for (int i = 0; i < members.count(); i++) {
            bytes += members.at(i).length();
        }
        long record = Records.mostBytes(key.length(), SetEntry.LONGEST_PACKED_INTEGERS);
        db.engine.memory().require(2 * record + SetEntry.mostBytes(old, members.count(), bytes));
    }

    private static boolean hasAll(SetEntry entry, Slices members) {
        for (int i = 0; i < members.count(); i++) {
            if (!entry.contains(members.at(i))) {
                return false;
            }
        }
        return true;
    }

    /** Removes members and returns how many there were. */
    public int remove(Slice key, Slices members) {
        SetEntry entry = entry(db.live(key));
        if (entry == null || !hasAny(entry, members)) {
            return 0;
        }
        Effects effect = db.log(Effects.SET_REMOVE).bytes(key).number(members.count());
        for (int i = 0; i < members.count(); i++) {
            effect.bytes(members.at(i));
        }
        db.willChange(entry);
        long before = entry.memoryBytes();
        int removed = 0;
        for (int i = 0; i < members.count(); i++) {
            removed += entry.remove(members.at(i)) ? 1 : 0;
        }
        shrunk(entry, key, before);
        return removed;
    }

    private static boolean hasAny(SetEntry entry, Slices members) {
        for (int i = 0; i < members.count(); i++) {
            if (entry.contains(members.at(i))) {
                return true;
            }
        }
        return false;
    }

    /** Makes {@code newKey}, whatever it held, what the operation makes of the sets; deletes it if that is nothing. Returns the size. */
    public int store(SetOperation operation, Slice newKey, Slices keys) {
        @Nullable SetEntry[] sets = entries(keys);
        SetEntry result = combined(operation, sets, newKey);
        if (result == null) {
            db.delete(newKey);
            return 0;
        }
        Entry old = db.live(newKey);
        try {
            require(newKey, result, NONE);
        } catch (MemoryExhaustedException notDone) {
            db.engine.release(result);
            throw notDone;
        }
        Effects effect = db.log(Effects.SET_STORE)
                .bytes(newKey)
                .number(operation.ordinal())
                .number(keys.count());
        for (int i = 0; i < keys.count(); i++) {
            effect.bytes(keys.at(i));
        }
        if (old != null) {
            db.remove(old);
        }
        db.insert(result);
        db.changed(newKey);
        return result.size();
    }

    /** What the operation makes of the sets, as a value that is to be put into the keyspace or released; null if it is empty. */
    private @Nullable SetEntry combined(SetOperation operation, @Nullable SetEntry[] sets, Slice key) {
        @Nullable SetEntry[] result = new SetEntry[1];
        EngineSettings settings = db.engine.settings();
        Consumer<Slice> add = member -> {
            SetEntry into = result[0];
            if (into == null) {
                into = new SetEntry(key.toBytes(), db.hash(key), db.engine.tables, member, 1, settings);
                result[0] = into;
            }
            into.add(member, settings);
        };
        try {
            visitAll(operation, sets, add);
        } catch (MemoryExhaustedException notDone) {
            SetEntry part = result[0];
            if (part != null) {
                db.engine.release(part);
            }
            throw notDone;
        }
        return result[0];
    }

    private static void visitAll(SetOperation operation, @Nullable SetEntry[] sets, Consumer<Slice> visitor) {
        if (operation != SetOperation.UNION) {
            visit(operation, sets, member -> {
                visitor.accept(member);
                return true;
            });
            return;
        }
        for (SetEntry set : sets) {
            if (set != null) {
                set.forEach(visitor);
            }
        }
    }

    /** The set to be changed, made now if need be. */
    private SetEntry opened(@Nullable SetEntry old, Slice key, Slice first, int count) {
        if (old != null) {
            db.willChange(old);
            return old;
        }
        SetEntry fresh =
                new SetEntry(key.toBytes(), db.hash(key), db.engine.tables, first, count, db.engine.settings());
        db.insert(fresh);
        return fresh;
    }

    private void shrunk(SetEntry entry, Slice key, long memoryBefore) {
        db.resized(entry.memoryBytes() - memoryBefore);
        if (entry.size() == 0) {
            db.remove(entry);
        }
        db.changed(key);
    }

    static @Nullable SetEntry entry(@Nullable Entry entry) {
        if (entry == null || entry instanceof SetEntry) {
            return (SetEntry) entry;
        }
        throw WrongTypeException.INSTANCE;
    }

    @Override
    Entry unpack(byte[] key, long hash, int shape, Slice packed) {
        return new SetEntry(key, hash, db.engine.tables, shape, packed);
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        switch (op) {
            case Effects.SET_ADD -> applyAdd(key, in);
            case Effects.SET_REMOVE -> {
                SetEntry entry = entry(db.live(key));
                if (entry == null) {
                    throw new CorruptEffectException("members removed from a key that is no set");
                }
                db.willChange(entry);
                long before = entry.memoryBytes();
                for (int left = in.count(); left > 0; left--) {
                    entry.remove(in.second());
                }
                shrunk(entry, key, before);
            }
            case Effects.SET_STORE -> {
                SetOperation[] operations = SetOperation.values();
                SetOperation operation = operations[(int) in.number(0, operations.length - 1)];
                expect(store(operation, key, Slices.of(in.slices(in.count()))) > 0, op);
            }
            default -> throw unknown(op);
        }
    }

    private void applyAdd(Slice key, EffectReader in) {
        int count = in.count();
        Slice member = in.second();
        SetEntry entry = opened(entry(db.live(key)), key, member, count);
        long before = entry.memoryBytes();
        EngineSettings settings = db.engine.settings();
        entry.willGrow(count, settings);
        for (int i = 0; i < count; i++) {
            entry.add(i == 0 ? member : in.second(), settings);
        }
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
    }
}
