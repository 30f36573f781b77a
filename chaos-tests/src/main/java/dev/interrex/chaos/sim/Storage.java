package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.ExpiryEffect;
import dev.interrex.chaos.sim.invariant.SessionEffect;
import dev.interrex.model.CommitMode;
import dev.interrex.model.LogPosition;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.log.LogTime;
import dev.interrex.node.persistence.DiskPace;
import dev.interrex.node.replication.core.AcceptRule;
import org.jspecify.annotations.Nullable;

/**
 * Log, memory, disk and snapshots of one node: what {@code NodeLog}, {@code Persister} and {@code Snapshots} are, with one sync at
 * a time that takes its time, stalls, or fails.
 */
final class Storage {
    private static final long FASTEST_SYNC_NANOS = 50_000;
    private static final long SLOWEST_SYNC_NANOS = 900_000;
    private static final long SYNC_INTERVAL_NANOS = 1_000_000_000;

    private final SimNode node;
    private final World world;
    private final Randomness random;

    private NodeDisk disk;
    /** So many records this node may have acked. */
    private int mostAcked;
    /** When it lost some of that, if it ever did. */
    private long lostNanos = Long.MIN_VALUE;

    private long installedNanos = Long.MIN_VALUE;

    private Memory memory;
    private long highWatermark;
    private LogTime logTime = new LogTime();

    private CommitMode mode = CommitMode.DURABLE;
    private boolean syncing;
    private DiskPace pace = new DiskPace(DiskPace.Limits.DEFAULT);
    private int logGeneration;
    private long diskStalledUntilNanos;
    private boolean diskFails;
    private NodeDisk.@Nullable Snapshot unfinishedSnapshot;
    private boolean snapshotWanted;

    Storage(SimNode node, World world) {
        this.node = node;
        this.world = world;
        random = world.random();
        disk = new NodeDisk(random.name());
        memory = new Memory(world.settings().allKeys());
    }

    /** The process begins: memory is what the disk says is committed. */
    void open() {
        disk.registerBoot();
        NodeDisk.Snapshot newest = disk.snapshot();
        if (newest != null && newest.position().compareTo(disk.end()) > 0) {
            // In mode memory a snapshot may be on disk before the log is.
            disk.startOver(newest);
        }
        // A snapshot is of what is committed; the log says so later.
        highWatermark = Math.max(
                disk.highWatermark(), newest == null ? 0 : newest.position().lsn());
        syncing = false;
        pace = new DiskPace(DiskPace.Limits.DEFAULT);
        snapshotWanted = false;
        unfinishedSnapshot = null;
        logTime = new LogTime();
        reload();
    }

    /** The process is gone. */
    void crash() {
        int had = disk.size();
        if (mode == CommitMode.MEMORY) {
            disk.riskAll();
        }
        disk.crash(random.below(disk.size() - disk.synced() + 1));
        if (mode == CommitMode.MEMORY) {
            // It acked what it had.
            mostAcked = Math.max(mostAcked, had);
            disk.lost(mostAcked);
            lostNanos = world.now();
        }
        mode = CommitMode.DURABLE;
        logGeneration++;
        diskFails = false;
        diskStalledUntilNanos = 0;
    }

    /** Replaces what is on the disk, while the process is down. */
    void replaceDisk(NodeDisk other) {
        disk = other;
        logGeneration++;
    }

    void commitMode(CommitMode ofGroup) {
        mode = ofGroup;
    }

    /** An older image of the disk is restored, while the process is down. */
    void restore(NodeDisk image) {
        image.replaces(disk, mostAcked);
        lostNanos = world.now();
        replaceDisk(image);
    }

    NodeDisk disk() {
        return disk;
    }

    boolean rolledBack() {
        return disk.rolledBack(mode);
    }

    long lostNanos() {
        return lostNanos;
    }

    /** When it got its log in a snapshot, the last time. */
    long installedNanos() {
        return installedNanos;
    }

    Memory memory() {
        return memory;
    }

    long highWatermark() {
        return highWatermark;
    }

    /** True if it is news. */
    boolean raiseHighWatermark(long lsn) {
        boolean news = lsn > highWatermark;
        highWatermark = Math.max(highWatermark, lsn);
        return news;
    }

    void cancelSnapshot() {
        unfinishedSnapshot = null;
    }

