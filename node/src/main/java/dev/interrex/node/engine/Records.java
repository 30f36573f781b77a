package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.engine.memory.Slabs;

/**
 * Keys with their values, outside of the Java heap: one record each, of which the {@link Table} has the only reference.
 *
 * <pre>
 *   0          4        6            8              10           18
 *   | u32 access | u16 kind | u16 key length | u16 value length | [ u64 expireAtMs | u32 place in the ExpiryHeap ] |
 *   | [ u32 upper half of the key's length ] | key | value |
 *
 *   kind      | snapshot (7) | value is outside (1) | long key (1) | expires (1) | encoding (2) | type (4) |
 *   value     its bytes, or where it is outside:  | u64 address | u32 length | u32 capacity |
 * </pre>
 *
 * The type is the family of its effects; the value that of a string, or the packed form of a collection ({@link Entry#packed}). A
 * value of more than {@value #LONGEST_INLINE} bytes is an allocation of its own. A method that returns an address may have moved
 * the record: the caller tells the table. Loop thread only.
 */
final class Records {
    static final int STRING = Effects.STRING_PUT >>> Effects.FAMILY_SHIFT;

    /** Longer values are kept outside of the record. */
    static final int LONGEST_INLINE = 4096;

    private static final int KIND_AT = 4;
    private static final int KEY_LENGTH_AT = 6;
    private static final int VALUE_LENGTH_AT = 8;
    private static final int EXPIRE_AT = 10;
    private static final int HEAP_INDEX_AT = 18;
    private static final int HEADER_BYTES = 10;
    private static final int EXPIRY_BYTES = 12;
    private static final int LONG_KEY_BYTES = 4;
    private static final int OUTSIDE_BYTES = 16;
    private static final int OUTSIDE_LENGTH_AT = 8;
    private static final int OUTSIDE_CAPACITY_AT = 12;

    private static final int TYPE_MASK = 0xF;
    private static final int ENCODING_SHIFT = 4;
    private static final int ENCODING_MASK = 3;
    private static final int EXPIRES = 1 << 6;
    private static final int LONG_KEY = 1 << 7;
    private static final int OUTSIDE = 1 << 8;
    private static final int STAMP_SHIFT = 9;
    private static final int STAMP_MASK = 0x7F;

    /** Up to this size a growing string doubles, from there on it grows by so much. */
    private static final int LARGEST_SPARE_BYTES = 1 << 20;

    private static final int LARGEST_CAPACITY = Integer.MAX_VALUE - 8;

    private final Memory memory;
    private final Slabs slabs;
    private long version;

    /** Values outside of their records. */
    private long outside;

    Records(Memory memory, Slabs slabs) {
        this.memory = memory;
        this.slabs = slabs;
    }

    /** Upper bound of what a record of such lengths takes, with the changes of the table that it may cause. */
    static long mostBytes(int keyLength, long valueLength) {
        return HEADER_BYTES + EXPIRY_BYTES + LONG_KEY_BYTES + OUTSIDE_BYTES + keyLength + valueLength;
    }

    /** Goes up whenever an address may come to mean something else, or an expiry changes. */
    long version() {
        return version;
    }

    // What a record says

    int type(long at) {
        return kind(at) & TYPE_MASK;
    }

    int encoding(long at) {
        return kind(at) >>> ENCODING_SHIFT & ENCODING_MASK;
    }

    /** See {@link AccessClock}. */
    int access(long at) {
        return memory.getInt(at);
    }

    void access(long at, int access) {
        memory.putInt(at, access);
    }

    /** The lower bits of the number of the last snapshot that needs nothing more of this record. */
    int stamp(long at) {
        return kind(at) >>> STAMP_SHIFT;
    }

    void stamp(long at, int snapshot) {
        kind(at, kind(at) & ~(STAMP_MASK << STAMP_SHIFT) | (snapshot & STAMP_MASK) << STAMP_SHIFT);
    }

    static int stampOf(int snapshot) {
        return snapshot & STAMP_MASK;
    }

    long expireAtMs(long at) {
        return (kind(at) & EXPIRES) == 0 ? Entry.NO_EXPIRY : memory.getLong(at + EXPIRE_AT);
    }

