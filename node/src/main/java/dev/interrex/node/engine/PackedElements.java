package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Elements one after the other in one array: a small list or set, or a working copy of a chunk of a large list. Can be walked both
 * ways, and both ends grow into spare room.
 *
 * <pre>
 *   array    | spare | element | element | … | spare |
 *   element  | varint length | bytes | varint, backwards: size of the two before |
 *   varint   seven bits a byte, least first, bit 7: more follow (backwards: more lie before)
 * </pre>
 *
 * Elements are named by their offsets in the array, which are good until the next change.
 */
final class PackedElements {
    private static final int SPARE_BYTES = 16;
    private static final int OBJECT_BYTES = 32;

    /** A working copy keeps an array of this size for the next one. */
    private static final int KEPT_BYTES = 64 * 1024;

    private byte[] bytes;
    private int start;
    private int end;
    private int size;

    PackedElements() {
        bytes = new byte[SPARE_BYTES];
    }

    private PackedElements(byte[] bytes, int size) {
        this.bytes = bytes;
        this.end = bytes.length;
        this.size = size;
    }

    /** All elements, one after the other; valid until the next change. */
    Slice packed() {
        return new Slice().set(bytes, start, end - start);
    }

    /** Of what {@link #packed} returned. */
    static PackedElements of(Slice packed) {
        PackedElements elements = new PackedElements(packed.toBytes(), 0);
        for (int at = 0; at < elements.end; at = elements.after(at)) {
            elements.size++;
        }
        return elements;
    }

    /** Becomes a copy of elements outside of the Java heap, the first of which is then at offset 0. */
    void load(Memory memory, long at, int length, int count) {
        if (bytes.length < length || bytes.length > KEPT_BYTES) {
            bytes = new byte[Math.max(length, ElementBlocks.MOST_BYTES)];
        }
        memory.get(at, bytes, 0, length);
        start = 0;
        end = length;
        size = count;
    }

    /** Copies the elements from one offset to another out of the Java heap. */
    void store(int from, int to, Memory memory, long at) {
        memory.put(at, bytes, from, to - from);
    }

    int size() {
        return size;
    }

    /** Bytes of the elements, their lengths included. */
    int usedBytes() {
        return end - start;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(bytes.length);
    }

    PackedElements copy() {
        return new PackedElements(Arrays.copyOfRange(bytes, start, end), size);
    }

    // Walking

    /** Offset of the first byte. */
    int start() {
        return start;
    }

    /** Offset behind the last element. */
    int end() {
        return end;
    }

    /** Offset of the first element, -1 if there is none. */
    int first() {
        return size == 0 ? -1 : start;
    }

    /** Offset of the last element, -1 if there is none. */
    int last() {
        return size == 0 ? -1 : before(end);
    }

    /** Offset of the element after the one at {@code at}, -1 if that is the last. */
    int next(int at) {
        int after = after(at);
        return after == end ? -1 : after;
    }

    /** Visits the elements from the one at {@code at} on, up to {@code most} of them; returns how many. */
    long forEach(int at, long most, Slice element, Consumer<Slice> visitor) {
        long count = 0;
        for (int next = at; count < most && next < end; count++) {
            int length = varIntAt(next);
            int head = varIntBytes(length);
            visitor.accept(element.set(bytes, next + head, length));
            next += head + length + varIntBytes(head + length);
        }
        return count;
    }

    /** Offset of the element before the one at {@code at}, -1 if that is the first. */
    int previous(int at) {
        return at == start ? -1 : before(at);
    }

    /** The offset behind as many elements from {@code at} on as take no more than {@code mostBytes}, but at least one. */
    int partEnd(int at, int mostBytes) {
        int to = after(at);
        while (to < end && after(to) - at <= mostBytes) {
            to = after(to);
        }
        return to;
    }

    /** Number of elements from one offset to another. */
    int count(int from, int to) {
        int count = 0;
        for (int at = from; at < to; at = after(at)) {
            count++;
        }
        return count;
    }

    /** Offset of element {@code index}, walked to from the nearer end. */
    int seek(int index) {
        int at;
        if (index < size / 2) {
            at = start;
            for (int i = 0; i < index; i++) {
                at = after(at);
            }
        } else {
            at = end;
            for (int i = size; i > index; i--) {
                at = before(at);
            }
        }
        return at;
    }

    void read(int at, Slice element) {
        int header = varIntBytesAt(at);
        element.set(bytes, at + header, varIntAt(at));
    }

    /** Offset of the first element with this content, -1 if there is none. */
    int find(Slice element) {
        int length = element.length();
        for (int at = start; at < end; at = after(at)) {
            if (varIntAt(at) == length && isAt(at, element)) {
                return at;
            }
        }
        return -1;
    }

    int count(Slice element) {
        int count = 0;
        for (int at = start; at < end; at = after(at)) {
            count += isAt(at, element) ? 1 : 0;
        }
        return count;
    }

