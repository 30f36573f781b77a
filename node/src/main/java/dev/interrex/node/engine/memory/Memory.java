package dev.interrex.node.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside of the Java heap, in pages of {@value #PAGE_BYTES} bytes, read and written by address: an offset from the start of
 * one reserved range, so that every access is checked against its bounds, and the range can be replaced by a larger one. Address 0 is never given out.
 *
 * <p>Free pages are kept for reuse up to a 64th of those in use, the rest goes back to the operating system, a little at a time
 * ({@link #discardSome}). Pages that will be needed soon are touched ahead on another thread, if there is one ({@link #supplyOn}). Loop
 * thread only.
 */
public final class Memory {
    public static final int PAGE_SHIFT = 16;
    public static final int PAGE_BYTES = 1 << PAGE_SHIFT;

    /** What is reserved at first, and when that is not enough. */
    private static final long RESERVED_BYTES = 1L << 30;

    private static final long MOST_RESERVED_BYTES = 1L << 38;
    private static final int COMMIT_PAGES = 64;

    /**
     * About a slab more of every class: an operation on a large collection may need one of many. They cost nothing unless they are used, so
     * this is no directive.
     */
    private static final int SPARE_PAGES = 128;

    /** So many pages are touched ahead: this part of those in use, within limits that {@link #supplyBetween} sets. */
    private static final int AHEAD_SHIFT = 9;

    private static final int LEAST_AHEAD = 64;
    private static final int MOST_AHEAD = 512;

    /** Kept for reuse: at least so many, and this part of those in use. MEMORY PURGE gives them back too, so these are no directives. */
    private static final int KEPT_FREE_PAGES = 16;

    private static final int KEPT_FREE_SHIFT = 6;
    static final int SYSTEM_PAGE_BYTES = 4096;
    private static final int PAGES_OF_HUGE_PAGE = 1 << (AddressSpace.HUGE_SHIFT - PAGE_SHIFT);
    private static final long HUGE_PAGE_MASK = (1L << PAGES_OF_HUGE_PAGE) - 1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ARRAY_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private AddressSpace space;
    private MemorySegment bytes;

    /** A bit per page below the frontier: free. */
    private long[] free = new long[1];

    /** A bit per page: free, but its memory was not given back. */
    private long[] kept = new long[1];

    private int searchFrom;
    private int freePages;
    private int keptPages;
    private int usedPages;

    /** Pages from here on were never used. Page 0 stays unused. */
    private int frontier = 1;

    private int committed;

    private @Nullable MemorySupply supply;
    private int leastAhead = LEAST_AHEAD;
    private int mostAhead = MOST_AHEAD;

    /** Pages from the frontier up to here were ordered from the supply. */
    private int supplied;

    /** Pages of a word of {@link #free} that the supply has, free but not to be taken. */
    private long lent;

    private int lentWord;

    public Memory() {
        space = new AddressSpace(RESERVED_BYTES);
        bytes = space.segment();
    }

    // Bytes

    public int getByte(long at) {
        return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    public void putByte(long at, int value) {
        bytes.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    public int getChar(long at) {
        return bytes.get(CHAR, at);
    }

    public void putChar(long at, int value) {
        bytes.set(CHAR, at, (char) value);
    }

    public int getInt(long at) {
        return bytes.get(INT, at);
    }

    public void putInt(long at, int value) {
        bytes.set(INT, at, value);
    }

    public long getLong(long at) {
        return bytes.get(LONG, at);
    }

    public void putLong(long at, long value) {
        bytes.set(LONG, at, value);
    }

    public void get(long at, byte[] target, int offset, int length) {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, target, offset, length);
    }

    public void put(long at, byte[] source, int offset, int length) {
        MemorySegment.copy(source, offset, bytes, ValueLayout.JAVA_BYTE, at, length);
    }

    public void get(long at, int[] target, int count) {
        MemorySegment.copy(bytes, INT, at, target, 0, count);
    }

    public void put(long at, int[] source, int count) {
        MemorySegment.copy(source, 0, bytes, INT, at, count);
    }

    /** Copies within memory; the ranges may overlap. */
    public void copy(long from, long to, long length) {
        MemorySegment.copy(bytes, from, bytes, to, length);
    }

    public void zero(long at, long length) {
        bytes.asSlice(at, length).fill((byte) 0);
    }

    /** Whether the bytes at {@code at} are those of the array. */
    public boolean equal(long at, byte[] array, int offset, int length) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if (bytes.get(LONG, at + i) != (long) ARRAY_LONG.get(array, offset + i)) {
                return false;
            }
        }
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            return i == length || bytes.get(LONG, at + last) == (long) ARRAY_LONG.get(array, offset + last);
        }
        for (; i < length; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, at + i) != array[offset + i]) {
                return false;
            }
        }
        return true;
    }

    // Pages

    /** Bytes of the pages that are in use. */
    public long usedPageBytes() {
        return (long) usedPages << PAGE_SHIFT;
    }

    /** Bytes of pages that are free and were not given back, or were touched ahead. */
    public long keptPageBytes() {
        return (long) (keptPages + Long.bitCount(lent) + Math.max(0, supplied - frontier)) << PAGE_SHIFT;
    }

    /** From now on {@code background} touches pages ahead; it is given one short task at a time. */
    public void supplyOn(Background background) {
        supply = new MemorySupply(background);
    }

    /**
     * How much is touched ahead, at least and at most; where these contradict each other, the latter counts. Whole pages only; what was
     * touched already stays.
     *
     * @param mostBytes 0 = nothing is
     */
    public void supplyBetween(long leastBytes, long mostBytes) {
        leastAhead = (int) (leastBytes >>> PAGE_SHIFT);
        mostAhead = (int) (mostBytes >>> PAGE_SHIFT);
    }

    /** Number of pages that were ever in use at the same time, and page 0: every page's number is below it. */
    int frontier() {
        return frontier;
    }

    /**
     * Makes sure that so much can be allocated without {@link MemoryExhaustedException}; call it before anything is changed or
     * logged.
     */
    public void require(long needed) {
        long pages = (needed >>> PAGE_SHIFT) + SPARE_PAGES;
        if (frontier + pages > committed) {
            commit(frontier + pages);
        }
    }

    /** Takes neighbouring pages, the first a multiple of {@code alignment}, a power of two up to 8; returns the first one's number. */
    int take(int pages, int alignment) {
        int first = keptPages >= pages ? find(kept, pages, alignment) : -1;
        if (first < 0 && freePages >= pages) {
            first = find(free, pages, alignment);
        }
        if (first < 0) {
            first = (frontier + alignment - 1) & -alignment;
            commit((long) first + pages);
            grow(first + pages);
            for (int skipped = frontier; skipped < first; skipped++) {
                set(free, skipped);
                freePages++;
            }
            frontier = first + pages;
        } else {
            for (int page = first; page < first + pages; page++) {
                clear(free, page);
                if (clear(kept, page)) {
                    keptPages--;
                }
            }
            freePages -= pages;
        }
        usedPages += pages;
        orderMore();
        return first;
    }

    /** Lets the supply touch what will be taken next: free pages that were given back, or some beyond the frontier. */
    private void orderMore() {
        MemorySupply from = supply;
        if (from == null || !from.isIdle()) {
            return;
        }
        settle();
        int ahead = Math.min(mostAhead, Math.max(leastAhead, usedPages >>> AHEAD_SHIFT));
        if (ahead == 0) {
            return;
        }
        boolean accepted = true;
        if (keptPages < Math.min(ahead, leastKept()) / 2 && freePages > keptPages) {
            accepted = lend(from);
        } else if (supplied - frontier < ahead / 2) {
            accepted = orderBeyondFrontier(from, frontier + ahead);
        }
        if (!accepted) {
            settle();
            supply = null;
        }
    }

    private boolean orderBeyondFrontier(MemorySupply from, int wantedEnd) {
        int first = Math.max(supplied, frontier);
        int end = (int) Math.min(wantedEnd, mostPages());
        if (first >= end) {
            return true;
        }
        // More of it than is needed now: to commit is to wait for the supply, if that is at work.
        commit(Math.min(end + mostAhead, mostPages()));
        supplied = end;
        return from.order(space, first, end - first);
    }

    private boolean lend(MemorySupply to) {
        int word = searchFrom;
        while (word < free.length && (free[word] & ~kept[word]) == 0) {
            word++;
        }
        if (word == free.length) {
            return true;
        }
        lentWord = word;
        lent = free[word] & ~kept[word];
        free[word] &= ~lent;
        freePages -= Long.bitCount(lent);
        return to.order(space, word << 6, lent);
    }

    /** What was lent is back. */
    private void settle() {
        if (lent != 0) {
            int count = Long.bitCount(lent);
            free[lentWord] |= lent;
            kept[lentWord] |= lent;
            freePages += count;
            keptPages += count;
            searchFrom = Math.min(searchFrom, lentWord);
            lent = 0;
        }
    }

    /** Gives the memory behind the first {@code length} bytes of a run of pages back, where it is not needed. */
    void trim(int first, int pages, long length) {
        long from = ((long) first << PAGE_SHIFT) + ((length + SYSTEM_PAGE_BYTES - 1) & -SYSTEM_PAGE_BYTES);
        long end = (long) (first + pages) << PAGE_SHIFT;
        if (from < end) {
            space.discard(from, end - from);
        }
    }

    void give(int first, int pages) {
        usedPages -= pages;
        freePages += pages;
        searchFrom = Math.min(searchFrom, first >>> 6);
        keptPages += pages;
        for (int page = first; page < first + pages; page++) {
            set(free, page);
            set(kept, page);
        }
    }

    /**
     * Gives free pages back to the operating system, up to {@code most} of them, if more are kept than shall be.
     *
     * @param most bounds the time: a page takes some microseconds
     * @return whether more are kept than shall be
     */
    public boolean discardSome(int most) {
        int least = leastKept();
        int wanted = Math.min(most, keptPages - least);
        // From the end: pages are taken from the beginning.
        int word = (frontier + 63) >>> 6;
        while (wanted > 0 && --word >= 0) {
            while (kept[word] != 0 && wanted-- > 0) {
                int page = (word << 6) + 63 - Long.numberOfLeadingZeros(kept[word]);
                clear(kept, page);
                keptPages--;
                discard(page);
            }
        }
        return keptPages > least;
    }

    private int leastKept() {
        return Math.max(KEPT_FREE_PAGES, usedPages >>> KEPT_FREE_SHIFT);
    }

    /** Gives the memory of all free pages back. */
    public void purge() {
        for (int page = 0; page < frontier && keptPages > 0; page++) {
            if (clear(kept, page)) {
                keptPages--;
                discard(page);
            }
        }
    }

    /** A page that is free and not kept any more. */
    private void discard(int page) {
        space.discard((long) page << PAGE_SHIFT, PAGE_BYTES);
        long hugePage = HUGE_PAGE_MASK << (page & 63 & -PAGES_OF_HUGE_PAGE);
        int word = page >>> 6;
        if ((free[word] & hugePage) == hugePage && (kept[word] & hugePage) == 0) {
            space.discarded(page / PAGES_OF_HUGE_PAGE);
        }
    }

    /** First run of so many pages whose bits are set in {@link #free} or {@link #kept}; -1 if there is none. */
    private int find(long[] bits, int pages, int alignment) {
        int words = (frontier + 63) >>> 6;
        while (searchFrom < words && free[searchFrom] == 0) {
            searchFrom++;
        }
        int first = searchFrom << 6;
        while (first + pages <= frontier) {
            if (bits[first >>> 6] == 0) {
                first = (first | 63) + 1;
                continue;
            }
            int length = 0;
            while (length < pages && isSet(bits, first + length)) {
                length++;
            }
            if (length == pages) {
                return first;
            }
            first = (first + length + alignment) & -alignment;
        }
        return -1;
    }

    private void commit(long pages) {
        if (pages <= committed) {
            return;
        }
        long wanted = Math.min(mostPages(), (pages + COMMIT_PAGES) & -COMMIT_PAGES);
        if (wanted < pages) {
            space = space.enlarged(MOST_RESERVED_BYTES, (long) committed << PAGE_SHIFT);
            bytes = space.segment();
            wanted = Math.min(mostPages(), (pages + COMMIT_PAGES) & -COMMIT_PAGES);
        }
        if (wanted < pages) {
            throw new MemoryExhaustedException(
                    "more than the " + bytes.byteSize() + " bytes of addresses that are reserved for keys");
        }
        space.commit((long) committed << PAGE_SHIFT, (wanted - committed) << PAGE_SHIFT);
        committed = (int) wanted;
    }

    private long mostPages() {
        return bytes.byteSize() >>> PAGE_SHIFT;
    }

    private void grow(int pages) {
        int words = (pages + 63) >>> 6;
        if (words > free.length) {
            int length = Math.max(words, free.length * 2);
            free = Arrays.copyOf(free, length);
            kept = Arrays.copyOf(kept, length);
        }
    }

    private static boolean isSet(long[] bits, int index) {
        return (bits[index >>> 6] & 1L << index) != 0;
    }

    private static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    private static boolean clear(long[] bits, int index) {
        boolean was = isSet(bits, index);
        bits[index >>> 6] &= ~(1L << index);
        return was;
    }
}
