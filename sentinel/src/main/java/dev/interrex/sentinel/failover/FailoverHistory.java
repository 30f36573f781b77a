package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last changes of primary, newest first. Every sentinel keeps its own; the leader's knows when it was decided. */
final class FailoverHistory {
    static final int MAX_RECORDS = 16;

    private final Deque<FailoverTimes> records = new ArrayDeque<>();

    void add(
            @Nullable GroupTopology before,
            GroupTopology after,
            Cause cause,
            long suspectedMs,
            long decidedMs,
            long committedMs) {
        records.addFirst(new FailoverTimes(
                before == null ? 0 : before.epoch(),
                after.epoch(),
                before == null ? "" : before.primary().nodeId(),
                after.primary().nodeId(),
                cause,
                suspectedMs,
                decidedMs,
                committedMs,
                FailoverTimes.NEVER));
        while (records.size() > MAX_RECORDS) {
            records.removeLast();
        }
    }

    /** The newest one's primary serves. */
    void serving(long epoch, long nowMs) {
        FailoverTimes newest = records.peekFirst();
        if (newest != null && newest.newEpoch() == epoch && newest.servingMs() == FailoverTimes.NEVER) {
            records.removeFirst();
            records.addFirst(newest.servingAt(nowMs));
        }
    }

    @Nullable
    FailoverTimes newest() {
        return records.peekFirst();
    }

    List<FailoverTimes> all() {
        return List.copyOf(records);
    }
}
