package dev.interrex.node.engine.memory;

/**
 * Touches pages on another thread before the loop does. The first touch of a huge page lets the system clear it, which takes a tenth of a
 * millisecond, and several on a virtual machine whose host has to find the memory first. One order at a time; pages that are needed before it
 * is carried out are touched by whoever needs them, and touching them twice changes nothing. Orders are given by the loop.
 */
final class MemorySupply {
    private static final int PAGES_OF_HUGE_PAGE = 1 << (AddressSpace.HUGE_SHIFT - Memory.PAGE_SHIFT);

    private final Background background;
    private volatile boolean underway;

    MemorySupply(Background background) {
        this.background = background;
    }

    /** Whether the last order was carried out; what it changed is seen by a caller that got true. */
    boolean isIdle() {
        return !underway;
    }

    /** Orders the pages from {@code first} on; false if nobody takes orders any more. */
    boolean order(AddressSpace space, int first, int count) {
        return order(() -> {
            // A huge page at a time: others who need the process's memory map can go in between.
            for (int page = first; page < first + count; page += PAGES_OF_HUGE_PAGE) {
                touch(space, page, Math.min(PAGES_OF_HUGE_PAGE, first + count - page));
            }
        });
    }

    /** Orders the pages among the 64 from {@code first} on whose bits are set; false if nobody takes orders any more. */
    boolean order(AddressSpace space, int first, long bits) {
        return order(() -> {
            long left = bits;
            while (left != 0) {
                int from = Long.numberOfTrailingZeros(left);
                int count = Long.numberOfTrailingZeros(~(left >>> from));
                touch(space, first + from, count);
                left = from + count == Long.SIZE ? 0 : left >>> (from + count) << (from + count);
            }
        });
    }

    private static void touch(AddressSpace space, int page, int count) {
        space.populate((long) page << Memory.PAGE_SHIFT, (long) count << Memory.PAGE_SHIFT);
    }

    private boolean order(Runnable touching) {
        underway = true;
        boolean accepted = background.run(() -> {
            try {
                touching.run();
            } finally {
                underway = false;
            }
        });
        if (!accepted) {
            underway = false;
        }
        return accepted;
    }
}
