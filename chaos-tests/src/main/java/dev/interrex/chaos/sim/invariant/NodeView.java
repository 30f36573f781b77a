package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.MemberId;
import org.jspecify.annotations.Nullable;

/** A node as an all-seeing observer sees it, also while it is down. */
public interface NodeView {
    /** Name and incarnation of what is on its disk now. */
    MemberId member();

    /** Starts of its process so far. */
    int boots();

    /** The record at this place of its log; null if its log does not reach so far, or no longer holds it. */
    @Nullable
    Entry entry(int index);

    /** Whether the record is on its disk, in its log or, where that no longer reaches so far back, in the snapshot before it. */
    default boolean hasSynced(Entry entry) {
        Entry there = entry(entry.index);
        return entry.index < syncedSize() && (there == entry || there == null);
    }

    /** Whether the record is in its log, synced or not. */
    default boolean has(Entry entry) {
        Entry there = entry(entry.index);
        return entry.index < logSize() && (there == entry || there == null);
    }

    /** Whether its log, or the snapshot with which that begins, contains the record. */
    default boolean holds(Entry entry) {
        Entry there = entry(entry.index);
        if (there == null && entry.index < logSize()) {
            there = entry(logSize() - 1);
            while (there != null && there.index > entry.index) {
                there = there.before;
            }
        }
        return there == entry;
    }

    /** Records in its log, in memory. */
    int logSize();

    /** Records below this are synced to its disk. */
    int syncedSize();

    /** Records below this it knows to be committed. */
    int committedSize();

    /** Highest epoch on its disk. */
    long persistedEpoch();

    /** It is a serving primary by its own judgement, and its lease holds on its own clock. */
    boolean servesReads();

    /** Commands that arrive there now are neither executed nor refused: a switchover is under way. */
    boolean keepsClientsWaiting();

    /** Epoch of its role; 0 while it is down. */
    long epoch();

    /** Its disk was set back to an older state behind its back, or a crash took what only its memory held: what it had acked may be missing. */
    boolean rolledBack();

    /** In this way it lost the entry, and does not have it now, however long its log is again. */
    boolean lost(Entry entry);

    /** When that happened last; the smallest number if it never did. */
    long lostNanos();

    /** Whether its process runs. */
    boolean up();
}
