package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of {@link StreamBlock}s are: in {@link Blocks}, each no larger than it has to be. To be read or changed one is copied
 * into an array that is used again and again; while entries are appended to one stream, they are copied in one direction only.
 */
final class StreamBlocks {
    private final Memory memory;
    private final Blocks blocks;

    /** A copy of the bytes of {@link #copied}. */
    private final ListPack copy = new ListPack();

    private @Nullable StreamBlock copied;

    StreamBlocks(Memory memory, Blocks blocks) {
        this.memory = memory;
        this.blocks = blocks;
    }

    /** A copy of the block's bytes; whoever changes them calls {@link #store}. Good until another block is looked at. */
    ListPack look(StreamBlock block) {
        if (copied != block) {
            copied = null;
            copy.load(memory, block.address, block.length);
            copied = block;
        }
        return copy;
    }

    /**
     * Puts the block's bytes in the place of those it had.
     *
     * @param head only the first so many bytes changed
     * @param tail and those from here on
     */
    void store(StreamBlock block, ListPack pack, int head, int tail) {
        int length = pack.length();
        if (block.address == 0 || Blocks.capacity(length) != Blocks.capacity(block.length)) {
            // Should there be no memory, the copy is forgotten, and the block what it was.
            copied = null;
            long fitting = blocks.allocate(length);
            free(block);
            block.address = fitting;
            memory.put(fitting, pack.array(), 0, length);
            copied = pack == copy ? block : null;
        } else {
            memory.put(block.address, pack.array(), 0, head);
            memory.put(block.address + tail, pack.array(), tail, length - tail);
        }
        block.length = length;
    }

    void free(StreamBlock block) {
        if (copied == block) {
            copied = null;
        }
        if (block.address != 0) {
            blocks.free(block.address, block.length);
            block.address = 0;
        }
    }

    void compact(StreamBlock block) {
        block.address = blocks.compacted(block.address, block.length);
    }
}
