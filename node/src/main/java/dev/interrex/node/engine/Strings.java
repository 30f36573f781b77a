package dev.interrex.node.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * String values of one database. Methods throw {@link WrongTypeException} where the key holds something else, unless they
 * overwrite it anyway, and change nothing then. Loop thread only.
 */
public final class Strings extends ValueType {
    private static final Slice NOTHING = new Slice();

    private final Slice found = new Slice();
    private final Slice rendered = new Slice();
    private long sum;

    Strings(Database db) {
        super(db);
    }

    /** The value, valid until the next call of the engine; null if there is no such key. */
    @Nullable
    public Slice get(Slice key) {
        return value(db.readRef(key));
    }

    /** As {@link #get}, but null too if the key holds something else. */
    @Nullable
    public Slice getIfString(Slice key) {
        long ref = db.readRef(key);
        return ref != 0 && db.keys.isString(ref) ? value(ref) : null;
    }

    /** As {@link #get}, of a write command: counts neither as hit nor as miss. */
    @Nullable
    public Slice getForUpdate(Slice key) {
        return value(db.useRef(key));
    }

    /** The value's length in bytes; -1 if there is no such key. */
    public int length(Slice key) {
        return length(db.readRef(key));
    }

    /** As {@link #length}, of a write command: counts neither as hit nor as miss. */
    public int lengthForUpdate(Slice key) {
        return length(db.useRef(key));
    }

    private int length(long ref) {
        return string(ref) == 0 ? -1 : records().valueLength(ref);
    }

    /** Whether a value that exists is what Redis calls raw: one that was changed in place, or is long. */
    public boolean isRaw(Slice key) {
        return records().encoding(string(db.liveRef(key))) == StringEntry.RAW;
    }

    /** {@code count} bytes from {@code from} on of a value that has them, valid until the next call of the engine. */
    public Slice part(Slice key, int from, int count) {
        return records().value(string(db.liveRef(key)), from, count, found);
    }

    private @Nullable Slice value(long ref) {
        return string(ref) == 0 ? null : records().value(ref, found);
    }

    /** Sets the key to the value, whatever it held before, without an expiry. */
    public void put(Slice key, Slice value) {
        put(key, value, Entry.NO_EXPIRY);
    }

    /**
     * Sets the key to the value, whatever it held before.
     *
     * @param expireAtMs milliseconds since 1970, or {@link Database#NO_EXPIRY}
     */
    public void put(Slice key, Slice value, long expireAtMs) {
        long old = db.liveRef(key);
        require(key, value.length());
        if (expireAtMs < 0) {
            db.log(Effects.STRING_PUT).bytes(key).bytes(value);
        } else {
            db.log(Effects.STRING_PUT_EXPIRING).bytes(key).number(expireAtMs).bytes(value);
        }
        long ref = overwrite(old, key, value, StringEntry.encodingOf(value, true));
        if (expireAtMs >= 0 || old != 0 && records().expireAtMs(ref) >= 0) {
            db.keys.expireAtMs(db.hash(key), ref, expireAtMs);
        }
        db.changed(key);
    }

    /** Sets the key to the number; an expiry stays. */
    public void putNumber(Slice key, long number) {
        putNumber(string(db.liveRef(key)), key, number);
    }

    /** How {@link #add} ended. */
    public enum Sum {
        DONE,
        NOT_A_NUMBER,
        OVERFLOW
    }

    /** Adds to the number that the key holds, 0 if it does not exist; an expiry stays. {@link #sum} is the result, if there is one. */
    public Sum add(Slice key, long number) {
        long old = string(db.useRef(key));
        if (old != 0) {
            records().value(old, found);
            if (records().encoding(old) != StringEntry.INT && !Digits.isLong(found)) {
                return Sum.NOT_A_NUMBER;
            }
        }
        long before = old == 0 ? 0 : Digits.parse(found);
        sum = before + number;
        if (((before ^ sum) & (number ^ sum)) < 0) {
            return Sum.OVERFLOW;
        }
        putNumber(old, key, sum);
        return Sum.DONE;
    }

