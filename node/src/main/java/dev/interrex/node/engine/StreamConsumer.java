package dev.interrex.node.engine;

/** One of those who share the entries of a stream through a group. */
public final class StreamConsumer {
    /** {@link #activeMs} of one that was never given anything. */
    public static final long NEVER = -1;

    final byte[] name;
    final PendingEntries pending = new PendingEntries();

    /** When it last asked, in milliseconds since 1970; not part of the digest, as not every question is logged. */
    long seenMs;

    /** When it was last given something. */
    long activeMs = NEVER;

    StreamConsumer(byte[] name) {
        this.name = name;
    }

    public Slice name() {
        return Slice.of(name);
    }

    /** What it was given and did not acknowledge. */
    public PendingEntries pending() {
        return pending;
    }

    public long seenMs() {
        return seenMs;
    }

    public long activeMs() {
        return activeMs;
    }
}
