package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list: packed in one array while they are few, else a deque of packed chunks of about two kilobytes outside of the
 * Java heap. Pushing and popping touch the bytes of one element in the chunk at that end and nothing else; whole chunks are dropped
 * without a look at them.
 *
 * <pre>
 *   directory   | chunk 0 | chunk 1 | …            on the Java heap, 24 bytes each: {@link ChunkDirectory}
 *   chunk       | spare | element | … | spare |    a block: {@link ElementBlocks}
 * </pre>
 *
 * <p>A place is {@code chunk << 32 | offset from the chunk's first element}; good until the next change.
 */
final class ElementChunks {
    /** Fewer elements than this are packed again. */
    private static final int FEW_BYTES = Entry.LONGEST_PACKED / 2;

    /** So many chunks are freed at once; more are handed out for that. */
    private static final int FREED_AT_ONCE = 64;

    private static final int OBJECT_BYTES = 40;

    private final ElementBlocks blocks;

    /** Null if the elements are in chunks. */
    private @Nullable PackedElements packed;

    private ChunkDirectory chunks = new ChunkDirectory();

    // Of those in chunks.
    private long size;
    private long usedBytes;

    ElementChunks(ElementBlocks blocks) {
        this(blocks, new PackedElements());
    }

    ElementChunks(ElementBlocks blocks, @Nullable PackedElements packed) {
        this.blocks = blocks;
        this.packed = packed;
    }

    long size() {
        return packed != null ? packed.size() : size;
    }

    /** Bytes of the elements, with their lengths. */
    long usedBytes() {
        return packed != null ? packed.usedBytes() : usedBytes;
    }

    /** All elements if they are few, else null. */
    @Nullable
    PackedElements packed() {
        return packed;
    }

    long memoryBytes() {
        return OBJECT_BYTES + (packed != null ? packed.memoryBytes() : chunks.memoryBytes());
    }

    /** The part of {@link #memoryBytes} that is blocks. */
    long blockBytes() {
        return packed != null ? 0 : chunks.blockBytes();
    }

    /** Upper bound of what is allocated when so many elements of so many bytes are added. */
    static long mostBytes(int count, long bytes) {
        return 4L * ElementBlocks.MOST_BYTES + 2 * (bytes + 10L * count);
    }

    ElementChunks copy() {
        if (packed != null) {
            return new ElementChunks(blocks, packed.copy());
        }
        ElementChunks copy = new ElementChunks(blocks, null);
        for (int i = 0; i < chunks.size(); i++) {
            int capacity = Blocks.capacity(chunks.used(i));
            copy.chunks.insert(i, blocks.allocate(capacity), capacity, 0);
            blocks.move(chunks.begin(i), copy.chunks.begin(i), chunks.used(i));
            copy.chunks.contents(i, 0, chunks.used(i), chunks.count(i));
        }
        copy.size = size;
        copy.usedBytes = usedBytes;
        return copy;
    }

    /** Frees up to {@code most} blocks of a list that is no one's any more; returns how many. */
    int release(int most) {
        int count = Math.min(most, chunks.size());
        for (int i = chunks.size() - count; i < chunks.size(); i++) {
            blocks.free(chunks.block(i), chunks.capacity(i));
        }
        chunks.remove(chunks.size() - count, count);
        return count;
    }

    /** See {@link Entry#compact}; places are chunks. */
    long compact(long from, int most) {
        long end = Math.min(chunks.size(), from + most);
        for (int i = (int) Math.min(from, end); i < end; i++) {
            long moved = blocks.compacted(chunks.block(i), chunks.capacity(i));
            chunks.block(i, moved, chunks.capacity(i), chunks.start(i));
        }
        return end < chunks.size() ? end : -1;
    }

    // Walking

    /** The place of element {@code index}, which exists. */
    long seek(long index) {
        if (packed != null) {
            return packed.seek((int) index) - packed.first();
        }
        if (index == 0) {
            return 0;
        }
        long found = chunks.seek(index, size);
        int i = chunkOf(found);
        return place(i, chunk(i).seek(offsetOf(found)));
    }

    /** Reads element {@code index}, which exists, into the slice; at either end that takes no walk. */
    void get(long index, Slice element) {
        if (packed == null && index == 0) {
            blocks.read(chunks.begin(0), element);
        } else if (packed == null && index == size - 1) {
            long end = chunks.end(chunks.size() - 1);
            blocks.read(end - blocks.sizeBefore(end), element);
        } else {
            read(seek(index), element);
        }
    }

    void read(long place, Slice element) {
        PackedElements chunk = chunk(chunkOf(place));
        chunk.read(chunk.first() + offsetOf(place), element);
    }

    /** Visits {@code count} elements, all of which exist, from a place on. The visitor calls nothing of the engine. */
    void forEach(long place, long count, Slice element, Consumer<Slice> visitor) {
        int i = chunkOf(place);
        int offset = offsetOf(place);
        for (long left = count; left > 0; i++) {
            PackedElements chunk = chunk(i);
            left -= chunk.forEach(chunk.first() + offset, left, element, visitor);
            offset = 0;
        }
    }

    boolean isAt(long place, Slice element) {
        PackedElements chunk = chunk(chunkOf(place));
        return chunk.isAt(chunk.first() + offsetOf(place), element);
    }

    /** -1 after the last. */
    long next(long place) {
        int i = chunkOf(place);
        PackedElements chunk = chunk(i);
        int at = chunk.next(chunk.first() + offsetOf(place));
        if (at >= 0) {
            return place(i, at - chunk.first());
        }
        return packed == null && i + 1 < chunks.size() ? place(i + 1, 0) : -1;
    }

    /** -1 before the first. */
    long previous(long place) {
        int i = chunkOf(place);
        PackedElements chunk = chunk(i);
        int at = chunk.previous(chunk.first() + offsetOf(place));
        if (at >= 0) {
            return place(i, at - chunk.first());
        }
        return i > 0 ? place(i - 1, chunk(i - 1).last()) : -1;
    }

    // Changing

    void addFirst(Slice element) {
        int bytes = PackedElements.sizeOf(element);
        if (packed != null && packed.usedBytes() + bytes <= Entry.LONGEST_PACKED) {
            packed.addFirst(element);
            return;
        }
        unpack();
        if (!makeRoom(0, bytes, true)) {
            insertChunk(0, bytes, true);
        }
        blocks.write(chunks.begin(0) - bytes, element);
        chunks.contents(0, chunks.start(0) - bytes, chunks.used(0) + bytes, chunks.count(0) + 1);
        added(1, bytes);
    }

    void addLast(Slice element) {
        int bytes = PackedElements.sizeOf(element);
        if (packed != null && packed.usedBytes() + bytes <= Entry.LONGEST_PACKED) {
            packed.addLast(element);
            return;
        }
        unpack();
        int last = chunks.size() - 1;
        if (!makeRoom(last, bytes, false)) {
            last++;
            insertChunk(last, bytes, false);
        }
        blocks.write(chunks.end(last), element);
        chunks.contents(last, chunks.start(last), chunks.used(last) + bytes, chunks.count(last) + 1);
        added(1, bytes);
    }

    /** Removes {@code count} elements from the beginning, which exist; returns chunks that are to be released, if they are many. */
    @Nullable
    ElementChunks removeFirst(long count) {
        if (packed != null) {
            packed.removeFirst((int) count);
            return null;
        }
        int whole = 0;
        long left = count;
        while (whole < chunks.size() && left >= chunks.count(whole)) {
            left -= chunks.count(whole++);
        }
        ElementChunks dropped = drop(0, whole);
        if (left > 0) {
            long at = chunks.begin(0);
            for (long i = 0; i < left; i++) {
                at += blocks.sizeAt(at);
            }
            int bytes = (int) (at - chunks.begin(0));
            removed(0, chunks.start(0) + bytes, bytes, (int) left);
        }
        packIfFew();
        return dropped;
    }

    /** As {@link #removeFirst}, from the end. */
    @Nullable
    ElementChunks removeLast(long count) {
        if (packed != null) {
            packed.removeLast((int) count);
            return null;
        }
        int kept = chunks.size();
        long left = count;
        while (kept > 0 && left >= chunks.count(kept - 1)) {
            left -= chunks.count(--kept);
        }
        ElementChunks dropped = drop(kept, chunks.size() - kept);
        if (left > 0) {
            long at = chunks.end(kept - 1);
            for (long i = 0; i < left; i++) {
                at -= blocks.sizeBefore(at);
            }
            removed(kept - 1, chunks.start(kept - 1), (int) (chunks.end(kept - 1) - at), (int) left);
        }
        packIfFew();
        return dropped;
    }

    private void removed(int i, int start, int bytes, int count) {
        blocks.forget();
        chunks.contents(i, start, chunks.used(i) - bytes, chunks.count(i) - count);
        added(-count, -bytes);
    }

    private @Nullable ElementChunks drop(int from, int count) {
        for (int i = from; i < from + count; i++) {
            added(-chunks.count(i), -chunks.used(i));
        }
        if (count > FREED_AT_ONCE) {
            ElementChunks dropped = new ElementChunks(blocks, null);
            dropped.chunks = chunks.split(from, count);
            return dropped;
        }
        for (int i = from; i < from + count; i++) {
            blocks.free(chunks.block(i), chunks.capacity(i));
        }
        chunks.remove(from, count);
        return null;
    }

    void replace(long place, Slice element) {
        int i = chunkOf(place);
        PackedElements chunk = chunk(i);
        chunk.replace(chunk.first() + offsetOf(place), element);
        changed(i, chunk);
    }

    /** Inserts an element before the one at {@code place}. */
    void insertBefore(long place, Slice element) {
        int i = chunkOf(place);
        PackedElements chunk = chunk(i);
        chunk.insertBefore(chunk.first() + offsetOf(place), element);
        changed(i, chunk);
    }

    /** Removes elements with this content: all, the first {@code count}, or the last {@code -count}; returns how many. */
    long removeAll(Slice element, long count) {
        long most = count == 0 ? Long.MAX_VALUE : Math.abs(count);
        long left = most;
        int chunkCount = packed != null ? 1 : chunks.size();
        for (int n = 0; n < chunkCount && left > 0; n++) {
            int i = count < 0 ? chunkCount - 1 - n : n;
            PackedElements chunk = chunk(i);
            int matches = chunk.count(element);
            if (matches > 0) {
                left -= chunk.removeAll(element, count < 0 ? (int) Math.max(0, matches - left) : 0, left);
                changed(i, chunk);
            }
        }
        if (packed == null && left < most) {
            joinSmall();
            packIfFew();
        }
        return most - left;
    }

    // Chunks

    /** A copy of a chunk to look at, or all elements. */
    private PackedElements chunk(int i) {
        return packed != null ? packed : blocks.look(chunks.begin(i), chunks.used(i), chunks.count(i));
    }

    private void added(long count, long bytes) {
        size += count;
        usedBytes += bytes;
    }

    /** Puts a chunk that was changed back, in parts if it became too large. */
    private void changed(int i, PackedElements chunk) {
        if (chunk == packed) {
            if (chunk.usedBytes() > Entry.LONGEST_PACKED) {
                unpack();
            }
            return;
        }
        // What fails must not leave a copy that is not what is there.
        blocks.forget();
        added(chunk.size() - chunks.count(i), chunk.usedBytes() - chunks.used(i));
        int from = chunk.start();
        int to = chunk.usedBytes() > ElementBlocks.MOST_BYTES ? chunk.partEnd(from, partBytes(chunk)) : chunk.end();
        int behind = i;
        for (int at = to; at < chunk.end(); ) {
            int end = chunk.partEnd(at, partBytes(chunk));
            insertChunk(++behind, end - at, false);
            fill(behind, chunk, at, end);
            at = end;
        }
        if (to - from > chunks.capacity(i)) {
            resize(i, to - from, false);
        }
        fill(i, chunk, from, to);
    }

    /** So that a chunk that is a little too large makes two. */
    private static int partBytes(PackedElements chunk) {
        return Math.min(ElementBlocks.MOST_BYTES, chunk.usedBytes() / 3 * 2);
    }

    private void fill(int i, PackedElements from, int at, int end) {
        blocks.store(from, at, end, chunks.block(i));
        chunks.contents(i, 0, end - at, from.count(at, end));
    }

    /** Inserts an empty chunk; one that is begun at an end of the list gets room for more. */
    private void insertChunk(int i, int bytes, boolean atEnd) {
        boolean begun = i == 0 || i == chunks.size();
        long spare = begun ? Math.min(ElementBlocks.MOST_BYTES, usedBytes / 4) : 0;
        int capacity = Blocks.capacity((int) Math.max(bytes, spare));
        chunks.insert(i, blocks.allocate(capacity), capacity, atEnd ? capacity : 0);
    }

    /** Makes room for an element at one end of a chunk; false if the chunk is full. */
    private boolean makeRoom(int i, int bytes, boolean atFront) {
        if (chunks.size() == 0) {
            return false;
        }
        int total = chunks.used(i) + bytes;
        if (atFront ? chunks.start(i) >= bytes : chunks.start(i) + total <= chunks.capacity(i)) {
            return total <= ElementBlocks.MOST_BYTES;
        }
        if (total > ElementBlocks.MOST_BYTES) {
            trim(i);
            return false;
        }
        if (total > chunks.capacity(i)) {
            resize(i, Math.min(ElementBlocks.MOST_BYTES, total + total / 4), atFront);
            return true;
        }
        int start = atFront ? chunks.capacity(i) - chunks.used(i) : 0;
        blocks.move(chunks.begin(i), chunks.block(i) + start, chunks.used(i));
        chunks.contents(i, start, chunks.used(i), chunks.count(i));
        return true;
    }

    /** Another block for the same elements. */
    private void resize(int i, int bytes, boolean atEnd) {
        int capacity = Blocks.capacity(bytes);
        long block = blocks.allocate(capacity);
        int used = chunks.used(i);
        int start = atEnd ? capacity - used : 0;
        blocks.move(chunks.begin(i), block + start, used);
        blocks.free(chunks.block(i), chunks.capacity(i));
        chunks.block(i, block, capacity, start);
    }

    /** Nothing more is going to be pushed onto this chunk soon. */
    private void trim(int i) {
        if (Blocks.capacity(chunks.used(i)) < chunks.capacity(i)) {
            try {
                resize(i, chunks.used(i), false);
            } catch (MemoryExhaustedException staysAsItIs) {
                blocks.forget();
            }
        }
    }

    /** Drops empty chunks and joins those that are half full together; in one pass, as there may be many. */
    private void joinSmall() {
        int kept = 0;
        long freed = 0;
        for (int i = 0; i < chunks.size(); i++) {
            boolean joins = kept > 0
                    && chunks.used(kept - 1) + chunks.used(i) <= ElementBlocks.MOST_BYTES / 2
                    && chunks.used(kept - 1) + chunks.used(i) <= chunks.capacity(kept - 1);
            if (joins) {
                append(kept - 1, i);
            }
            if (joins || chunks.count(i) == 0) {
                freed += chunks.capacity(i);
                blocks.free(chunks.block(i), chunks.capacity(i));
            } else {
                chunks.put(i, kept++);
                trim(kept - 1);
            }
        }
        chunks.truncate(kept, freed);
    }

    private void append(int i, int other) {
        int used = chunks.used(i);
        blocks.move(chunks.begin(i), chunks.block(i), used);
        blocks.move(chunks.begin(other), chunks.block(i) + used, chunks.used(other));
        chunks.contents(i, 0, used + chunks.used(other), chunks.count(i) + chunks.count(other));
    }

    // Packed or not

    private void unpack() {
        PackedElements from = packed;
        if (from == null) {
            return;
        }
        packed = null;
        chunks = new ChunkDirectory();
        size = from.size();
        usedBytes = from.usedBytes();
        for (int at = from.start(); at < from.end(); ) {
            int end = from.partEnd(at, ElementBlocks.MOST_BYTES);
            int i = chunks.size();
            insertChunk(i, end - at, false);
            fill(i, from, at, end);
            at = end;
        }
    }

    private void packIfFew() {
        if (packed != null || usedBytes > FEW_BYTES) {
            return;
        }
        PackedElements few = new PackedElements();
        for (int i = 0; i < chunks.size(); i++) {
            few.addAll(chunk(i));
        }
        release(chunks.size());
        packed = few;
    }

    private static long place(int chunk, int offset) {
        return (long) chunk << 32 | offset;
    }

    private static int chunkOf(long place) {
        return (int) (place >>> 32);
    }

    private static int offsetOf(long place) {
        return (int) place;
    }
}
