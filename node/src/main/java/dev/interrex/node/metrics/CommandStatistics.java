package dev.interrex.node.metrics;

/** What is counted per command; the fields of a {@code cmdstat_} line in INFO. Loop thread only. */
public final class CommandStatistics {
    private long calls;
    private long nanos;
    private long rejected;
    private long failed;

    /** It was executed; {@code failed}: with an error for a reply. */
    public void executed(long nanos, boolean failed) {
        calls++;
        this.nanos += nanos;
        if (failed) {
            this.failed++;
        }
    }

    /** It was refused before execution. */
    public void rejected() {
        rejected++;
    }

    public long calls() {
        return calls;
    }

    /** Time spent executing it, in microseconds. */
    public long micros() {
        return nanos / 1000;
    }

    public long rejectedCalls() {
        return rejected;
    }

    public long failedCalls() {
        return failed;
    }

    public void reset() {
        calls = 0;
        nanos = 0;
        rejected = 0;
        failed = 0;
    }
}
