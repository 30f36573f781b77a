package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.engine.memory.Slabs;

/**
 * Where the parts of large collections are: outside of the Java heap, each with exactly one referrer, which says how long it is, and so
 * can be moved. One for all databases, so that a value changes its database, or its key, without being copied.
 *
 * <p>An entry that is gone gives its blocks back through {@link Releases}. Loop thread only.
 */
final class Blocks {
    final Memory memory;
    private final Slabs slabs;

    /** Chunks of lists. */
    final ElementBlocks elements;

    /** Leaves of sorted sets. */
    final LeafBlocks leaves;

    /** Blocks of entries of streams. */
    final StreamBlocks streams;

    Blocks(Memory memory) {
        this.memory = memory;
        slabs = new Slabs(memory);
        elements = new ElementBlocks(memory, this);
        leaves = new LeafBlocks(memory, this);
        streams = new StreamBlocks(memory, this);
    }

    /** The address of so many bytes, at least 1, whose contents are undefined. Throws {@code MemoryExhaustedException}. */
    long allocate(int bytes) {
        return slabs.allocate(bytes);
    }

    /** Frees what {@link #allocate} returned for {@code bytes}. */
    void free(long address, int bytes) {
        slabs.free(address, bytes);
    }

    /** Moves a block from a sparse slab to a fuller one; returns the same address if it stays. */
    long compacted(long address, int bytes) {
        if (!slabs.isSparse(address, bytes)) {
            return address;
        }
        long moved = slabs.allocate(bytes);
        memory.copy(address, moved, bytes);
        slabs.free(address, bytes);
        return moved;
    }

    /** What a block of so many bytes takes; it may use all of it. */
    static int capacity(int bytes) {
        return (int) Slabs.slotBytes(bytes);
    }

    long usedBytes() {
        return slabs.usedBytes();
    }

    /** Bytes of the pages that blocks are in. */
    long reservedBytes() {
        return slabs.reservedBytes();
    }
}
