package dev.interrex.node.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * String values of one database. Methods throw {@link WrongTypeException} where the key holds something else, unless they
 * overwrite it anyway, and change nothing then. Loop thread only.
 */
public final class Strings extends ValueType {
    private final Slice found = new Slice();
    private final Slice rendered = new Slice();

    Strings(Database db) {
        super(db);
    }

    /** The value, valid until the next call of the engine; null if there is no such key. */
    @Nullable
    public Slice get(Slice key) {
        StringEntry entry = entry(db.read(key));
        return entry == null ? null : found.set(entry.bytes, 0, entry.length);
    }

    /** As {@link #get}, but null too if the key holds something else. */
    @Nullable
    public Slice getIfString(Slice key) {
        return db.read(key) instanceof StringEntry entry ? found.set(entry.bytes, 0, entry.length) : null;
    }

    /** As {@link #get}, of a write command: counts neither as hit nor as miss. */
    @Nullable
    public Slice getForUpdate(Slice key) {
        StringEntry entry = entry(db.use(key));
        return entry == null ? null : found.set(entry.bytes, 0, entry.length);
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
        Entry old = db.live(key);
        if (expireAtMs < 0) {
            db.log(Effects.STRING_PUT).bytes(key).bytes(value);
        } else {
            db.log(Effects.STRING_PUT_EXPIRING).bytes(key).number(expireAtMs).bytes(value);
        }
        Entry entry = overwrite(old, key, value, StringEntry.encodingOf(value, true));
        db.setExpiry(entry, expireAtMs);
        db.changed(key);
    }

    /** Sets the key to the number; an expiry stays. */
    public void putNumber(Slice key, long number) {
        StringEntry old = entry(db.live(key));
        db.log(Effects.STRING_NUMBER).bytes(key).signed(number);
        overwrite(old, key, Digits.render(number, rendered), StringEntry.INT);
        db.changed(key);
    }

    /** Sets the key to the text, which is not taken for a number even if it looks like one; an expiry stays. */
    public void putText(Slice key, Slice text) {
        StringEntry old = entry(db.live(key));
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
        StringEntry old = entry(db.live(key));
        if (old != null) {
            return writeRange(Effects.STRING_APPEND, old, key, old.length, bytes);
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
        StringEntry old = entry(db.live(key));
        if (old != null) {
            return bytes.length() == 0 ? old.length : writeRange(Effects.STRING_SET_RANGE, old, key, offset, bytes);
        }
        if (bytes.length() == 0) {
            return 0;
        }
        db.log(Effects.STRING_SET_RANGE).bytes(key).number(offset).bytes(bytes);
        StringEntry fresh =
                new StringEntry(key.toBytes(), db.hash(key), new byte[offset + bytes.length()], 0, StringEntry.RAW);
        fresh.setRange(offset, bytes);
        db.insert(fresh);
        db.changed(key);
        return fresh.length;
    }

    /**
     * Replaces {@code removed} bytes at {@code offset}, all within the value, by others; an expiry stays. The key must exist.
     */
    public void splice(Slice key, int offset, int removed, Slice bytes) {
        StringEntry old = entry(db.live(key));
        if (old == null || offset < 0 || removed < 0 || offset > old.length - removed) {
            throw new CorruptEffectException("splice outside of a string");
        }
        db.log(Effects.STRING_SPLICE).bytes(key).number(offset).number(removed).bytes(bytes);
        db.willChange(old);
        long before = old.memoryBytes();
        Slice tail = Slice.of(Arrays.copyOfRange(old.bytes, offset + removed, old.length));
        old.length = offset;
        old.setRange(offset, bytes);
        old.setRange(offset + bytes.length(), tail);
        db.resized(old.memoryBytes() - before);
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
            StringEntry source = entry(db.live(sources.at(i)));
            length = Math.max(length, source == null ? 0 : source.length);
        }
        if (length == 0) {
            db.delete(newKey);
            return 0;
        }
        byte[] result = new byte[length];
        for (int i = 0; i < sources.count(); i++) {
            StringEntry source = entry(db.live(sources.at(i)));
            found.set(source == null ? result : source.bytes, 0, source == null ? 0 : source.length);
            operation.combine(result, found, i == 0);
        }
        Entry old = db.live(newKey);
        Effects effect = db.log(Effects.STRING_BITS).bytes(newKey).number(operation.ordinal());
        effect.number(sources.count());
        for (int i = 0; i < sources.count(); i++) {
            effect.bytes(sources.at(i));
        }
        if (old != null) {
            db.remove(old);
        }
        db.insert(new StringEntry(newKey.toBytes(), db.hash(newKey), result, length, StringEntry.RAW));
        db.changed(newKey);
        return length;
    }

    private int writeRange(int op, StringEntry entry, Slice key, int offset, Slice bytes) {
        Effects effect = db.log(op).bytes(key);
        if (op == Effects.STRING_SET_RANGE) {
            effect.number(offset);
        }
        effect.bytes(bytes);
        db.willChange(entry);
        long before = entry.memoryBytes();
        entry.setRange(offset, bytes);
        db.resized(entry.memoryBytes() - before);
        db.changed(key);
        return entry.length;
    }

    /** Gives the key this value and keeps its expiry. */
    private Entry overwrite(@Nullable Entry old, Slice key, Slice value, byte encoding) {
        if (old instanceof StringEntry entry) {
            db.willChange(entry);
            long before = entry.memoryBytes();
            entry.set(value, encoding);
            db.resized(entry.memoryBytes() - before);
            return entry;
        }
        if (old != null) {
            db.remove(old);
        }
        Entry fresh = new StringEntry(key.toBytes(), db.hash(key), value.toBytes(), value.length(), encoding);
        db.insert(fresh);
        return fresh;
    }

    private static @Nullable StringEntry entry(@Nullable Entry entry) {
        if (entry == null || entry instanceof StringEntry) {
            return (StringEntry) entry;
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
                StringEntry old = entry(db.live(key));
                expect(old != null && fits((long) old.length + bytes.length()), op);
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
