package dev.interrex.node.metrics;

/** Events per second, averaged over the last {@value #SAMPLES} samples of a counter. */
final class Rate {
    static final int SAMPLES = 16;

    private final long[] perSecond = new long[SAMPLES];
    private int next;
    private long lastCount;
    private long lastMs;

    void sample(long count, long nowMs) {
        long elapsedMs = nowMs - lastMs;
        if (lastMs != 0 && elapsedMs > 0) {
            perSecond[next] = Math.max(0, count - lastCount) * 1000 / elapsedMs;
            next = (next + 1) % SAMPLES;
        }
        lastCount = count;
        lastMs = nowMs;
    }

    long perSecond() {
        long sum = 0;
        for (long sample : perSecond) {
            sum += sample;
        }
        return sum / SAMPLES;
    }
}
