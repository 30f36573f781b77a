package dev.interrex.node.engine;

import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of one database. Methods throw {@link WrongTypeException} where the key holds something else and change nothing then. A
 * hash whose last field is removed is gone. Loop thread only.
 */
public final class Hashes extends ValueType {
    /** {@link #expireAtMs} of a field that does not exist. */
    public static final long NO_SUCH_FIELD = -2;

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

    /** Visits one of the pairs, each with the same probability; none if there is no such key. */
    public void random(Slice key, RandomGenerator random, PairVisitor visitor) {
        HashEntry entry = entry(db.live(key));
        if (entry != null) {
            entry.fields.random(random, field, value);
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
        return entry == null ? 0 : entry.scan(cursor, count, visitor);
    }

    // Mutators

    /** Sets one field, whose time of expiry is over with; true if it is new. */
    public boolean put(Slice key, Slice field, Slice value) {
        return put(Effects.HASH_PUT, key, field, value);
    }

    /** Sets one field, which keeps its time of expiry; true if it is new. */
    public boolean update(Slice key, Slice field, Slice value) {
        return put(Effects.HASH_UPDATE, key, field, value);
    }

    private boolean put(int op, Slice key, Slice field, Slice value) {
        HashEntry old = entry(db.live(key));
        require(key, old, 1, (long) field.length() + value.length());
        db.log(op).bytes(key).number(1).bytes(field).bytes(value);
        HashEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        boolean added = put(op, entry, field, value);
        changed(entry, key, before);
        return added;
    }

    /** Before anything is changed or logged: then nothing that follows runs out of memory. */
    private void require(Slice key, @Nullable HashEntry old, int pairs, long bytes) {
        long record = Records.mostBytes(key.length(), Entry.LONGEST_PACKED);
        db.engine.memory().require(2 * record + HashEntry.mostBytes(old, pairs, bytes));
    }

    private static long bytes(Slices slices) {
        long bytes = 0;
        for (int i = 0; i < slices.count(); i++) {
            bytes += slices.at(i).length();
        }
        return bytes;
    }

    private boolean put(int op, HashEntry entry, Slice field, Slice value) {
        boolean added = entry.put(field, value, db.engine.settings());
        TimedFields timed = entry.timed();
        if (timed != null && op == Effects.HASH_PUT && !added) {
            timed.persist(field);
        }
        return added;
    }

    private void changed(HashEntry entry, Slice key, long memoryBefore) {
        db.resized(entry.memoryBytes() - memoryBefore);
        db.retime(entry);
        db.changed(key);
    }

    /** Sets at least one field; returns how many are new. Their times of expiry are over with. */
    public int put(Slice key, Slices fields, Slices values) {
        return put(Effects.HASH_PUT, key, fields, values);
    }

    /** As {@link #put(Slice, Slices, Slices)}, but fields keep their times of expiry. */
    public int update(Slice key, Slices fields, Slices values) {
        return put(Effects.HASH_UPDATE, key, fields, values);
    }

    private int put(int op, Slice key, Slices fields, Slices values) {
        HashEntry old = entry(db.live(key));
        require(key, old, fields.count(), bytes(fields) + bytes(values));
        Effects effect = db.log(op).bytes(key).number(fields.count());
        HashEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        int added = 0;
        for (int i = 0; i < fields.count(); i++) {
            Slice nextField = fields.at(i);
            Slice nextValue = values.at(i);
            effect.bytes(nextField).bytes(nextValue);
            added += put(op, entry, nextField, nextValue) ? 1 : 0;
        }
        changed(entry, key, before);
        return added;
    }

    /** When the field expires: milliseconds since 1970, {@link Database#NO_EXPIRY} or {@link #NO_SUCH_FIELD}. */
    public long expireAtMs(Slice key, Slice field) {
        HashEntry entry = entry(db.use(key));
        if (entry == null || !entry.fields.get(field, found)) {
            return NO_SUCH_FIELD;
        }
        TimedFields timed = entry.timed();
        return timed == null ? Database.NO_EXPIRY : timed.expireAtMs(field);
    }

    /**
     * Lets a field live until {@code atMs}, which must not be negative; false if it does not exist. For a time that has passed the
     * caller removes it instead.
     */
    public boolean expireAt(Slice key, Slice field, long atMs) {
        HashEntry entry = entry(db.live(key));
        if (entry == null || !entry.fields.get(field, found)) {
            return false;
        }
        require(key, entry, 1, field.length());
        db.log(Effects.HASH_EXPIRE).bytes(key).bytes(field).number(atMs);
        db.willChange(entry);
        long before = entry.memoryBytes();
        entry.makeTimed().expireAt(field, atMs);
        changed(entry, key, before);
        return true;
    }

    /** Takes a field's time of expiry away; false if it does not exist or has none. */
    public boolean persist(Slice key, Slice field) {
        HashEntry entry = entry(db.live(key));
        TimedFields timed = entry == null ? null : entry.timed();
        if (entry == null || timed == null || timed.expireAtMs(field) < 0) {
            return false;
        }
        db.log(Effects.HASH_PERSIST).bytes(key).bytes(field);
        db.willChange(entry);
        long before = entry.memoryBytes();
        timed.persist(field);
        changed(entry, key, before);
        return true;
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

    /** Removes a field; false if there is no such key or field. */
    public boolean remove(Slice key, Slice field) {
        return remove(key, Slices.of(List.of(field))) > 0;
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
        HashEntry fresh = new HashEntry(key.toBytes(), db.hash(key), db.engine.tables, new PackedFields());
        db.insert(fresh);
        return fresh;
    }

    private void closed(HashEntry entry, Slice key, long memoryBefore) {
        db.resized(entry.memoryBytes() - memoryBefore);
        if (entry.fields.size() == 0) {
            db.remove(entry);
        } else {
            db.retime(entry);
        }
        db.changed(key);
    }

    /** The hash without the fields whose time is over; null if none is left. */
    private @Nullable HashEntry entry(@Nullable Entry entry) {
        if (entry != null && !(entry instanceof HashEntry)) {
            throw WrongTypeException.INSTANCE;
        }
        HashEntry hash = (HashEntry) entry;
        TimedFields timed = hash == null ? null : hash.timed();
        if (hash == null || timed == null || db.engine.isApplying() || timed.nextMs() >= db.engine.now()) {
            return hash;
        }
        if (db.engine.isPrimary()) {
            expireFields(hash, timed, Integer.MAX_VALUE);
            return hash.fields.size() == 0 ? null : hash;
        }
        Fields unexpired = new UnexpiredFields(timed, db.engine.now());
        return unexpired.size() == 0 ? null : hash.seenAs(unexpired);
    }

    /** Removes up to so many fields of a hash whose time is over; primary only. */
    int expireFields(Slice key, int most) {
        HashEntry hash = (HashEntry) db.live(key);
        TimedFields timed = hash == null ? null : hash.timed();
        return hash == null || timed == null ? 0 : expireFields(hash, timed, most);
    }

    private int expireFields(HashEntry hash, TimedFields timed, int most) {
        Slice key = new Slice().set(hash.key, 0, hash.key.length);
        db.willChange(hash);
        long before = hash.memoryBytes();
        List<Slice> expired = timed.takeExpired(db.engine.now(), most);
        if (expired.isEmpty()) {
            db.retime(hash);
            return 0;
        }
        Effects effect = db.log(Effects.HASH_REMOVE).bytes(key).number(expired.size());
        for (Slice field : expired) {
            effect.bytes(field);
            hash.fields.remove(field);
        }
        closed(hash, key, before);
        db.engine.fieldsExpired(db.index(), key, expired.size());
        if (hash.fields.size() == 0) {
            db.engine.tell(db.index(), 'g', "del", key);
        }
        return expired.size();
    }

    @Override
    Entry unpack(byte[] key, long hash, int shape, Slice packed) {
        return new HashEntry(key, hash, db.engine.tables, PackedFields.of(packed));
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        switch (op) {
            case Effects.HASH_PUT, Effects.HASH_UPDATE -> applyPut(op, key, in);
            case Effects.HASH_REMOVE -> applyRemove(key, in);
            case Effects.HASH_EXPIRE -> {
                Slice expiring = in.second();
                expect(expireAt(key, expiring, in.number(0, Long.MAX_VALUE)), op);
            }
            case Effects.HASH_PERSIST -> expect(persist(key, in.second()), op);
            default -> throw unknown(op);
        }
    }

    private void applyPut(int op, Slice key, EffectReader in) {
        int count = in.count();
        HashEntry entry = opened(entry(db.live(key)), key);
        long before = entry.memoryBytes();
        for (int i = 0; i < count; i++) {
            Slice nextField = in.second();
            put(op, entry, nextField, in.third());
        }
        changed(entry, key, before);
    }

    private void applyRemove(Slice key, EffectReader in) {
        int count = in.count();
        HashEntry entry = entry(db.live(key));
        if (entry == null) {
            throw new CorruptEffectException("fields removed from a key that is no hash");
        }
        db.willChange(entry);
        long before = entry.memoryBytes();
        for (int i = 0; i < count; i++) {
            entry.fields.remove(in.second());
        }
        closed(entry, key, before);
    }
}
