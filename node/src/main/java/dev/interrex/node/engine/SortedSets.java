package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sorted sets of one database. Methods throw {@link WrongTypeException} where the key holds something else and change nothing then.
 * A sorted set whose last member is removed is gone. Ranks count from 0, the least score first. Loop thread only.
 */
public final class SortedSets extends ValueType {
    private final Slice found = new Slice();
    private final SortedSetCombination combination;

    SortedSets(Database db) {
        super(db);
        combination = new SortedSetCombination(db);
    }

    // Readers

    /** Number of members; 0 if there is no such key. */
    public int size(Slice key) {
        SortedSetEntry entry = entry(db.read(key));
        return entry == null ? 0 : entry.size();
    }

    /** As {@link #size}, of a write command: counts neither as hit nor as miss. */
    public int sizeForUpdate(Slice key) {
        SortedSetEntry entry = entry(db.use(key));
        return entry == null ? 0 : entry.size();
    }

    /** The member's score; NaN if there is no such key or member. */
    public double score(Slice key, Slice member) {
        SortedSetEntry entry = entry(db.live(key));
        return entry == null ? Double.NaN : entry.score(member);
    }

    /** How many members are before this one; -1 if there is no such key or member. */
    public int rank(Slice key, Slice member) {
        SortedSetEntry entry = entry(db.live(key));
        return entry == null ? -1 : entry.rank(member);
    }

    /** How many members are before the bound. */
    public int countBelow(Slice key, ScoreBound bound) {
        SortedSetEntry entry = entry(db.live(key));
        return entry == null ? 0 : entry.countBelow(bound);
    }

    /** Visits {@code count} members from {@code rank} on, forwards or backwards; all of them exist. */
    public void forEach(Slice key, int rank, int count, boolean backwards, ScoreVisitor visitor) {
        SortedSetEntry entry = entry(db.live(key));
        if (entry != null) {
            entry.forEach(rank, count, backwards, visitor);
        }
    }

    /**
     * About {@code count} members from a cursor on; every one that exists from the first call to the last is visited.
     *
     * @param cursor 0 to begin, then what the previous call returned
     * @return 0 at the end
     */
    public long scan(Slice key, long cursor, long count, ScoreVisitor visitor) {
        SortedSetEntry entry = entry(db.read(key));
        if (entry == null) {
            return 0;
        }
        return entry.scan(cursor, count, member -> visitor.member(member, entry.score(member)));
    }

    /** Visits what the operation makes of the sets, in order; missing keys are empty sets. */
    public void combine(ScoreOperation operation, Slices keys, Consumer<Integer> size, ScoreVisitor visitor) {
        SortedSetEntry result = combination.of(operation, keys, found.set(new byte[0], 0, 0));
        if (result == null) {
            size.accept(0);
            return;
        }
        try {
            size.accept(result.size());
            result.forEach(0, result.size(), false, visitor);
        } finally {
            db.engine.release(result);
        }
    }

    /** Size of the intersection, or {@code limit} if that is less. */
    public int intersectionSize(Slices keys, int limit) {
        return combination.intersectionSize(keys, limit);
    }

    // Mutators

    /**
     * Gives members scores.
     *
     * @param scores one for each member
     * @throws ArithmeticException if a single increment would make a score that is no number; nothing was changed then
     */
    public ScoreUpdate.Result put(Slice key, ScoreUpdate update, Slices members, double[] scores) {
        SortedSetEntry old = entry(db.live(key));
        int count = members.count();
        int first = 0;
        while (first < count && !changes(old, update, members.at(first), scores[first])) {
            first++;
        }
        if (first == count) {
            return new ScoreUpdate.Result(0, 0, update.of(scoreIn(old, members.at(count - 1)), scores[count - 1]));
        }
        require(old, key, members);
        SortedSetEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        EngineSettings settings = db.engine.settings();
        entry.willGrow(count, settings);
        int[] changed = new int[count];
        double[] given = new double[count];
        int changes = 0;
        int added = 0;
        double score = Double.NaN;
        for (int i = first; i < count; i++) {
            Slice member = members.at(i);
            double oldScore = entry.score(member);
            score = update.of(oldScore, scores[i]);
            if (!Double.isNaN(score) && score != oldScore) {
                added += entry.put(member, score, settings) ? 1 : 0;
                changed[changes] = i;
                given[changes++] = score;
            }
        }
        Effects effect = db.log(Effects.ZSET_PUT).bytes(key).number(changes);
        for (int i = 0; i < changes; i++) {
            effect.score(given[i]).bytes(members.at(changed[i]));
        }
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
        return new ScoreUpdate.Result(added, changes - added, score);
    }

