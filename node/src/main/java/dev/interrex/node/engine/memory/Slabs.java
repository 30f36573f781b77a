package dev.interrex.node.engine.memory;

import java.util.Arrays;

/**
 * Slots of memory for records of one keyspace, each in the smallest of the {@link SizeClasses} that holds it; what is larger than
 * all of them gets pages of its own. Whoever frees says how much he asked for, so no slot has a header.
 *
 * <pre>
 *   slab   | slot | slot | free: u16 next free slot | slot | … | never used: from "fresh" on |     one or eight pages
 * </pre>
 *
 * A slab knows its first free slot; free slots are linked through themselves. A class allocates from the slabs of which some slots
 * are free; a slab of which all are goes back to {@link Memory}. Everything can be dropped at once ({@link #clear}). Loop thread
 * only.
 */
public final class Slabs {
    private static final char NONE = 0xFFFF;

    /** A class with fewer free slots than so many quarters of a slab has is not fragmented. */
    private static final int SPARE_QUARTERS = 5;

    private final Memory memory;

    /** By class: a slab with room, 0 if there is none. */
    private final int[] partial = new int[SizeClasses.count()];

    private final int[] slabs = new int[SizeClasses.count()];
    private final long[] liveSlots = new long[SizeClasses.count()];

    // By page, for the first page of a slab or a run. Offsets are in units of 8 bytes.
    private char[] firstFree = new char[0];
    private int[] fresh = new int[0];
    private char[] live = new char[0];
    private int[] next = new int[0];
    private int[] previous = new int[0];

    /** Size class + 1, 0 if the page is not the first of a slab of this keyspace. */
    private byte[] classes = new byte[0];

    /** Number of pages, 0 if the page is not the first of a slab or a run of this keyspace. */
    private int[] runPages = new int[0];

    private long usedBytes;
    private long pages;

    /** Where {@link #clear} goes on. */
    private int clearFrom;

    public Slabs(Memory memory) {
        this.memory = memory;
    }

    /** Bytes of all allocated slots, rounded up to their classes as they are. */
    public long usedBytes() {
        return usedBytes;
    }

    /** Bytes of the pages that the slots are in. */
    public long reservedBytes() {
        return pages << Memory.PAGE_SHIFT;
    }

    /** Bytes that an allocation of so many takes. */
    public static long slotBytes(long bytes) {
        return bytes <= SizeClasses.LARGEST ? SizeClasses.size(SizeClasses.of((int) bytes)) : largeBytes(bytes);
    }

    /**
     * Returns the address of {@code bytes} bytes, at least 1, whose contents are undefined; a multiple of 8. Throws
     * {@link MemoryExhaustedException} and changes nothing then.
     */
    public long allocate(long bytes) {
        if (bytes > SizeClasses.LARGEST) {
            return allocatePages(bytes);
        }
        int sizeClass = SizeClasses.of((int) bytes);
        int slab = partial[sizeClass];
        if (slab == 0) {
            slab = newSlab(sizeClass);
        }
        int size = SizeClasses.size(sizeClass);
        long base = (long) slab << Memory.PAGE_SHIFT;
        int slot = firstFree[slab];
        if (slot != NONE) {
            firstFree[slab] = (char) memory.getChar(base + slot * 8L);
        } else {
            slot = fresh[slab];
            fresh[slab] = slot + (size >>> 3);
        }
        live[slab]++;
        liveSlots[sizeClass]++;
        usedBytes += size;
        if (isFull(slab, sizeClass)) {
            unlink(slab, sizeClass);
        }
        return base + slot * 8L;
    }

    /** Frees what {@link #allocate} returned for {@code bytes}. */
    public void free(long address, long bytes) {
        if (bytes > SizeClasses.LARGEST) {
            freePages(address, bytes);
            return;
        }
        int sizeClass = SizeClasses.of((int) bytes);
        int slabPages = SizeClasses.pages(sizeClass);
        int slab = (int) (address >>> Memory.PAGE_SHIFT) & -slabPages;
        boolean wasFull = isFull(slab, sizeClass);
        memory.putChar(address, firstFree[slab]);
        firstFree[slab] = (char) ((address - ((long) slab << Memory.PAGE_SHIFT)) >>> 3);
        live[slab]--;
        liveSlots[sizeClass]--;
        usedBytes -= SizeClasses.size(sizeClass);
        if (live[slab] == 0) {
            if (!wasFull) {
                unlink(slab, sizeClass);
            }
            slabs[sizeClass]--;
            give(slab, slabPages);
        } else if (wasFull) {
            link(slab, sizeClass);
        }
    }

    /**
     * Whether what {@link #allocate} returned for {@code bytes} had better be moved: its class has slots to spare, and this slab no
     * more in use than the others. Slots are given out from slabs that were full last, so that the emptier ones run dry.
     */
    public boolean isSparse(long address, long bytes) {
        if (bytes > SizeClasses.LARGEST) {
            return false;
        }
        int sizeClass = SizeClasses.of((int) bytes);
        int slabPages = SizeClasses.pages(sizeClass);
        return isSparse((int) (address >>> Memory.PAGE_SHIFT) & -slabPages, sizeClass);
    }

