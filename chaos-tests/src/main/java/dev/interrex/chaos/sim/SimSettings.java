package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.model.CommitMode;
import dev.interrex.node.replication.core.ReplicationLimits;
import dev.interrex.sentinel.failover.FailoverSettings;
import dev.interrex.sentinel.suspicion.SuspicionSettings;

/**
 * The size of a simulated cluster and how long it runs.
 *
 * @param nodes of the group, spares included
 * @param sentinels 3 or 5
 * @param clients each has one operation at a time
 * @param registers keys with SET, GET and SET … GET
 * @param counters keys with INCR and GET
 * @param minIsr 0 = by rule
 * @param faultyMs how long faults are injected
 * @param calmMs how long everything is well afterwards
 * @param thinkMicros between two operations of a client, about
 * @param clockDriftPpm how much faster or slower than true time a machine's clocks run at most
 * @param snapshotRecords a snapshot is taken when the log has grown by so many records
 * @param length of the plan of faults
 * @param mode when a member's ack counts
 * @param spares how many of the nodes, the last ones, stand by at first
 * @param numbered how many of the clients, the last ones, number what they write
 * @param expiring how many more keys there are, which expire
 * @param timeline whether to tell what happens
 */
public record SimSettings(
        int nodes,
        int sentinels,
        int clients,
        int registers,
        int counters,
        int minIsr,
        int faultyMs,
        int calmMs,
        int thinkMicros,
        int clockDriftPpm,
        int snapshotRecords,
        Length length,
        CommitMode mode,
        int spares,
        int numbered,
        int expiring,
        boolean timeline) {
    static final String GROUP = "orders";
    static final long MS = 1_000_000;
    static final long TICK_MS = 10;
    static final long HEARTBEAT_MS = 20;
    static final long RECONNECT_MS = 20;
    static final long SILENT_LINK_MS = 400;
    static final long SWITCHOVER_HOLD_MS = 500;
    static final long SESSION_TIMEOUT_MS = 1_500;
    static final long LEAVE_TIMEOUT_MS = 1_000;
    static final int BATCH_RECORDS = 64;

    /** As the node's defaults, but a follower need not prove itself for so long. */
    static final ReplicationLimits LIMITS =
            new ReplicationLimits(200 * MS, 150 * MS, 200 * MS, 300 * MS, 50 * MS, 20L * Entry.BYTES);

    static final SuspicionSettings SUSPICION = new SuspicionSettings(300, 100, 250, 1_000);
    static final FailoverSettings FAILOVER = new FailoverSettings(300, 50, 750, 50, 10, 10_000, 500, 2_000, 700, 1_500);
    static final long SENTINEL_HEARTBEAT_MS = 25;
    static final long SUSPICION_REFRESH_MS = 50;

    /** Three nodes, three sentinels, four clients, seconds of faults. */
    public static SimSettings standard() {
        return new SimSettings(
                3, 3, 4, 4, 2, 0, 5_000, 3_000, 12_000, 50_000, 150, Length.LONG, CommitMode.DURABLE, 0, 0, 0, false);
    }

    /** A life that is over soon. */
    static SimSettings brief() {
        return new SimSettings(
                3, 3, 3, 3, 1, 0, 900, 100, 14_000, 50_000, 40, Length.SHORT, CommitMode.DURABLE, 0, 0, 0, false);
    }

    SimSettings withMode(CommitMode other) {
        return new SimSettings(
                nodes,
                sentinels,
                clients,
                registers,
                counters,
                minIsr,
                faultyMs,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                other,
                spares,
                numbered,
                expiring,
                timeline);
    }

    SimSettings withNodes(int count, int min) {
        return new SimSettings(
                count,
                sentinels,
                clients,
                registers,
                counters,
                min,
                faultyMs,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                spares,
                numbered,
                expiring,
                timeline);
    }

    /** {@code count} more nodes, which stand by. */
    SimSettings withSpares(int count) {
        return new SimSettings(
                nodes + count,
                sentinels,
                clients,
                registers,
                counters,
                minIsr,
                faultyMs,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                count,
                numbered,
                expiring,
                timeline);
    }

    /** The last {@code count} clients number what they write. */
    SimSettings withNumbered(int count) {
        return new SimSettings(
                nodes,
                sentinels,
                clients,
                registers,
                counters,
                minIsr,
                faultyMs,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                spares,
                count,
                expiring,
                timeline);
    }

    /** {@code count} more keys, which expire. */
    SimSettings withExpiring(int count) {
        return new SimSettings(
                nodes,
                sentinels,
                clients,
                registers,
                counters,
                minIsr,
                faultyMs,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                spares,
                numbered,
                count,
                timeline);
    }

    SimSettings withTimeline(boolean on) {
        return new SimSettings(
                nodes,
                sentinels,
                clients,
                registers,
                counters,
                minIsr,
                faultyMs,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                spares,
                numbered,
                expiring,
                on);
    }

    /** Few clients, which say little. */
    SimSettings quiet(int ms) {
        return new SimSettings(
                nodes,
                sentinels,
                2,
                registers,
                counters,
                minIsr,
                ms,
                1_500,
                20_000,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                spares,
                numbered,
                expiring,
                true);
    }

    SimSettings withFaultyMs(int ms) {
        return new SimSettings(
                nodes,
                sentinels,
                clients,
                registers,
                counters,
                minIsr,
                ms,
                calmMs,
                thinkMicros,
                clockDriftPpm,
                snapshotRecords,
                length,
                mode,
                spares,
                numbered,
                expiring,
                timeline);
    }

    /** Those that expire come behind all others. */
    int allKeys() {
        return keys() + expiring;
    }

    /** Registers, counters, and one pair of keys that are only written together. */
    int keys() {
        return registers + counters + 2;
    }

    int pairKey() {
        return registers + counters;
    }
}