    boolean isExpired(long at, long nowMs) {
        return (kind(at) & EXPIRES) != 0 && ExpiryRule.isOver(memory.getLong(at + EXPIRE_AT), nowMs);
    }

    /** Of a record that expires. */
    int heapIndex(long at) {
        return memory.getInt(at + HEAP_INDEX_AT);
    }

    void heapIndex(long at, int index) {
        memory.putInt(at + HEAP_INDEX_AT, index);
    }

    int keyLength(long at) {
        return keyLength(at, kind(at));
    }

    boolean isKey(long at, Slice key) {
        int kind = kind(at);
        return keyLength(at, kind) == key.length()
                && memory.equal(at + keyOffset(kind), key.array(), key.offset(), key.length());
    }

    /** Copies the key into scratch of {@code into} and returns it. */
    Slice key(long at, Slice into) {
        int kind = kind(at);
        int length = keyLength(at, kind);
        memory.get(at + keyOffset(kind), into.room(length), 0, length);
        return into;
    }

    int valueLength(long at) {
        int kind = kind(at);
        return (kind & OUTSIDE) == 0
                ? memory.getChar(at + VALUE_LENGTH_AT)
                : memory.getInt(valueAt(at, kind) + OUTSIDE_LENGTH_AT);
    }

    /** Copies the value into scratch of {@code into} and returns it. */
    Slice value(long at, Slice into) {
        return value(at, 0, valueLength(at), into);
    }

    /** Copies a part of the value. */
    Slice value(long at, int from, int length, Slice into) {
        int kind = kind(at);
        long bytes = valueAt(at, kind);
        if ((kind & OUTSIDE) != 0) {
            bytes = memory.getLong(bytes);
        }
        memory.get(bytes + from, into.room(length), 0, length);
        return into;
    }

    /** What the record and its value take. */
    long memoryBytes(long at) {
        int kind = kind(at);
        long bytes = Slabs.slotBytes(recordBytes(at, kind));
        return (kind & OUTSIDE) == 0 ? bytes : bytes + Slabs.slotBytes(capacity(at, kind));
    }

    // Making, changing, freeing

    /** A new record; its place in the heap, if it expires, is to be set. */
    long create(int type, int encoding, Slice key, Slice value, long expireAtMs, int access, int snapshot) {
        int kind = type | encoding << ENCODING_SHIFT | (snapshot & STAMP_MASK) << STAMP_SHIFT;
        long at = allocate(kind, key.length(), value.length(), expireAtMs);
        memory.putInt(at, access);
        memory.put(at + keyOffset(kind(at)), key.array(), key.offset(), key.length());
        putValue(at, 0, value);
        return at;
    }

    /** A copy, without expiry, of a record that may be another keyspace's, under another key. */
    long copy(Records from, long record, Slice key, int access, int snapshot) {
        int length = from.valueLength(record);
        int kind = from.kind(record) & (TYPE_MASK | ENCODING_MASK << ENCODING_SHIFT)
                | (snapshot & STAMP_MASK) << STAMP_SHIFT;
        long at = allocate(kind, key.length(), length, Entry.NO_EXPIRY);
        memory.putInt(at, access);
        memory.put(at + keyOffset(kind(at)), key.array(), key.offset(), key.length());
        memory.copy(from.bytesAt(record), bytesAt(at), length);
        return at;
    }

    void free(long at) {
        version++;
        int kind = kind(at);
        if ((kind & OUTSIDE) != 0) {
            slabs.free(memory.getLong(valueAt(at, kind)), capacity(at, kind));
            outside--;
        }
        slabs.free(at, recordBytes(at, kind));
    }

    /**
     * Moves the record, and its value outside, from sparse slabs to fuller ones; returns the same address if it stays.
     *
     * @param looksOutside false if {@link #wastesOutside} said that no value outside had to be moved: most records need not be read then
     */
    long compact(long at, boolean looksOutside) {
        if (!looksOutside && !slabs.maybeSparse(at)) {
            return at;
        }
        int kind = kind(at);
        if ((kind & OUTSIDE) != 0) {
            long value = valueAt(at, kind);
            memory.putLong(value, compact(memory.getLong(value), capacity(at, kind)));
        }
        return compact(at, recordBytes(at, kind));
    }

