package dev.interrex.node.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/**
 * A range of addresses that is reserved at once and becomes memory page by page: {@code mmap}, {@code mprotect}, {@code madvise} and
 * {@code mremap} of Linux. Reserved addresses cost nothing; what was given back costs nothing again and reads as zeros. The whole
 * range goes when the segment is no longer reachable.
 *
 * <p>Where the system allows it ({@code transparent_hugepage} is {@code madvise} or {@code always}), memory comes in huge pages, which
 * spares most misses of address translation. A huge page of which a part was given back is given up until all of it was, or the
 * system would fill it up again by and by, and memory would grow that nobody asked for.
 */
final class AddressSpace {
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int MADV_POPULATE_WRITE = 23;
    static final int HUGE_SHIFT = 21;
    private static final long HUGE_BYTES = 1L << HUGE_SHIFT;

    /** Every huge page that was given up may split a mapping, of which a process may have some 65,000. */
    private static final int MOST_GIVEN_UP = 8192;

    private static final int MREMAP_MAYMOVE_FIXED = 1 | 2;

    /** Smaller than this nobody needs to ask for. */
    private static final long LEAST_BYTES = 64L << 20;

    private static final MethodHandle MMAP = function(
            "mmap",
            FunctionDescriptor.of(
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP = function(
            "munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MPROTECT = function("mprotect", threeArguments());
    private static final MethodHandle MADVISE = function("madvise", threeArguments());
    private static final MethodHandle MREMAP = function(
            "mremap",
            FunctionDescriptor.of(
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(4));

    private final MemorySegment segment;
    private final Range range;

    /** Numbers of huge pages that were given up. */
    private final BitSet givenUp = new BitSet();

    private int givenUpCount;

    /** What is to be unmapped when nobody can reach it any more. */
    private static final class Range {
        final long base;
        final long bytes;
        private volatile boolean moved;

        Range(long base, long bytes) {
            this.base = base;
            this.bytes = bytes;
        }

        void unmap() {
            if (!moved) {
                AddressSpace.unmap(base, bytes);
            }
        }
    }

    /** Reserves {@code mostBytes}, or, where a limit of the process forbids it, half of it, a quarter, … */
    AddressSpace(long mostBytes) {
        long bytes = mostBytes;
        long base = map(bytes + HUGE_BYTES);
        while (base == -1 && bytes / 2 >= LEAST_BYTES) {
            bytes /= 2;
            base = map(bytes + HUGE_BYTES);
        }
        if (base == -1) {
            throw new MemoryExhaustedException("cannot reserve " + bytes + " bytes of addresses (ulimit -v?)");
        }
        Range reserved = new Range(base, bytes + HUGE_BYTES);
        range = reserved;
        segment = MemorySegment.ofAddress((base + HUGE_BYTES - 1) & -HUGE_BYTES)
                .reinterpret(bytes, Arena.ofAuto(), unused -> reserved.unmap());
    }

    /**
     * A larger range with the first {@code committed} bytes of this one, which is not to be used any more: the operating system moves
     * the pages, nothing is copied. Throws {@link MemoryExhaustedException}.
     */
    AddressSpace enlarged(long mostBytes, long committed) {
        AddressSpace larger = new AddressSpace(mostBytes);
        long from = segment.address();
        if (larger.range.bytes <= range.bytes) {
            throw new MemoryExhaustedException(
                    "all of the " + segment.byteSize() + " bytes of addresses are used (ulimit -v?)");
        }
        synchronized (range) {
            move(from, committed, larger.segment.address());
            range.moved = true;
        }
        unmap(range.base, from - range.base);
        unmap(from + committed, range.base + range.bytes - from - committed);
        larger.givenUp.or(givenUp);
        larger.givenUpCount = givenUpCount;
        return larger;
    }

    private static void move(long from, long bytes, long to) {
        try {
            MemorySegment moved = (MemorySegment) MREMAP.invokeExact(from, bytes, bytes, MREMAP_MAYMOVE_FIXED, to);
            if (moved.address() != to) {
                throw new MemoryExhaustedException("the operating system cannot move the memory of keys");
            }
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Throwable failure) {
            throw new LinkageError("mremap", failure);
        }
    }

    /** The whole range; only what was made memory may be touched. */
    MemorySegment segment() {
        return segment;
    }

    /** Makes a part of the range memory. Throws {@link MemoryExhaustedException}. */
    void commit(long offset, long bytes) {
        if (call(MPROTECT, segment.address() + offset, bytes, PROT_READ_WRITE) != 0) {
            throw new MemoryExhaustedException("the operating system gives no more memory for keys");
        }
        advise(offset, bytes, MADV_HUGEPAGE);
    }

    /**
     * Lets the system find memory for a part that was committed, as if every page of it were written to with what it holds; does nothing
     * once the range was {@link #enlarged}. Any thread.
     */
    void populate(long offset, long bytes) {
        synchronized (range) {
            if (!range.moved) {
                advise(offset, bytes, MADV_POPULATE_WRITE);
            }
        }
    }

    /** Gives whole pages of memory back; it stays usable. */
    void discard(long offset, long bytes) {
        int last = (int) ((offset + bytes - 1) >>> HUGE_SHIFT);
        for (int huge = (int) (offset >>> HUGE_SHIFT); huge <= last; huge++) {
            if (!givenUp.get(huge) && givenUpCount < MOST_GIVEN_UP) {
                givenUp.set(huge);
                givenUpCount++;
                advise((long) huge << HUGE_SHIFT, HUGE_BYTES, MADV_NOHUGEPAGE);
            }
        }
        advise(offset, bytes, MADV_DONTNEED);
    }

    /** All of a huge page was given back: it may be one again. */
    void discarded(int huge) {
        if (givenUp.get(huge)) {
            givenUp.clear(huge);
            givenUpCount--;
            advise((long) huge << HUGE_SHIFT, HUGE_BYTES, MADV_HUGEPAGE);
        }
    }

    /** A failure would only mean that memory is not given back, or is slower. */
    private void advise(long offset, long bytes, int advice) {
        call(MADVISE, segment.address() + offset, bytes, advice);
    }

    private static long map(long bytes) {
        try {
            MemorySegment mapped =
                    (MemorySegment) MMAP.invokeExact(0L, bytes, PROT_NONE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            return mapped.address();
        } catch (Throwable failure) {
            throw new LinkageError("mmap", failure);
        }
    }

    private static void unmap(long base, long bytes) {
        if (bytes == 0) {
            return;
        }
        try {
            int unused = (int) MUNMAP.invokeExact(base, bytes);
        } catch (Throwable failure) {
            throw new LinkageError("munmap", failure);
        }
    }

    private static int call(MethodHandle function, long address, long bytes, int argument) {
        try {
            return (int) function.invokeExact(address, bytes, argument);
        } catch (Throwable failure) {
            throw new LinkageError("mprotect or madvise", failure);
        }
    }

    private static FunctionDescriptor threeArguments() {
        return FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(() -> new LinkageError("no function " + name)),
                descriptor,
                options);
    }
}