    boolean isAt(int at, Slice element) {
        int length = varIntAt(at);
        int from = at + varIntBytesAt(at);
        return length == element.length()
                && Arrays.equals(
                        bytes, from, from + length, element.array(), element.offset(), element.offset() + length);
    }

    // Changing

    void addFirst(Slice element) {
        insert(start, element);
    }

    void addLast(Slice element) {
        insert(end, element);
    }

    /** Inserts before the element at {@code at}. */
    void insertBefore(int at, Slice element) {
        insert(at, element);
    }

    void replace(int at, Slice element) {
        write(splice(at, after(at) - at, sizeOf(element)), element);
    }

    void remove(int at) {
        splice(at, after(at) - at, 0);
        size--;
        shrink();
    }

    void removeFirst(int count) {
        int at = start;
        for (int i = 0; i < count; i++) {
            at = after(at);
        }
        start = at;
        size -= count;
        shrink();
    }

    void removeLast(int count) {
        int at = end;
        for (int i = 0; i < count; i++) {
            at = before(at);
        }
        end = at;
        size -= count;
        shrink();
    }

    /** Removes up to {@code most} elements with this content, the first {@code skip} of them excepted; returns how many. */
    int removeAll(Slice element, int skip, long most) {
        int left = skip;
        int removed = 0;
        int to = start;
        for (int at = start; at < end; ) {
            int next = after(at);
            boolean matches = removed < most && isAt(at, element);
            if (matches && left == 0) {
                removed++;
            } else {
                left -= matches ? 1 : 0;
                System.arraycopy(bytes, at, bytes, to, next - at);
                to += next - at;
            }
            at = next;
        }
        end = to;
        size -= removed;
        shrink();
        return removed;
    }

    /** Appends the elements of the other one. */
    void addAll(PackedElements other) {
        int at = splice(end, 0, other.usedBytes());
        System.arraycopy(other.bytes, other.start, bytes, at, other.usedBytes());
        size += other.size;
    }

    /** Gives spare room back. */
    private void trim() {
        if (usedBytes() < bytes.length) {
            bytes = Arrays.copyOfRange(bytes, start, end);
            end -= start;
            start = 0;
        }
    }

    private void insert(int at, Slice element) {
        write(splice(at, 0, sizeOf(element)), element);
        size++;
    }

    private void shrink() {
        if (size == 0) {
            start = 0;
            end = 0;
        }
        if (bytes.length > 4 * (usedBytes() + SPARE_BYTES)) {
            trim();
        }
    }

    /** Makes {@code oldLength} bytes at {@code at} room for {@code newLength}, and returns where that is. */
    private int splice(int at, int oldLength, int newLength) {
        int growth = newLength - oldLength;
        int headBytes = at - start;
        int tailBytes = end - at - oldLength;
        if (headBytes < tailBytes && start >= growth) {
            System.arraycopy(bytes, start, bytes, start - growth, headBytes);
            start -= growth;
            return at - growth;
        }
        byte[] from = bytes;
        int fromStart = start;
        if (end + growth > bytes.length) {
            int total = headBytes + newLength + tailBytes;
            int spare = total / 4 + SPARE_BYTES;
            bytes = new byte[total + spare];
            start = headBytes < tailBytes ? spare : 0;
            System.arraycopy(from, fromStart, bytes, start, headBytes);
        }
        int to = start + headBytes;
        System.arraycopy(from, at + oldLength, bytes, to + newLength, tailBytes);
        end = to + newLength + tailBytes;
        return to;
    }

    /** Bytes that an element takes here. */
    static int sizeOf(Slice element) {
        int sized = varIntBytes(element.length()) + element.length();
        return sized + varIntBytes(sized);
    }

    private void write(int at, Slice element) {
        int to = at;
        int rest = element.length();
        while (rest > 0x7F) {
            bytes[to++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[to++] = (byte) rest;
        System.arraycopy(element.array(), element.offset(), bytes, to, element.length());
        to += element.length();
        int sized = to - at;
        to += varIntBytes(sized);
        while (sized > 0x7F) {
            bytes[--to] = (byte) (sized | 0x80);
            sized >>>= 7;
        }
        bytes[--to] = (byte) sized;
    }

    private int after(int at) {
        int sized = varIntBytesAt(at) + varIntAt(at);
        return at + sized + varIntBytes(sized);
    }

    private int before(int at) {
        int from = at - 1;
        int sized = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[from];
            sized |= (b & 0x7F) << shift;
            if (b >= 0) {
                return from - sized;
            }
            from--;
        }
    }

    private int varIntAt(int at) {
        int value = bytes[at];
        if (value >= 0) {
            return value;
        }
        value &= 0x7F;
        for (int i = 1; ; i++) {
            byte b = bytes[at + i];
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
    }

    private int varIntBytesAt(int at) {
        int count = 1;
        while (bytes[at + count - 1] < 0) {
            count++;
        }
        return count;
    }

    static int varIntBytes(int value) {
        return value < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }
}
