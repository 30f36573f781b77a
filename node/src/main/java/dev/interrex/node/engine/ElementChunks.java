package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * The elements of a list: a deque of packed chunks of some kilobytes, one alone for a small list. The array of chunks has spare room
 * at both ends, so that pushing and popping move nothing but bytes within the chunk at that end.
 *
 * <p>A place is {@code chunk << 32 | offset within it}; good until the next change.
 */
final class ElementChunks {
    private static final int SMALLEST = 4;
    private static final int OBJECT_BYTES = 48;
    private static final int REFERENCE_BYTES = 4;

    @Nullable
    private PackedElements[] chunks = new PackedElements[SMALLEST];

    private int first = 1;
    private int chunkCount;
    private long size;
    private long chunkBytes;

    ElementChunks() {
        insertChunk(0, new PackedElements());
    }

    private ElementChunks(ElementChunks from) {
        chunks = new PackedElements[from.chunkCount];
        first = 0;
        for (int i = 0; i < from.chunkCount; i++) {
            insertChunk(i, from.chunk(i).copy());
        }
        size = from.size;
    }

    /** A single chunk. */
    static ElementChunks of(PackedElements chunk) {
        ElementChunks elements = new ElementChunks();
        elements.removeChunk(0);
        elements.insertChunk(0, chunk);
        elements.size = chunk.size();
        return elements;
    }

    /** The first chunk, which is the only one of a small list. */
    PackedElements firstChunk() {
        return chunk(0);
    }

    long size() {
        return size;
    }

    int chunks() {
        return chunkCount;
    }

