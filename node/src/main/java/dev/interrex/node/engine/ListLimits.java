package dev.interrex.node.engine;

/**
 * How large a list may get before OBJECT ENCODING calls it a quicklist: {@code list-max-listpack-size}, which is a number of elements
 * if it is positive, and one of five sizes if it is negative. How it is stored does not depend on it: see {@link ElementChunks}.
 */
record ListLimits(int mostBytes, int mostElements) {
    /** Whatever the number of elements. */
    private static final int SAFE_BYTES = 8192;

    private static final int SMALLEST_BYTES = 4096;
    private static final int LEAST_SIZE = -5;

    /** What Redis adds to the bytes of the elements. */
    private static final int HEADER_BYTES = 7;

    static ListLimits of(int maxListpackSize) {
        if (maxListpackSize >= 0) {
            return new ListLimits(SAFE_BYTES, Math.max(1, maxListpackSize));
        }
        return new ListLimits(SMALLEST_BYTES << -Math.max(LEAST_SIZE, maxListpackSize) - 1, Integer.MAX_VALUE);
    }

    /** Whether a list of so many elements and bytes is no longer a small one once it gets more. */
    boolean exceeds(long elements, long bytes) {
        return elements > mostElements || bytes + HEADER_BYTES > mostBytes;
    }

    /** Whether a list is small enough to count as a small one again. */
    boolean isSmallAgain(long elements, long bytes) {
        return elements <= mostElements / 2 && bytes + HEADER_BYTES <= mostBytes / 2;
    }
}