    private static double scoreIn(@Nullable SortedSetEntry entry, Slice member) {
        return entry == null ? Double.NaN : entry.score(member);
    }

    private static boolean changes(@Nullable SortedSetEntry entry, ScoreUpdate update, Slice member, double given) {
        double old = scoreIn(entry, member);
        double score = update.of(old, given);
        return !Double.isNaN(score) && score != old;
    }

    /** Removes members and returns how many there were. */
    public int remove(Slice key, Slices members) {
        SortedSetEntry entry = entry(db.live(key));
        int first = 0;
        while (entry != null && first < members.count() && Double.isNaN(entry.score(members.at(first)))) {
            first++;
        }
        if (entry == null || first == members.count()) {
            return 0;
        }
        require(entry, key, members);
        Effects effect = db.log(Effects.ZSET_REMOVE).bytes(key).number(members.count());
        for (int i = 0; i < members.count(); i++) {
            effect.bytes(members.at(i));
        }
        db.willChange(entry);
        long before = entry.memoryBytes();
        int removed = 0;
        for (int i = first; i < members.count(); i++) {
            removed += entry.remove(members.at(i)) ? 1 : 0;
        }
        shrunk(entry, key, before);
        return removed;
    }

    /** Removes {@code count} members from {@code rank} on; all of them exist. */
    public void removeRange(Slice key, int rank, int count) {
        SortedSetEntry entry = entry(db.live(key));
        if (entry == null || count == 0) {
            return;
        }
        require(entry, key, 0, 0);
        db.log(Effects.ZSET_REMOVE_RANGE).bytes(key).number(rank).number(count);
        db.willChange(entry);
        if (count == entry.size()) {
            db.remove(entry);
            db.changed(key);
            return;
        }
        long before = entry.memoryBytes();
        entry.removeRange(rank, count);
        shrunk(entry, key, before);
    }

    /** Makes {@code newKey}, whatever it held, what the operation makes of the sets; deletes it if that is nothing. Returns the size. */
    public int store(ScoreOperation operation, Slice newKey, Slices keys) {
        SortedSetEntry result = combination.of(operation, keys, newKey);
        if (result == null) {
            db.delete(newKey);
            return 0;
        }
        Entry old = db.live(newKey);
        requireOrRelease(newKey, result);
        Effects effect = db.log(Effects.ZSET_STORE).bytes(newKey);
        effect.number(operation.operation().ordinal())
                .number(operation.aggregate().ordinal());
        effect.number(keys.count());
        for (int i = 0; i < keys.count(); i++) {
            effect.score(operation.weight(i)).bytes(keys.at(i));
        }
        int size = result.size();
        overwrite(old, result, newKey);
        return size;
    }

    /** Makes {@code newKey}, whatever it held, {@code count} members of another from {@code rank} on, which exist; none: deletes it. */
    public void storeRange(Slice newKey, Slice key, int rank, int count) {
        SortedSetEntry source = entry(db.live(key));
        if (source == null || count == 0) {
            db.delete(newKey);
            return;
        }
        Entry old = db.live(newKey);
        SortedSetEntry result = fresh(newKey);
        EngineSettings settings = db.engine.settings();
        try {
            result.willGrow(count, settings);
            source.forEach(rank, count, false, (member, score) -> result.put(member, score, settings));
        } catch (MemoryExhaustedException notDone) {
            db.engine.release(result);
            throw notDone;
        }
        requireOrRelease(newKey, result);
        db.log(Effects.ZSET_STORE_RANGE).bytes(newKey).bytes(key).number(rank).number(count);
        overwrite(old, result, newKey);
    }

