package dev.interrex.node.command;

import dev.interrex.node.engine.Bits;
import dev.interrex.node.engine.Slice;

/**
 * The type of a number within a string. Immutable.
 *
 * @param bits 1 to 64 if it is signed, else 1 to 63
 */
record BitfieldNumber(boolean signed, int bits) {
    /** What becomes of a number that does not fit. */
    enum Overflow {
        WRAP,
        SAT,
        FAIL
    }

    long read(Slice bytes, long offset) {
        return cut(Bits.get(bytes, offset, bits));
    }

    /** Whether {@code base + by} does not fit; {@code base} may be out of range itself. */
    boolean overflows(long base, long by) {
        if (!fits(base)) {
            return true;
        }
        long sum = base + by;
        boolean overflowed = ((base ^ sum) & (by ^ sum)) < 0;
        return overflowed || !fits(sum);
    }

    /** What is stored in place of a sum that does not fit. */
    long limited(long base, long by, Overflow overflow) {
        if (overflow == Overflow.WRAP) {
            return cut(base + by);
        }
        boolean above = fits(base) ? by > 0 : isAbove(base);
        return above ? largest() : least();
    }

    /** To an unsigned number a negative one is a very large one. */
    private boolean isAbove(long value) {
        return signed ? value > largest() : value < 0 || value > largest();
    }

    private boolean fits(long value) {
        return value >= least() && value <= largest();
    }

    private long least() {
        return signed ? Long.MIN_VALUE >> (64 - bits) : 0;
    }

    private long largest() {
        return signed ? Long.MAX_VALUE >>> (64 - bits) : (1L << bits) - 1;
    }

    /** The lowest bits, extended by the sign if there is one. */
    private long cut(long value) {
        int shift = 64 - bits;
        return signed ? value << shift >> shift : value << shift >>> shift;
    }
}