    // ---- log and memory --------------------------------------------------------------------------------------

    /** A command is executed: memory and log change together; the reply to a numbered one is kept in its record. */
    Entry execute(long epoch, ClientOp op, long value, long reply) {
        long atMs = nextLogTime();
        SessionEffect kept = kept(op, reply, atMs);
        int otherKey = op.pair ? op.key + 1 : Entry.NO_KEY;
        return append(new Entry(epoch, disk.last(), op.key, otherKey, value, atMs, op.index + 1L, kept));
    }

    /** Opens a record of a command on a key that expires, or of expiries; returns its time. */
    long openRecord() {
        return nextLogTime();
    }

    /** A command gives a key that expires a value or another time. */
    Entry put(long epoch, ClientOp op, long value, long atMs, long reply, ExpiryEffect effect) {
        SessionEffect kept = kept(op, reply, atMs);
        return append(new Entry(epoch, disk.last(), op.key, Entry.NO_KEY, value, atMs, op.index + 1L, kept, effect));
    }

    /** The time of a key is over. */
    void delete(long epoch, int key, long atMs, ExpiryEffect effect) {
        append(new Entry(epoch, disk.last(), key, Entry.NO_KEY, 0, atMs, 0, null, effect));
    }

    /** A numbered command changed nothing, but was answered. */
    Entry answer(long epoch, ClientOp op, long atMs, long reply) {
        SessionEffect kept = kept(op, reply, atMs);
        return append(new Entry(epoch, disk.last(), Entry.NO_KEY, Entry.NO_KEY, 0, atMs, op.index + 1L, kept, null));
    }

    private @Nullable SessionEffect kept(ClientOp op, long reply, long atMs) {
        Numbered number = op.number();
        return number == null ? null : memory.sessions().answered(number, reply, atMs);
    }

    Entry openSession(long epoch, Slice session) {
        long atMs = nextLogTime();
        return say(epoch, atMs, memory.sessions().open(session, atMs));
    }

    /** Null if there is no such session. */
    @Nullable
    Entry closeSession(long epoch, Slice session) {
        SessionEffect closed = memory.sessions().close(session);
        return closed == null ? null : say(epoch, nextLogTime(), closed);
    }

    /** Ends a session that was not used for long; false if there is none. */
    boolean expireSession(long epoch) {
        if (memory.sessions().none()) {
            return false;
        }
        long atMs = nextLogTime();
        SessionEffect expired = memory.sessions().expire(SimSettings.SESSION_TIMEOUT_MS, atMs);
        if (expired != null) {
            say(epoch, atMs, expired);
        }
        return expired != null;
    }

    private Entry say(long epoch, long atMs, SessionEffect effect) {
        return append(new Entry(epoch, disk.last(), Entry.NO_KEY, Entry.NO_KEY, 0, atMs, 0, effect));
    }

    private long nextLogTime() {
        return logTime.next(node.wallClockMs());
    }

    /** The record that begins a reign. */
    void appendBarrier(long epoch) {
        append(new Entry(epoch, disk.last(), Entry.NO_KEY, Entry.NO_KEY, 0, nextLogTime(), 0, null));
        wakeDisk();
    }

    private Entry append(Entry entry) {
        disk.append(entry);
        world.invariants().made(node, entry);
        memory.apply(entry);
        return entry;
    }

    void applyUpTo(long lsn, boolean asReplica) {
        int goal = (int) (Math.min(lsn, disk.endLsn()) / Entry.BYTES);
        while (memory.applied() < goal) {
            Entry entry = disk.entry(memory.applied());
            if (entry == null) {
                throw new IllegalStateException(node.name + " cannot read its log at " + memory.applied());
            }
            memory.replay(entry);
            logTime.holds(entry.logTimeMs);
            world.invariants().applied(node, entry, memory, asReplica);
        }
    }

    /** Memory from the newest snapshot and what is committed of the log. */
    private void reload() {
        NodeDisk.Snapshot newest = disk.snapshot();
        memory = newest == null
                ? new Memory(world.settings().allKeys())
                : newest.memory().copy();
        logTime.holds(newest == null ? 0 : newest.logTimeMs());
        applyUpTo(highWatermark, true);
    }