    /** Whether slabs of values outside of their records have room to spare. */
    boolean wastesOutside() {
        return outside > 0 && slabs.hasSpare(LONGEST_INLINE + 1);
    }

    private long compact(long at, long bytes) {
        if (!slabs.isSparse(at, bytes)) {
            return at;
        }
        version++;
        long moved = slabs.allocate(bytes);
        memory.copy(at, moved, bytes);
        slabs.free(at, bytes);
        return moved;
    }

    /** Sets the whole value; where the new one fits, in place. */
    long put(long at, Slice value, int encoding) {
        int kind = kind(at);
        int length = value.length();
        long moved = at;
        if (!fitsInPlace(at, kind, length)) {
            moved = withValueOf(at, kind, length, length, 0);
        } else if ((kind & OUTSIDE) == 0) {
            memory.putChar(at + VALUE_LENGTH_AT, length);
        } else {
            memory.putInt(valueAt(at, kind) + OUTSIDE_LENGTH_AT, length);
        }
        putValue(moved, 0, value);
        kind(moved, kind(moved) & ~(ENCODING_MASK << ENCODING_SHIFT) | encoding << ENCODING_SHIFT);
        return moved;
    }

    /** Overwrites from {@code offset} on; what is between the end and {@code offset} becomes zeros. */
    long putRange(long at, int offset, Slice bytes, int encoding) {
        int kind = kind(at);
        int length = valueLength(at);
        int end = Math.max(length, offset + bytes.length());
        long moved = at;
        boolean fits = (kind & OUTSIDE) != 0 ? end <= capacity(at, kind) : fitsInPlace(at, kind, end);
        if (!fits) {
            int spare = end > LONGEST_INLINE ? Math.min(end, LARGEST_SPARE_BYTES) : 0;
            moved = withValueOf(at, kind, end, (int) Math.min(LARGEST_CAPACITY, (long) end + spare), length);
        } else if ((kind & OUTSIDE) == 0) {
            memory.putChar(at + VALUE_LENGTH_AT, end);
        } else {
            memory.putInt(valueAt(at, kind) + OUTSIDE_LENGTH_AT, end);
        }
        if (offset > length) {
            memory.zero(bytesAt(moved) + length, offset - length);
        }
        putValue(moved, offset, bytes);
        kind(moved, kind(moved) & ~(ENCODING_MASK << ENCODING_SHIFT) | encoding << ENCODING_SHIFT);
        return moved;
    }

    /** Sets the expiry, or takes it away if it is negative; the place in the heap stays, or is to be set. */
    long expireAtMs(long at, long atMs) {
        version++;
        int kind = kind(at);
        boolean expires = (kind & EXPIRES) != 0;
        if (expires != atMs >= 0) {
            return withExpiry(at, kind, atMs);
        }
        if (expires) {
            memory.putLong(at + EXPIRE_AT, atMs);
        }
        return at;
    }

    private long withExpiry(long at, int kind, long atMs) {
        int newKind = kind ^ EXPIRES;
        long oldBytes = recordBytes(at, kind);
        int body = (int) (oldBytes - keyOffset(kind));
        long moved = slabs.allocate((long) keyOffset(newKind) + body);
        memory.copy(at, moved, HEADER_BYTES);
        kind(moved, newKind);
        if (atMs >= 0) {
            memory.putLong(moved + EXPIRE_AT, atMs);
        }
        if ((kind & LONG_KEY) != 0) {
            memory.putInt(
                    moved + keyOffset(newKind) - LONG_KEY_BYTES, memory.getInt(at + keyOffset(kind) - LONG_KEY_BYTES));
        }
        memory.copy(at + keyOffset(kind), moved + keyOffset(newKind), body);
        slabs.free(at, oldBytes);
        return moved;
    }

    /** Moves the record to one with another room for its value, of which the first {@code keptBytes} are kept. */
    private long withValueOf(long at, int kind, int length, int capacity, int keptBytes) {
        int head = keyOffset(kind) + keyLength(at, kind);
        boolean outside = length > LONGEST_INLINE;
        long bytes = outside ? slabs.allocate(capacity) : 0;
        long moved = slabs.allocate((long) head + (outside ? OUTSIDE_BYTES : length));
        memory.copy(at, moved, head);
        kind(moved, outside ? kind | OUTSIDE : kind & ~OUTSIDE);
        if (outside) {
            putOutside(moved, moved + head, bytes, length, capacity);
        } else {
            memory.putChar(moved + VALUE_LENGTH_AT, length);
        }
        memory.copy(bytesAt(at), bytesAt(moved), keptBytes);
        free(at);
        return moved;
    }