    /** The result of the last {@link #add} that was done. */
    public long sum() {
        return sum;
    }

    private void putNumber(long old, Slice key, long number) {
        require(key, Digits.LONGEST);
        db.log(Effects.STRING_NUMBER).bytes(key).signed(number);
        overwrite(old, key, Digits.render(number, rendered), StringEntry.INT);
        db.changed(key);
    }

    /** Sets the key to the text, which is not taken for a number even if it looks like one; an expiry stays. */
    public void putText(Slice key, Slice text) {
        long old = string(db.liveRef(key));
        require(key, text.length());
        db.log(Effects.STRING_TEXT).bytes(key).bytes(text);
        overwrite(old, key, text, StringEntry.encodingOf(text, false));
        db.changed(key);
    }

    /**
     * Appends to the value, or makes it; an expiry stays. The caller has checked that the sum is within
     * {@link EngineSettings#maxStringBytes()}.
     *
     * @return the length after it
     */
    public int append(Slice key, Slice bytes) {
        long old = string(db.liveRef(key));
        if (old != 0) {
            return writeRange(Effects.STRING_APPEND, old, key, records().valueLength(old), bytes);
        }
        put(key, bytes);
        return bytes.length();
    }

    /**
     * Overwrites from {@code offset} on, filling a gap with zeros; an expiry stays. Does nothing if {@code bytes} is empty. The caller
     * has checked the resulting length.
     *
     * @return the length after it
     */
    public int setRange(Slice key, int offset, Slice bytes) {
        long old = string(db.liveRef(key));
        if (bytes.length() == 0) {
            return old == 0 ? 0 : records().valueLength(old);
        }
        return writeRange(Effects.STRING_SET_RANGE, old, key, offset, bytes);
    }

    /**
     * Replaces {@code removed} bytes at {@code offset}, all within the value, by others; an expiry stays. The key must exist.
     */
    public void splice(Slice key, int offset, int removed, Slice bytes) {
        long old = string(db.liveRef(key));
        int length = old == 0 ? -1 : records().valueLength(old);
        if (offset < 0 || removed < 0 || offset > length - removed) {
            throw new CorruptEffectException("splice outside of a string");
        }
        require(key, (long) length + bytes.length());
        db.log(Effects.STRING_SPLICE).bytes(key).number(offset).number(removed).bytes(bytes);
        byte[] spliced = new byte[length - removed + bytes.length()];
        Slice value = records().value(old, found);
        System.arraycopy(value.array(), value.offset(), spliced, 0, offset);
        System.arraycopy(bytes.array(), bytes.offset(), spliced, offset, bytes.length());
        int tail = offset + removed;
        System.arraycopy(value.array(), value.offset() + tail, spliced, offset + bytes.length(), length - tail);
        overwrite(old, key, Slice.of(spliced), StringEntry.RAW);
        db.changed(key);
    }

    /**
     * Sets {@code newKey}, whatever it held before, to the combination of strings; missing ones count as empty. Deletes it if all
     * are empty.
     *
     * @return the length of the result
     */
    public int combine(BitOperation operation, Slice newKey, Slices sources) {
        int length = 0;
        for (int i = 0; i < sources.count(); i++) {
            long source = string(db.liveRef(sources.at(i)));
            length = Math.max(length, source == 0 ? 0 : records().valueLength(source));
        }
        if (length == 0) {
            db.delete(newKey);
            return 0;
        }
        byte[] result = new byte[length];
        for (int i = 0; i < sources.count(); i++) {
            long source = string(db.liveRef(sources.at(i)));
            Slice value = source == 0 ? found.set(result, 0, 0) : records().value(source, found);
            operation.combine(result, value, i == 0);
        }
        long old = db.liveRef(newKey);
        require(newKey, length);
        Effects effect = db.log(Effects.STRING_BITS).bytes(newKey).number(operation.ordinal());
        effect.number(sources.count());
        for (int i = 0; i < sources.count(); i++) {
            effect.bytes(sources.at(i));
        }
        if (old != 0) {
            db.keys.remove(db.hash(newKey), old);
        }
        overwrite(0, newKey, Slice.of(result), StringEntry.RAW);
        db.changed(newKey);
        return length;
    }