    /** Before a result that is not in the keyspace is put there. */
    private void requireOrRelease(Slice key, SortedSetEntry result) {
        try {
            require(result, key, 0, 0);
        } catch (MemoryExhaustedException notDone) {
            db.engine.release(result);
            throw notDone;
        }
    }

    private void require(@Nullable SortedSetEntry entry, Slice key, Slices members) {
        long bytes = 0;
        int count = members.count();
        for (int i = 0; i < count; i++) {
            bytes += members.at(i).length();
        }
        require(entry, key, count, bytes);
    }

    /** Before anything is changed or logged: then nothing that follows runs out of memory. */
    private void require(@Nullable SortedSetEntry entry, Slice key, int count, long bytes) {
        long record = Records.mostBytes(key.length(), Entry.LONGEST_PACKED);
        db.engine.memory().require(2 * record + SortedSetEntry.mostBytes(entry, count, bytes));
    }

    private void overwrite(@Nullable Entry old, Entry by, Slice key) {
        if (old != null) {
            db.remove(old);
        }
        db.insert(by);
        db.changed(key);
    }

    private SortedSetEntry fresh(Slice key) {
        return new SortedSetEntry(key.toBytes(), db.hash(key), db.engine.tables);
    }

    /** The sorted set to be changed, made now if need be. */
    private SortedSetEntry opened(@Nullable SortedSetEntry old, Slice key) {
        if (old != null) {
            db.willChange(old);
            return old;
        }
        SortedSetEntry fresh = fresh(key);
        db.insert(fresh);
        return fresh;
    }

    private void shrunk(SortedSetEntry entry, Slice key, long memoryBefore) {
        db.resized(entry.memoryBytes() - memoryBefore);
        if (entry.size() == 0) {
            db.remove(entry);
        }
        db.changed(key);
    }

    static @Nullable SortedSetEntry entry(@Nullable Entry entry) {
        if (entry == null || entry instanceof SortedSetEntry) {
            return (SortedSetEntry) entry;
        }
        throw WrongTypeException.INSTANCE;
    }

    @Override
    Entry unpack(byte[] key, long hash, int shape, Slice packed) {
        return new SortedSetEntry(key, hash, db.engine.tables, packed);
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        switch (op) {
            case Effects.ZSET_PUT -> applyPut(key, in);
            case Effects.ZSET_REMOVE -> expect(remove(key, Slices.of(in.slices(in.count()))) > 0, op);
            case Effects.ZSET_REMOVE_RANGE -> {
                SortedSetEntry entry = entry(db.live(key));
                int size = entry == null ? 0 : entry.size();
                int rank = (int) in.number(0, size);
                removeRange(key, rank, (int) in.number(1, size - rank));
            }
            case Effects.ZSET_STORE -> {
                SetOperation operation = SetOperation.values()[(int) in.number(0, 2)];
                ScoreOperation.Aggregate aggregate = ScoreOperation.Aggregate.values()[(int) in.number(0, 2)];
                int count = in.count();
                double[] weights = new double[count];
                Slice[] keys = new Slice[count];
                for (int i = 0; i < count; i++) {
                    weights[i] = in.score();
                    keys[i] = Slice.of(in.second().toBytes());
                }
                ScoreOperation whole = new ScoreOperation(operation, aggregate, weights);
                expect(store(whole, key, Slices.of(java.util.List.of(keys))) > 0, op);
            }
            case Effects.ZSET_STORE_RANGE -> {
                Slice source = in.second();
                SortedSetEntry entry = entry(db.live(source));
                int size = entry == null ? 0 : entry.size();
                int rank = (int) in.number(0, size);
                storeRange(key, source, rank, (int) in.number(1, size - rank));
            }
            default -> throw unknown(op);
        }
    }

    private void applyPut(Slice key, EffectReader in) {
        int count = in.count();
        SortedSetEntry entry = opened(entry(db.live(key)), key);
        long before = entry.memoryBytes();
        EngineSettings settings = db.engine.settings();
        entry.willGrow(count, settings);
        for (int i = 0; i < count; i++) {
            double score = in.score();
            entry.put(in.second(), score, settings);
        }
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
    }
}
