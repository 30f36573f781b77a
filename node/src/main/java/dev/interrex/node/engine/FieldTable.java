package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * The pairs of a large hash: a dense array of pairs, found through an open-addressed table of their numbers.
 *
 * <pre>
 *   pair   | varint field length | field | value |            one array
 *   slot   | 32 bits of the field's hash | number of the pair + 1, 0 = empty |
 * </pre>
 *
 * Dense, as then a random pair is one step, and a scan a countdown: the last pair fills the hole that a removed one leaves, so what
 * moves only ever moves towards the beginning, which a scan from the end visits last.
 */
final class FieldTable extends Fields {
    private static final int SMALLEST = 16;
    private static final long INDEX_MASK = 0xFFFFFFFFL;
    private static final int OBJECT_BYTES = 48;

    private final SipHash function;
    private byte[][] pairs = new byte[SMALLEST][];
    private long[] slots = new long[2 * SMALLEST];
    private int size;
    private long pairBytes;

    FieldTable(SipHash function) {
        this.function = function;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    boolean get(Slice field, Slice value) {
        int slot = find(field);
        if (slot < 0) {
            return false;
        }
        readValue(pairs[index(slot)], value);
        return true;
    }

    @Override
    boolean put(Slice field, Slice value) {
        int slot = find(field);
        if (slot < 0) {
            add(pair(field, value), ~slot, (int) field.hash(function));
            return true;
        }
        byte[] old = pairs[index(slot)];
        int valueAt = valueOffset(old);
        if (old.length - valueAt == value.length()) {
            System.arraycopy(value.array(), value.offset(), old, valueAt, value.length());
        } else {
            byte[] pair = pair(field, value);
            pairBytes += Entry.arrayBytes(pair.length) - Entry.arrayBytes(old.length);
            pairs[index(slot)] = pair;
        }
        return false;
    }

    @Override
    @SuppressWarnings("NullAway") // The places behind size are empty.
    boolean remove(Slice field) {
        int slot = find(field);
        if (slot < 0) {
            return false;
        }
        int index = index(slot);
        pairBytes -= Entry.arrayBytes(pairs[index].length);
        int last = size - 1;
        if (index != last) {
            int lastSlot = slotOf(last);
            slots[lastSlot] = slots[lastSlot] & ~INDEX_MASK | (index + 1);
            pairs[index] = pairs[last];
        }
        pairs[last] = null;
        size = last;
        vacate(slot);
        if (slots.length > 2 * SMALLEST && size < slots.length / 8) {
            resize(slots.length / 2);
            pairs = Arrays.copyOf(pairs, Math.max(SMALLEST, size + size / 2));
        }
        return true;
    }

    @Override
    long read(long place, Slice field, Slice value) {
        readAt((int) place, field, value);
        return place + 1 < size ? place + 1 : -1;
    }

    @Override
    void readAt(int index, Slice field, Slice value) {
        byte[] pair = pairs[index];
        int valueAt = valueOffset(pair);
        int fieldLength = fieldLength(pair);
        field.set(pair, valueAt - fieldLength, fieldLength);
        value.set(pair, valueAt, pair.length - valueAt);
    }

    @Override
    long scan(long cursor, long count, PairVisitor visitor) {
        int from = cursor <= 0 || cursor > size ? size : (int) cursor;
        int to = (int) Math.max(0, from - count);
        Slice field = new Slice();
        Slice value = new Slice();
        for (int i = from - 1; i >= to; i--) {
            readAt(i, field, value);
            visitor.pair(field, value);
        }
        return to;
    }

    @Override
    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(pairs.length * 4) + Entry.arrayBytes(slots.length * 8) + pairBytes;
    }

    @Override
    Fields copy() {
        FieldTable copy = new FieldTable(function);
        copy.pairs = new byte[pairs.length][];
        for (int i = 0; i < size; i++) {
            copy.pairs[i] = pairs[i].clone();
        }
        copy.slots = slots.clone();
        copy.size = size;
        copy.pairBytes = pairBytes;
        return copy;
    }

    /** The field's slot, or the complement of the empty slot where it would be. */
    private int find(Slice field) {
        int hash = (int) field.hash(function);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            if ((int) (slots[slot] >>> 32) == hash && isField(pairs[index(slot)], field)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return ~slot;
    }

    private void add(byte[] pair, int slot, int hash) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, size + (size >> 1));
        }
        pairs[size++] = pair;
        pairBytes += Entry.arrayBytes(pair.length);
        slots[slot] = (long) hash << 32 | size;
        if (size > slots.length / 4 * 3) {
            resize(slots.length * 2);
        }
    }

    private int slotOf(int index) {
        byte[] pair = pairs[index];
        int valueAt = valueOffset(pair);
        int fieldLength = fieldLength(pair);
        int mask = slots.length - 1;
        int slot = (int) function.hash(pair, valueAt - fieldLength, fieldLength) & mask;
        while (index(slot) != index) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Empties a slot and moves up what had to go round it, so that no tombstones are needed. */
    private void vacate(int slot) {
        int mask = slots.length - 1;
        int hole = slot;
        int at = slot;
        while (true) {
            at = (at + 1) & mask;
            long moved = slots[at];
            if (moved == 0) {
                break;
            }
            int home = (int) (moved >>> 32) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                slots[hole] = moved;
                hole = at;
            }
        }
        slots[hole] = 0;
    }

    private void resize(int capacity) {
        long[] old = slots;
        slots = new long[capacity];
        int mask = capacity - 1;
        for (long moved : old) {
            if (moved != 0) {
                int slot = (int) (moved >>> 32) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = moved;
            }
        }
    }

    private int index(int slot) {
        return (int) slots[slot] - 1;
    }

    private static boolean isField(byte[] pair, Slice field) {
        int length = fieldLength(pair);
        if (length != field.length()) {
            return false;
        }
        int end = valueOffset(pair);
        return Arrays.equals(pair, end - length, end, field.array(), field.offset(), field.offset() + length);
    }

    private static void readValue(byte[] pair, Slice value) {
        int at = valueOffset(pair);
        value.set(pair, at, pair.length - at);
    }

    private static int valueOffset(byte[] pair) {
        int header = 1;
        while (pair[header - 1] < 0) {
            header++;
        }
        return header + fieldLength(pair);
    }

    private static int fieldLength(byte[] pair) {
        int length = 0;
        for (int i = 0; ; i++) {
            length |= (pair[i] & 0x7F) << (7 * i);
            if (pair[i] >= 0) {
                return length;
            }
        }
    }

    private static byte[] pair(Slice field, Slice value) {
        int header = field.length() == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(field.length())) / 7;
        byte[] pair = new byte[header + field.length() + value.length()];
        int rest = field.length();
        for (int i = 0; i < header; i++) {
            pair[i] = (byte) (i + 1 < header ? rest & 0x7F | 0x80 : rest);
            rest >>>= 7;
        }
        System.arraycopy(field.array(), field.offset(), pair, header, field.length());
        System.arraycopy(value.array(), value.offset(), pair, header + field.length(), value.length());
        return pair;
    }
}