    /** Bytes of the elements of the first chunk, which is the only one of a small list. */
    int firstUsedBytes() {
        return chunk(0).usedBytes();
    }

    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(chunks.length * REFERENCE_BYTES) + chunkBytes;
    }

    ElementChunks copy() {
        return new ElementChunks(this);
    }

    // Walking

    /** The place of element {@code index}, which exists. */
    long seek(long index) {
        if (index < size / 2) {
            long skipped = 0;
            int i = 0;
            while (skipped + chunk(i).size() <= index) {
                skipped += chunk(i++).size();
            }
            return place(i, chunk(i).seek((int) (index - skipped)));
        }
        long left = size;
        int i = chunkCount;
        do {
            left -= chunk(--i).size();
        } while (left > index);
        return place(i, chunk(i).seek((int) (index - left)));
    }

    void read(long place, Slice element) {
        chunk(chunkOf(place)).read(offsetOf(place), element);
    }

    boolean isAt(long place, Slice element) {
        return chunk(chunkOf(place)).isAt(offsetOf(place), element);
    }

    /** -1 after the last. */
    long next(long place) {
        int i = chunkOf(place);
        int at = chunk(i).next(offsetOf(place));
        if (at >= 0) {
            return place(i, at);
        }
        return i + 1 < chunkCount ? place(i + 1, chunk(i + 1).first()) : -1;
    }

    /** -1 before the first. */
    long previous(long place) {
        int i = chunkOf(place);
        int at = chunk(i).previous(offsetOf(place));
        if (at >= 0) {
            return place(i, at);
        }
        return i > 0 ? place(i - 1, chunk(i - 1).last()) : -1;
    }

    // Changing

    void addFirst(Slice element, ListLimits limits) {
        PackedElements chunk = chunk(0);
        if (chunk.size() > 0 && !limits.fits(chunk, element.length())) {
            trim(0);
            chunk = new PackedElements();
            insertChunk(0, chunk);
        }
        chunkBytes -= chunk.memoryBytes();
        chunk.addFirst(element);
        chunkBytes += chunk.memoryBytes();
        size++;
    }

    void addLast(Slice element, ListLimits limits) {
        PackedElements chunk = chunk(chunkCount - 1);
        if (chunk.size() > 0 && !limits.fits(chunk, element.length())) {
            trim(chunkCount - 1);
            chunk = new PackedElements();
            insertChunk(chunkCount, chunk);
        }
        chunkBytes -= chunk.memoryBytes();
        chunk.addLast(element);
        chunkBytes += chunk.memoryBytes();
        size++;
    }

    /** Removes {@code count} elements from the beginning, which exist. */
    void removeFirst(long count) {
        long left = count;
        while (left > 0) {
            PackedElements chunk = chunk(0);
            int removed = (int) Math.min(left, chunk.size());
            if (removed == chunk.size() && chunkCount > 1) {
                removeChunk(0);
            } else {
                chunkBytes -= chunk.memoryBytes();
                chunk.removeFirst(removed);
                chunkBytes += chunk.memoryBytes();
            }
            left -= removed;
        }
        size -= count;
    }

    /** Removes {@code count} elements from the end, which exist. */
    void removeLast(long count) {
        long left = count;
        while (left > 0) {
            PackedElements chunk = chunk(chunkCount - 1);
            int removed = (int) Math.min(left, chunk.size());
            if (removed == chunk.size() && chunkCount > 1) {
                removeChunk(chunkCount - 1);
            } else {
                chunkBytes -= chunk.memoryBytes();
                chunk.removeLast(removed);
                chunkBytes += chunk.memoryBytes();
            }
            left -= removed;
        }
        size -= count;
    }

    void replace(long place, Slice element, ListLimits limits) {
        int i = chunkOf(place);
        PackedElements chunk = chunk(i);
        chunkBytes -= chunk.memoryBytes();
        if (chunk.size() == 1 || limits.fits(chunk, element.length())) {
            chunk.replace(offsetOf(place), element);
            chunkBytes += chunk.memoryBytes();
            return;
        }
        PackedElements rest = chunk.split(offsetOf(place));
        chunkBytes += chunk.memoryBytes();
        rest.removeFirst(1);
        if (rest.size() > 0) {
            insertChunk(i + 1, rest);
        }
        insertChunk(i + 1, alone(element));
        if (chunk.size() == 0) {
            removeChunk(i);
        }
    }

    /** Inserts an element before the one at {@code place}. */
    void insertBefore(long place, Slice element, ListLimits limits) {
        int i = chunkOf(place);
        int at = offsetOf(place);
        PackedElements chunk = chunk(i);
        boolean isFirst = at == chunk.first();
        size++;
        if (!isFirst && !limits.fits(chunk, element.length())) {
            chunkBytes -= chunk.memoryBytes();
            insertChunk(i + 1, chunk.split(at));
            chunkBytes += chunk.memoryBytes();
            i++;
            isFirst = true;
            chunk = chunk(i);
            at = chunk.first();
        }
        // At a border the chunk before it is as good.
        PackedElements into = isFirst && i > 0 && limits.fits(chunk(i - 1), element.length()) ? chunk(i - 1) : chunk;
        if (into == chunk && !limits.fits(chunk, element.length())) {
            insertChunk(i, alone(element));
            return;
        }
        chunkBytes -= into.memoryBytes();
        if (into == chunk) {
            chunk.insertBefore(at, element);
        } else {
            into.addLast(element);
        }
        chunkBytes += into.memoryBytes();
    }

    /** Removes elements with this content: all, the first {@code count}, or the last {@code -count}; returns how many. */
    long removeAll(Slice element, long count, ListLimits limits) {
        long left = count == 0 ? Long.MAX_VALUE : Math.abs(count);
        long removed = 0;
        for (int n = 0; n < chunkCount && left > 0; n++) {
            PackedElements chunk = chunk(count < 0 ? chunkCount - 1 - n : n);
            int skip = count < 0 ? (int) Math.max(0, chunk.count(element) - left) : 0;
            chunkBytes -= chunk.memoryBytes();
            int here = chunk.removeAll(element, skip, left);
            chunkBytes += chunk.memoryBytes();
            left -= here;
            removed += here;
        }
        size -= removed;
        if (removed > 0) {
            mergeSmall(limits);
        }
        return removed;
    }

    private void mergeSmall(ListLimits limits) {
        for (int i = chunkCount - 1; i > 0; i--) {
            PackedElements chunk = chunk(i);
            PackedElements before = chunk(i - 1);
            if (chunk.size() == 0) {
                removeChunk(i);
            } else if (limits.wouldBeSmall(before, chunk)) {
                chunkBytes -= before.memoryBytes();
                before.addAll(chunk);
                chunkBytes += before.memoryBytes();
                removeChunk(i);
            }
        }
        if (chunkCount > 1 && chunk(0).size() == 0) {
            removeChunk(0);
        }
    }

    // Chunks

    private static PackedElements alone(Slice element) {
        PackedElements chunk = new PackedElements();
        chunk.addLast(element);
        return chunk;
    }

    @SuppressWarnings("NullAway") // The places of chunks are filled.
    private PackedElements chunk(int i) {
        return chunks[first + i];
    }

    /** Nothing more is going to be pushed onto this chunk soon. */
    private void trim(int i) {
        PackedElements chunk = chunk(i);
        chunkBytes -= chunk.memoryBytes();
        chunk.trim();
        chunkBytes += chunk.memoryBytes();
    }

    private void insertChunk(int i, PackedElements chunk) {
        if (i < chunkCount - i && first > 0) {
            System.arraycopy(chunks, first, chunks, first - 1, i);
            first--;
        } else {
            if (first + chunkCount == chunks.length) {
                makeRoom();
            }
            System.arraycopy(chunks, first + i, chunks, first + i + 1, chunkCount - i);
        }
        chunks[first + i] = chunk;
        chunkCount++;
        chunkBytes += chunk.memoryBytes();
    }

    /** Room for one more at least at both ends. */
    private void makeRoom() {
        @Nullable PackedElements[] from = chunks;
        int spare = Math.max(1, chunkCount / 4);
        chunks = new PackedElements[chunkCount + 2 * spare];
        System.arraycopy(from, first, chunks, spare, chunkCount);
        first = spare;
    }

    private void removeChunk(int i) {
        chunkBytes -= chunk(i).memoryBytes();
        chunkCount--;
        if (i < chunkCount - i) {
            System.arraycopy(chunks, first, chunks, first + 1, i);
            chunks[first++] = null;
        } else {
            System.arraycopy(chunks, first + i + 1, chunks, first + i, chunkCount - i);
            chunks[first + chunkCount] = null;
        }
        if (chunks.length > 4 * (chunkCount + SMALLEST)) {
            makeRoom();
        }
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