    /** The primary says what is committed. */
    void committedByPrimary(long lsn) {
        long here = AcceptRule.committedHere(lsn, disk.endLsn());
        if (here > highWatermark) {
            highWatermark = here;
            applyUpTo(highWatermark, true);
        }
        wakeDisk();
    }

    /** Takes records as a replica. */
    void take(Entry[] entries) {
        for (Entry entry : entries) {
            world.invariants().taken(node, disk.last(), entry);
            disk.append(entry);
        }
        wakeDisk();
    }

    void truncateTo(LogPosition cut) {
        int size = (int) (cut.lsn() / Entry.BYTES);
        node.note("cuts its log from " + disk.end() + " to " + cut);
        world.invariants().cut(node, disk.entry(size));
        disk.truncate(size);
        disk.synced(size, 0);
        logGeneration++;
        if (memory.applied() > size) {
            unfinishedSnapshot = null;
            reload();
        }
    }

    /** All of the log is on disk. */
    void sync() {
        disk.synced(disk.size(), highWatermark);
        mostAcked = Math.max(mostAcked, disk.synced());
    }

    void install(NodeDisk.Snapshot snapshot) {
        node.note("installs the snapshot at " + snapshot.position());
        unfinishedSnapshot = null;
        world.invariants().replaced(node, snapshot.last());
        disk.startOver(snapshot);
        installedNanos = world.now();
        logGeneration++;
        highWatermark = Math.max(highWatermark, snapshot.position().lsn());
        memory = snapshot.memory().copy();
        logTime.holds(snapshot.logTimeMs());
    }

    // ---- snapshots -------------------------------------------------------------------------------------------

    void wantSnapshot() {
        snapshotWanted = true;
    }

    void stepSnapshot() {
        NodeDisk.Snapshot running = unfinishedSnapshot;
        if (running != null) {
            if (highWatermark >= running.position().lsn()) {
                disk.snapshot(running);
                disk.cutBefore(running.last().index + 1 - world.settings().snapshotRecords() / 3);
                unfinishedSnapshot = null;
            }
            return;
        }
        NodeDisk.Snapshot newest = disk.snapshot();
        int since = newest == null ? 0 : newest.last().index + 1;
        int grown = memory.applied() - since;
        if (grown > 0 && (snapshotWanted || grown >= world.settings().snapshotRecords())) {
            snapshotWanted = false;
            Entry last = disk.entry(memory.applied() - 1);
            if (last != null) {
                unfinishedSnapshot = new NodeDisk.Snapshot(
                        last, disk.history().truncatedTo(last.endLsn()), logTime.newestMs(), memory.copy());
            }
        }
    }

    // ---- disk ------------------------------------------------------------------------------------------------

    void stallDisk(long untilNanos) {
        diskStalledUntilNanos = Math.max(diskStalledUntilNanos, untilNanos);
    }

    /** The disk works again. */
    void mendDisk() {
        diskFails = false;
        diskStalledUntilNanos = 0;
    }

    void failDisk() {
        diskFails = true;
        wakeDisk();
    }

    void wakeDisk() {
        boolean work = disk.synced() < node.followers().shown() || diskFails;
        if (syncing || !work) {
            return;
        }
        syncing = true;
        int target = node.followers().shown();
        int generation = logGeneration;
        long stalled = Math.max(0, diskStalledUntilNanos - world.now());
        long lazy = mode == CommitMode.MEMORY ? random.between(0, SYNC_INTERVAL_NANOS) : 0;
        long takes = random.between(FASTEST_SYNC_NANOS, SLOWEST_SYNC_NANOS);
        pace.begin(node.nanoTime() + lazy);
        node.after(stalled + lazy + takes, () -> synced(target, generation));
    }

    private void synced(int target, int generation) {
        syncing = false;
        if (diskFails) {
            node.note("its disk fails");
            node.kill();
            return;
        }
        pace.end(node.nanoTime());
        if (generation == logGeneration) {
            disk.synced(target, highWatermark);
            mostAcked = Math.max(mostAcked, disk.synced());
            node.onDurable();
        }
        wakeDisk();
    }

    boolean diskAnswers() {
        return !pace.stalled(node.nanoTime());
    }

    boolean diskSlow() {
        return pace.slow(node.nanoTime());
    }

    long durableLsn() {
        return disk.synced() * (long) Entry.BYTES;
    }
}
