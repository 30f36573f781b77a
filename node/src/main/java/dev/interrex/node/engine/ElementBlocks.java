package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;

/**
 * Chunks of large lists, by address: the bytes of {@link PackedElements} in {@link Blocks}. What happens at an end of a chunk is done
 * in place; whoever has to walk looks at a working copy, of which there is one for all lists. Nothing is ever changed but in the
 * block, so that a copy can be forgotten at any time.
 */
final class ElementBlocks {
    /** Chunks of more than one element are no larger: copying one takes some 50 ns. */
    static final int MOST_BYTES = Blocks.capacity(2048);

    private final Memory memory;
    private final Blocks blocks;

    /** A copy of the chunk at {@link #copied}; of none if that is 0. */
    private final PackedElements copy = new PackedElements();

    private long copied;

    ElementBlocks(Memory memory, Blocks blocks) {
        this.memory = memory;
        this.blocks = blocks;
    }

    // Blocks

    long allocate(int capacity) {
        return blocks.allocate(capacity);
    }

    void free(long block, int capacity) {
        forget();
        blocks.free(block, capacity);
    }

    long compacted(long block, int capacity) {
        forget();
        return blocks.compacted(block, capacity);
    }

    /** Moves bytes from one place in a block to another, perhaps in the same one. */
    void move(long from, long to, int bytes) {
        forget();
        memory.copy(from, to, bytes);
    }

    /** Writes the elements from one offset to another to a block. */
    void store(PackedElements elements, int from, int to, long at) {
        forget();
        elements.store(from, to, memory, at);
    }

    // Elements

    /** So many elements as they are at an address; not to be changed but for {@link #store}, and valid until the next chunk is looked at. */
    PackedElements look(long at, int bytes, int count) {
        if (copied != at) {
            copied = 0;
            copy.load(memory, at, bytes, count);
            copied = at;
        }
        return copy;
    }

    /** The working copy is that of a chunk no longer. */
    void forget() {
        copied = 0;
    }

    /** Writes an element, which takes {@link PackedElements#sizeOf} bytes. */
    void write(long at, Slice element) {
        forget();
        int length = element.length();
        long to = at;
        int rest = length;
        while (rest > 0x7F) {
            memory.putByte(to++, rest | 0x80);
            rest >>>= 7;
        }
        memory.putByte(to++, rest);
        memory.put(to, element.array(), element.offset(), length);
        to += length;
        int sized = (int) (to - at);
        to += PackedElements.varIntBytes(sized);
        while (sized > 0x7F) {
            memory.putByte(--to, sized | 0x80);
            sized >>>= 7;
        }
        memory.putByte(--to, sized);
    }

    /** Copies the element at an address into scratch of the slice. */
    void read(long at, Slice element) {
        int length = varIntAt(at);
        memory.get(at + PackedElements.varIntBytes(length), element.room(length), 0, length);
    }

    /** Bytes that the element at an address takes. */
    int sizeAt(long at) {
        int length = varIntAt(at);
        int sized = PackedElements.varIntBytes(length) + length;
        return sized + PackedElements.varIntBytes(sized);
    }

    /** Bytes that the element that ends before an address takes. */
    int sizeBefore(long end) {
        long from = end - 1;
        int sized = 0;
        for (int shift = 0; ; shift += 7) {
            int b = memory.getByte(from);
            sized |= (b & 0x7F) << shift;
            if (b < 0x80) {
                return sized + PackedElements.varIntBytes(sized);
            }
            from--;
        }
    }

    private int varIntAt(long at) {
        int value = memory.getByte(at);
        if (value < 0x80) {
            return value;
        }
        value &= 0x7F;
        for (int i = 1; ; i++) {
            int b = memory.getByte(at + i);
            value |= (b & 0x7F) << (7 * i);
            if (b < 0x80) {
                return value;
            }
        }
    }
}