    private long allocate(int kind, int keyLength, int valueLength, long expireAtMs) {
        boolean outside = valueLength > LONGEST_INLINE;
        int whole = kind
                | (expireAtMs >= 0 ? EXPIRES : 0)
                | (keyLength > Character.MAX_VALUE ? LONG_KEY : 0)
                | (outside ? OUTSIDE : 0);
        long head = (long) keyOffset(whole) + keyLength;
        long bytes = outside ? slabs.allocate(valueLength) : 0;
        long at = slabs.allocate(head + (outside ? OUTSIDE_BYTES : valueLength));
        kind(at, whole);
        memory.putChar(at + KEY_LENGTH_AT, keyLength);
        if (keyLength > Character.MAX_VALUE) {
            memory.putInt(at + keyOffset(whole) - LONG_KEY_BYTES, keyLength >>> Character.SIZE);
        }
        if (expireAtMs >= 0) {
            memory.putLong(at + EXPIRE_AT, expireAtMs);
        }
        if (outside) {
            putOutside(at, at + head, bytes, valueLength, valueLength);
        } else {
            memory.putChar(at + VALUE_LENGTH_AT, valueLength);
        }
        return at;
    }

    private void putOutside(long at, long descriptor, long address, int length, int capacity) {
        outside++;
        memory.putChar(at + VALUE_LENGTH_AT, OUTSIDE_BYTES);
        memory.putLong(descriptor, address);
        memory.putInt(descriptor + OUTSIDE_LENGTH_AT, length);
        memory.putInt(descriptor + OUTSIDE_CAPACITY_AT, capacity);
    }

    /** Whether a value of this length needs just the room that the record has. */
    private boolean fitsInPlace(long at, int kind, int length) {
        if ((kind & OUTSIDE) != 0) {
            return length > LONGEST_INLINE
                    && Slabs.slotBytes(length) == Slabs.slotBytes(capacity(at, kind))
                    && length <= capacity(at, kind);
        }
        int head = keyOffset(kind) + keyLength(at, kind);
        int old = memory.getChar(at + VALUE_LENGTH_AT);
        return length == old
                || length <= LONGEST_INLINE
                        && Slabs.slotBytes((long) head + length) == Slabs.slotBytes((long) head + old);
    }

    private void putValue(long at, int offset, Slice value) {
        memory.put(bytesAt(at) + offset, value.array(), value.offset(), value.length());
    }

    /** Where the value's bytes are. */
    private long bytesAt(long at) {
        int kind = kind(at);
        long value = valueAt(at, kind);
        return (kind & OUTSIDE) == 0 ? value : memory.getLong(value);
    }

    /** Where the value, or the description of one outside, is. */
    private long valueAt(long at, int kind) {
        return at + keyOffset(kind) + keyLength(at, kind);
    }

    private int capacity(long at, int kind) {
        return memory.getInt(valueAt(at, kind) + OUTSIDE_CAPACITY_AT);
    }

    private long recordBytes(long at, int kind) {
        return (long) keyOffset(kind) + keyLength(at, kind) + memory.getChar(at + VALUE_LENGTH_AT);
    }

    private static int keyOffset(int kind) {
        return HEADER_BYTES
                + ((kind & EXPIRES) != 0 ? EXPIRY_BYTES : 0)
                + ((kind & LONG_KEY) != 0 ? LONG_KEY_BYTES : 0);
    }

    private int keyLength(long at, int kind) {
        int length = memory.getChar(at + KEY_LENGTH_AT);
        return (kind & LONG_KEY) == 0
                ? length
                : length | memory.getInt(at + keyOffset(kind) - LONG_KEY_BYTES) << Character.SIZE;
    }

    private int kind(long at) {
        return memory.getChar(at + KIND_AT);
    }

    private void kind(long at, int kind) {
        memory.putChar(at + KIND_AT, kind);
    }
}
