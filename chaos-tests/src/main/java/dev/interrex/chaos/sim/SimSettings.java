package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.model.CommitMode;
import dev.interrex.node.replication.core.ReplicationLimits;
import dev.interrex.sentinel.failover.FailoverSettings;
import dev.interrex.sentinel.suspicion.SuspicionSettings;

/**
 * The size of a simulated cluster and how long it runs.
 *
 * @param timeline whether to tell what happens
 */
public record SimSettings(Machines machines, Load load, Course course, boolean timeline) {
    static final String GROUP = "orders";
    static final long MS = 1_000_000;
    static final long TICK_MS = 10;
    static final long HEARTBEAT_MS = 20;
    static final long RECONNECT_MS = 20;
    static final long EARLY_FOLLOWER_MS = 100;
    static final long SILENT_LINK_MS = 400;
    static final long SWITCHOVER_HOLD_MS = 500;
    static final long SWITCHOVER_NOTICE_MS = 20;
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

    /**
     * The group and those who watch it.
     *
     * @param nodes of the group, spares included
     * @param spares how many of the nodes, the last ones, stand by at first
     * @param sentinels 3 or 5
     * @param minIsr 0 = by rule
     * @param mode when a member's ack counts
     * @param clockDriftPpm how much faster or slower than true time a machine's clocks run at most
     * @param snapshotRecords a snapshot is taken when the log has grown by so many records
     * @param longestTurnMicros so long, at most, a loop shows what it executed to nobody; 0 = every command is a turn of its own
     */
    record Machines(
            int nodes,
            int spares,
            int sentinels,
            int minIsr,
            CommitMode mode,
            int clockDriftPpm,
            int snapshotRecords,
            int longestTurnMicros) {
        Machines withMode(CommitMode other) {
            return new Machines(
                    nodes, spares, sentinels, minIsr, other, clockDriftPpm, snapshotRecords, longestTurnMicros);
        }

        Machines withNodes(int count, int min) {
            return new Machines(count, spares, sentinels, min, mode, clockDriftPpm, snapshotRecords, longestTurnMicros);
        }

        Machines withTurns(int longestMicros) {
            return new Machines(nodes, spares, sentinels, minIsr, mode, clockDriftPpm, snapshotRecords, longestMicros);
        }

        Machines withSpares(int count) {
            return new Machines(
                    nodes + count, count, sentinels, minIsr, mode, clockDriftPpm, snapshotRecords, longestTurnMicros);
        }
    }

    /**
     * What clients do.
     *
     * @param clients each has one operation at a time
     * @param numbered how many of them, the last ones, number what they write
     * @param registers keys with SET, GET and SET … GET
     * @param counters keys with INCR and GET
     * @param expiring how many more keys there are, which expire
     * @param thinkMicros between two operations of a client, about
     */
    record Load(int clients, int numbered, int registers, int counters, int expiring, int thinkMicros) {
        Load withNumbered(int count) {
            return new Load(clients, count, registers, counters, expiring, thinkMicros);
        }

        Load withExpiring(int count) {
            return new Load(clients, numbered, registers, counters, count, thinkMicros);
        }

        /** Few clients, which say little. */
        Load quiet() {
            return new Load(2, numbered, registers, counters, expiring, 20_000);
        }
    }

    /**
     * How long it takes.
     *
     * @param faultyMs how long faults are injected
     * @param calmMs how long everything is well afterwards
     * @param length of the plan of faults
     */
    record Course(int faultyMs, int calmMs, Length length) {}

    /** Three nodes, three sentinels, four clients, seconds of faults. */
    public static SimSettings standard() {
        return new SimSettings(
                new Machines(3, 0, 3, 0, CommitMode.DURABLE, 50_000, 150, 0),
                new Load(4, 0, 4, 2, 0, 12_000),
                new Course(5_000, 3_000, Length.LONG),
                false);
    }

    /** A life that is over soon. */
    static SimSettings brief() {
        return new SimSettings(
                new Machines(3, 0, 3, 0, CommitMode.DURABLE, 50_000, 40, 0),
                new Load(3, 0, 3, 1, 0, 14_000),
                new Course(900, 100, Length.SHORT),
                false);
    }

    SimSettings withMode(CommitMode other) {
        return with(machines.withMode(other));
    }

    SimSettings withNodes(int count, int min) {
        return with(machines.withNodes(count, min));
    }

    /** {@code count} more nodes, which stand by. */
    SimSettings withSpares(int count) {
        return with(machines.withSpares(count));
    }

    /** Loops execute several commands in a turn, which takes so long at most. */
    SimSettings withTurns(int longestMicros) {
        return with(machines.withTurns(longestMicros));
    }

    /** The last {@code count} clients number what they write. */
    SimSettings withNumbered(int count) {
        return with(load.withNumbered(count));
    }

    /** {@code count} more keys, which expire. */
    SimSettings withExpiring(int count) {
        return with(load.withExpiring(count));
    }

    SimSettings withTimeline(boolean on) {
        return new SimSettings(machines, load, course, on);
    }

    /** Few clients, which say little. */
    SimSettings quiet(int ms) {
        return new SimSettings(machines, load.quiet(), new Course(ms, 1_500, length()), true);
    }

    SimSettings withFaultyMs(int ms) {
        return new SimSettings(machines, load, new Course(ms, calmMs(), length()), timeline);
    }

    private SimSettings with(Machines others) {
        return new SimSettings(others, load, course, timeline);
    }

    private SimSettings with(Load other) {
        return new SimSettings(machines, other, course, timeline);
    }

    public int nodes() {
        return machines.nodes();
    }

    public int spares() {
        return machines.spares();
    }

    public int sentinels() {
        return machines.sentinels();
    }

    public int minIsr() {
        return machines.minIsr();
    }

    public CommitMode mode() {
        return machines.mode();
    }

    int longestTurnMicros() {
        return machines.longestTurnMicros();
    }

    public int clockDriftPpm() {
        return machines.clockDriftPpm();
    }

    public int snapshotRecords() {
        return machines.snapshotRecords();
    }

    public int clients() {
        return load.clients();
    }

    public int numbered() {
        return load.numbered();
    }

    public int registers() {
        return load.registers();
    }

    public int counters() {
        return load.counters();
    }

    public int expiring() {
        return load.expiring();
    }

    public int thinkMicros() {
        return load.thinkMicros();
    }

    public int faultyMs() {
        return course.faultyMs();
    }

    public int calmMs() {
        return course.calmMs();
    }

    public Length length() {
        return course.length();
    }

    /** Those that expire come behind all others. */
    int allKeys() {
        return keys() + expiring();
    }

    /** Registers, counters, and one pair of keys that are only written together. */
    int keys() {
        return registers() + counters() + 2;
    }

    int pairKey() {
        return registers() + counters();
    }
}
