package dev.interrex.node.engine;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of one database. Methods throw {@link WrongTypeException} where the key holds something else and change nothing then. A
 * hash whose last field is removed is gone. Loop thread only.
 */
public final class Hashes extends ValueType {
    private final Slice found = new Slice();
    private final Slice field = new Slice();
    private final Slice value = new Slice();

    Hashes(Database db) {
        super(db);
    }

    // Readers

    /** Number of fields; 0 if there is no such key. */
    public int size(Slice key) {
        HashEntry entry = entry(db.read(key));
        return entry == null ? 0 : entry.fields.size();
    }

    /** The field's value, valid until the next call of the engine; null if there is no such key or field. */
    public @Nullable Slice get(Slice key, Slice field) {
        return value(entry(db.read(key)), field);
    }

    /** As {@link #get}, of a write command: counts neither as hit nor as miss. */
    public @Nullable Slice getForUpdate(Slice key, Slice field) {
        return value(entry(db.use(key)), field);
    }

    private @Nullable Slice value(@Nullable HashEntry entry, Slice field) {
        return entry != null && entry.fields.get(field, found) ? found : null;
    }

    /** Visits all pairs. */
    public void forEach(Slice key, PairVisitor visitor) {
        HashEntry entry = entry(db.use(key));
        for (long place = entry == null ? -1 : 0; entry != null && place >= 0; ) {
            place = entry.fields.read(place, field, value);
            visitor.pair(field, value);
        }
    }

    /** Visits the pairs whose numbers, from 0 to size - 1, are in the set. */
    public void forEach(Slice key, BitSet numbers, PairVisitor visitor) {
        HashEntry entry = entry(db.use(key));
        int number = 0;
        for (long place = entry == null ? -1 : 0; entry != null && place >= 0; number++) {
            place = entry.fields.read(place, field, value);
            if (numbers.get(number)) {
                visitor.pair(field, value);
            }
        }
    }

    /** Visits pair {@code number}, from 0 to size - 1. */
    public void at(Slice key, int number, PairVisitor visitor) {
        HashEntry entry = entry(db.live(key));
        if (entry != null) {
            entry.fields.readAt(number, field, value);
            visitor.pair(field, value);
        }
    }

    /**
     * About {@code count} pairs from a cursor on; every pair that exists from the first call to the last is visited.
     *
     * @param cursor 0 to begin, then what the previous call returned
     * @return 0 at the end
     */
    public long scan(Slice key, long cursor, long count, PairVisitor visitor) {
        HashEntry entry = entry(db.read(key));
        return entry == null ? 0 : entry.fields.scan(cursor, count, visitor);
    }

    // Mutators

    /** Sets one field; true if it is new. */
    public boolean put(Slice key, Slice field, Slice value) {
        HashEntry old = entry(db.live(key));
        db.log(Effects.HASH_PUT).bytes(key).number(1).bytes(field).bytes(value);
        HashEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        boolean added = entry.put(field, value, db.engine.settings());
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
        return added;
    }

    /** Sets at least one field; returns how many are new. */
    public int put(Slice key, Slices fields, Slices values) {
        HashEntry old = entry(db.live(key));
        Effects effect = db.log(Effects.HASH_PUT).bytes(key).number(fields.count());
        HashEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        int added = 0;
        for (int i = 0; i < fields.count(); i++) {
            Slice nextField = fields.at(i);
            Slice nextValue = values.at(i);
            effect.bytes(nextField).bytes(nextValue);
            added += entry.put(nextField, nextValue, db.engine.settings()) ? 1 : 0;
        }
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
        return added;
    }

    /** Removes fields and returns how many there were. */
    public int remove(Slice key, Slices fields) {
        HashEntry entry = entry(db.live(key));
        if (entry == null || !hasAny(entry, fields)) {
            return 0;
        }
        Effects effect = db.log(Effects.HASH_REMOVE).bytes(key).number(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            effect.bytes(fields.at(i));
        }
        db.willChange(entry);
        long before = entry.memoryBytes();
        int removed = 0;
        for (int i = 0; i < fields.count(); i++) {
            removed += entry.fields.remove(fields.at(i)) ? 1 : 0;
        }
        closed(entry, key, before);
        return removed;
    }

    private boolean hasAny(HashEntry entry, Slices fields) {
        for (int i = 0; i < fields.count(); i++) {
            if (entry.fields.get(fields.at(i), found)) {
                return true;
            }
        }
        return false;
    }

    /** The hash to be changed, made now if need be. */
    private HashEntry opened(@Nullable HashEntry old, Slice key) {
        if (old != null) {
            db.willChange(old);
            return old;
        }
        HashEntry fresh = new HashEntry(key.toBytes(), db.hash(key), db.engine.hashFunction(), new PackedFields());
        db.insert(fresh);
        return fresh;
    }

    private void closed(HashEntry entry, Slice key, long memoryBefore) {
        db.resized(entry.memoryBytes() - memoryBefore);
        if (entry.fields.size() == 0) {
            db.remove(entry);
        }
        db.changed(key);
    }

    private static @Nullable HashEntry entry(@Nullable Entry entry) {
        if (entry == null || entry instanceof HashEntry) {
            return (HashEntry) entry;
        }
        throw WrongTypeException.INSTANCE;
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        int count = in.count();
        HashEntry old = entry(db.live(key));
        switch (op) {
            case Effects.HASH_PUT -> {
                HashEntry entry = opened(old, key);
                long before = entry.memoryBytes();
                for (int i = 0; i < count; i++) {
                    Slice nextField = in.second();
                    entry.put(nextField, in.third(), db.engine.settings());
                }
                db.resized(entry.memoryBytes() - before);
                db.changed(key);
            }
            case Effects.HASH_REMOVE -> {
                if (old == null) {
                    throw new CorruptEffectException("fields removed from a key that is no hash");
                }
                db.willChange(old);
                long before = old.memoryBytes();
                for (int i = 0; i < count; i++) {
                    old.fields.remove(in.second());
                }
                closed(old, key, before);
            }
            default -> throw unknown(op);
        }
    }
}