    private int writeRange(int op, long old, Slice key, int offset, Slice bytes) {
        long end = Math.max(old == 0 ? 0 : records().valueLength(old), (long) offset + bytes.length());
        require(key, 2 * end);
        Effects effect = db.log(op).bytes(key);
        if (op == Effects.STRING_SET_RANGE) {
            effect.number(offset);
        }
        effect.bytes(bytes);
        long ref = old == 0 ? overwrite(0, key, NOTHING, StringEntry.RAW) : old;
        db.engine.keepForSnapshot(db.keys.table, ref);
        db.keys.moved(db.hash(key), ref, records().putRange(ref, offset, bytes, StringEntry.RAW));
        db.changed(key);
        return (int) end;
    }

    /** Gives the key this value and keeps its expiry; returns the reference from now on. */
    private long overwrite(long old, Slice key, Slice value, int encoding) {
        long hash = db.hash(key);
        if (old != 0 && db.keys.isString(old)) {
            db.engine.keepForSnapshot(db.keys.table, old);
            long moved = records().put(old, value, encoding);
            db.keys.moved(hash, old, moved);
            return moved;
        }
        if (old != 0) {
            db.keys.remove(hash, old);
        }
        int access = db.engine.accessClock().created();
        int snapshot = db.engine.snapshotNumber();
        long ref = records().create(Records.STRING, encoding, key, value, Entry.NO_EXPIRY, access, snapshot);
        db.keys.insert(hash, ref);
        return ref;
    }

    private Records records() {
        return db.keys.table.records;
    }

    /** Before anything is logged: then nothing that follows runs out of memory. */
    private void require(Slice key, long valueBytes) {
        db.engine.memory().require(2 * Records.mostBytes(key.length(), valueBytes));
    }

    /** The reference itself, 0 included, if it is that of a string. */
    private long string(long ref) {
        if (ref == 0 || db.keys.isString(ref)) {
            return ref;
        }
        throw WrongTypeException.INSTANCE;
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        switch (op) {
            case Effects.STRING_PUT -> put(key, in.second());
            case Effects.STRING_PUT_EXPIRING -> {
                long atMs = in.number(0, Long.MAX_VALUE);
                put(key, in.second(), atMs);
            }
            case Effects.STRING_NUMBER -> putNumber(key, in.signed());
            case Effects.STRING_TEXT -> putText(key, in.second());
            case Effects.STRING_APPEND -> {
                Slice bytes = in.second();
                long old = string(db.liveRef(key));
                expect(old != 0 && fits((long) records().valueLength(old) + bytes.length()), op);
                append(key, bytes);
            }
            case Effects.STRING_SET_RANGE -> {
                int offset = (int) in.number(0, db.engine.settings().maxStringBytes());
                Slice bytes = in.second();
                expect(fits((long) offset + bytes.length()), op);
                setRange(key, offset, bytes);
            }
            case Effects.STRING_SPLICE -> applySplice(key, in);
            case Effects.STRING_BITS -> applyBits(key, in);
            default -> throw unknown(op);
        }
    }

    private void applySplice(Slice key, EffectReader in) {
        int offset = (int) in.number(0, Integer.MAX_VALUE);
        int removed = (int) in.number(0, Integer.MAX_VALUE);
        splice(key, offset, removed, in.second());
    }

    private void applyBits(Slice newKey, EffectReader in) {
        BitOperation[] operations = BitOperation.values();
        BitOperation operation = operations[(int) in.number(0, operations.length - 1)];
        List<Slice> sources = in.slices(in.count());
        expect(combine(operation, newKey, Slices.of(sources)) > 0, Effects.STRING_BITS);
    }

    private boolean fits(long length) {
        return length <= db.engine.settings().maxStringBytes();
    }
}