    /** As {@link #isSparse(long, long)} without a look at what is there; true if its size has to be known. */
    public boolean maybeSparse(long address) {
        int page = (int) (address >>> Memory.PAGE_SHIFT);
        int slab = page < classes.length && classes[page] != 0 ? page : page & -SizeClasses.PAGES_OF_MEDIUM;
        return slab >= classes.length || classes[slab] == 0 || isSparse(slab, classes[slab] - 1);
    }

    /** Whether slots of {@code fromBytes} and more could do with fewer slabs. */
    public boolean hasSpare(int fromBytes) {
        for (int sizeClass = SizeClasses.of(fromBytes); sizeClass < slabs.length; sizeClass++) {
            if (hasSpareSlabs(sizeClass)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSpareSlabs(int sizeClass) {
        long perSlab = perSlab(sizeClass);
        return 4 * (slabs[sizeClass] * perSlab - liveSlots[sizeClass]) >= SPARE_QUARTERS * perSlab;
    }

    private static long perSlab(int sizeClass) {
        return (SizeClasses.pages(sizeClass) << Memory.PAGE_SHIFT) / SizeClasses.size(sizeClass);
    }

    private boolean isSparse(int slab, int sizeClass) {
        return slab != partial[sizeClass]
                && hasSpareSlabs(sizeClass)
                && (long) live[slab] * slabs[sizeClass] <= liveSlots[sizeClass];
    }

    /**
     * Frees everything, up to {@code most} pages at a time; not to be used in between.
     *
     * @return how many pages were freed; fewer than {@code most} means that none is left
     */
    public int clear(int most) {
        int freed = 0;
        while (clearFrom < runPages.length && freed < most) {
            int count = runPages[clearFrom];
            if (count > 0) {
                give(clearFrom, count);
                freed += count;
            }
            clearFrom++;
        }
        if (freed >= most) {
            return freed;
        }
        clearFrom = 0;
        Arrays.fill(partial, 0);
        Arrays.fill(slabs, 0);
        Arrays.fill(liveSlots, 0);
        usedBytes = 0;
        pages = 0;
        return freed;
    }

    private long allocatePages(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new MemoryExhaustedException(bytes + " bytes for one value");
        }
        int count = (int) pagesFor(bytes);
        int first = take(count, 1);
        memory.trim(first, count, bytes);
        usedBytes += largeBytes(bytes);
        return (long) first << Memory.PAGE_SHIFT;
    }

    private void freePages(long address, long bytes) {
        int count = (int) pagesFor(bytes);
        usedBytes -= largeBytes(bytes);
        give((int) (address >>> Memory.PAGE_SHIFT), count);
    }

    /** What the operating system gives for it: the rest of the last page is never touched. */
    private static long largeBytes(long bytes) {
        return (bytes + Memory.SYSTEM_PAGE_BYTES - 1) & -Memory.SYSTEM_PAGE_BYTES;
    }

    private static long pagesFor(long bytes) {
        return (bytes + Memory.PAGE_BYTES - 1) >>> Memory.PAGE_SHIFT;
    }

    private int newSlab(int sizeClass) {
        int count = SizeClasses.pages(sizeClass);
        int slab = take(count, count);
        firstFree[slab] = NONE;
        fresh[slab] = 0;
        live[slab] = 0;
        classes[slab] = (byte) (sizeClass + 1);
        link(slab, sizeClass);
        slabs[sizeClass]++;
        return slab;
    }

    private boolean isFull(int slab, int sizeClass) {
        int size = SizeClasses.size(sizeClass);
        return firstFree[slab] == NONE && (fresh[slab] << 3) + size > SizeClasses.pages(sizeClass) << Memory.PAGE_SHIFT;
    }

    private void link(int slab, int sizeClass) {
        int head = partial[sizeClass];
        next[slab] = head;
        previous[slab] = 0;
        if (head != 0) {
            previous[head] = slab;
        }
        partial[sizeClass] = slab;
    }

    private void unlink(int slab, int sizeClass) {
        int before = previous[slab];
        int after = next[slab];
        if (before == 0) {
            partial[sizeClass] = after;
        } else {
            next[before] = after;
        }
        if (after != 0) {
            previous[after] = before;
        }
    }

    private int take(int count, int alignment) {
        int first = memory.take(count, alignment);
        if (first >= runPages.length) {
            int length = Math.max(64, Math.max(first + 1, runPages.length + runPages.length / 2));
            firstFree = Arrays.copyOf(firstFree, length);
            fresh = Arrays.copyOf(fresh, length);
            live = Arrays.copyOf(live, length);
            next = Arrays.copyOf(next, length);
            previous = Arrays.copyOf(previous, length);
            classes = Arrays.copyOf(classes, length);
            runPages = Arrays.copyOf(runPages, length);
        }
        runPages[first] = count;
        pages += count;
        return first;
    }

    private void give(int first, int count) {
        runPages[first] = 0;
        classes[first] = 0;
        pages -= count;
        memory.give(first, count);
    }
}
