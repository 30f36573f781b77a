package dev.interrex.node.replication.core;

import dev.interrex.model.MemberId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A full sync as the follower sees it, from the first source that it asks until it follows: whom it asked, and when it gives somebody up. Each
 * source is named to it once, however that ended: if the primary says again that a snapshot is needed, somebody else is to send it, in the end the primary.
 * Pure; time is monotonic nanoseconds, passed in.
 */
public final class FullSync {
    private final long timeoutNanos;
    private final long minBytes;
    private final Set<MemberId> tried = new LinkedHashSet<>();
    private long progressNanos;
    /** Came since then. */
    private long cameBytes;
    /** A part came since the source was asked, or asked again: to begin is not enough, or one that breaks off each time would be asked for ever. */
    private boolean progressed;

    /**
     * @param timeoutNanos how long a source may take for {@code minBytes}, and to begin
     * @param minBytes less than that in this time is as good as nothing: a source that trickles would keep a node out of sync for ever
     */
    public FullSync(long timeoutNanos, long minBytes) {
        this.timeoutNanos = timeoutNanos;
        this.minBytes = minBytes;
    }

    /** A source is asked. */
    public void asks(MemberId source, long nowNanos) {
        tried.add(source);
        progress(nowNanos);
        progressed = false;
    }

    /** What the source waits for is this node's own work: looking through what it has of the file, or verifying all of it. */
    public void progress(long nowNanos) {
        progressNanos = nowNanos;
        cameBytes = 0;
    }

    /** A part of the snapshot came and is stored. */
    public void came(long bytes, long nowNanos) {
        progressed = true;
        cameBytes += bytes;
        if (cameBytes >= minBytes) {
            progress(nowNanos);
        }
    }

    /** Whether the source that was asked last is given up. */
    public boolean overdue(long nowNanos) {
        return nowNanos - progressNanos >= timeoutNanos;
    }

    /**
     * Whether to ask the same source again, as it has nothing to send yet, but will ({@code forNow}), or its stream broke after something came: what
     * is here of its file need not be sent again then.
     */
    public boolean asksAgain(boolean forNow, long nowNanos) {
        boolean again = (forNow || progressed) && !overdue(nowNanos);
        progressed = false;
        return again;
    }

    /** Whom not to ask again. */
    public Set<MemberId> tried() {
        return Set.copyOf(tried);
    }

    /** The log continues the primary's, or there is another primary. */
    public void over() {
        tried.clear();
    }
}
