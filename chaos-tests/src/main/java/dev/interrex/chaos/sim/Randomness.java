package dev.interrex.chaos.sim;

/** All chance of a simulation: the same seed gives the same numbers on every machine (SplitMix64, Steele et al. 2014). */
final class Randomness {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    Randomness(long seed) {
        state = seed * 0xD1342543DE82EF95L + GOLDEN;
        next();
    }

    long next() {
        state += GOLDEN;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Uniform in {@code [0, bound)}. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Uniform in {@code [from, to)}; {@code from} where the range is empty. */
    long between(long from, long to) {
        return to <= from ? from : from + Long.remainderUnsigned(next(), to - from);
    }

    /** True with this probability. */
    boolean perMille(int chance) {
        return below(1000) < chance;
    }

    /** 32 hex digits or fewer, different at each call. */
    String name() {
        return Long.toHexString(next());
    }
}
