package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.model.CommitMode;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node's disk, and its log in memory in front of it: records below {@code synced} survive everything but a wiped disk; of those
 * behind, a crash leaves a random beginning.
 */
final class NodeDisk {
    /** A verified snapshot: the state behind the record {@code last}. */
    record Snapshot(Entry last, EpochHistory history, long logTimeMs, Memory memory) {
        LogPosition position() {
            return new LogPosition(last.epoch, last.endLsn());
        }
    }

    private static final int SAME = Integer.MAX_VALUE;

    private String incarnation;
    private long boots;
    private long epoch;
    private long highWatermark;
    private @Nullable Entry[] entries = new Entry[256];
    private int start;
    private int size;
    private int synced;
    private EpochHistory history = EpochHistory.EMPTY;
    private @Nullable Snapshot snapshot;
    /** So many records were held before an older image of the disk was restored, or a crash took unsynced ones; 0 = neither. */
    private int hadSynced;
    /** From this record on it is another log than the one that was there before an older image was restored; {@link #SAME} = it is not. */
    private int differsFrom = SAME;
    /** What was there before the last of these; null = neither happened. */
    private @Nullable Entry @Nullable [] before;

    NodeDisk(String incarnation) {
        this.incarnation = incarnation;
    }

    /** An image of what is on the disk now, to be restored later. */
    NodeDisk image() {
        NodeDisk image = new NodeDisk(incarnation);
        image.boots = boots;
        image.epoch = epoch;
        image.highWatermark = Math.min(highWatermark, synced * (long) Entry.BYTES);
        image.entries = Arrays.copyOf(entries, entries.length);
        image.start = start;
        image.size = synced;
        image.synced = synced;
        image.history = history.truncatedTo(synced * (long) Entry.BYTES);
        image.snapshot = snapshot;
        return image;
    }

    /** The process is gone: of what was not synced the first {@code survivors} records are there. */
    void crash(int survivors) {
        truncate(synced + survivors);
        synced = size;
    }

    // ---- log -------------------------------------------------------------------------------------------------

    void append(Entry entry) {
        if (entry.index >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(entry.index + 1, entries.length * 2));
        }
        history = history.withRecord(entry.epoch, entry.index * (long) Entry.BYTES);
        entries[entry.index] = entry;
        size = entry.index + 1;
    }

    void truncate(int toSize) {
        Arrays.fill(entries, toSize, size, null);
        size = toSize;
        if (toSize <= differsFrom) {
            differsFrom = SAME;
        }
        synced = Math.min(synced, toSize);
        history = history.truncatedTo(toSize * (long) Entry.BYTES);
    }

    /** A snapshot replaces the log. */
    void startOver(Snapshot installed) {
        Arrays.fill(entries, null);
        history = EpochHistory.EMPTY;
        append(installed.last);
        history = installed.history;
        start = size;
        synced = size;
        differsFrom = SAME;
        highWatermark = installed.last.endLsn();
        snapshot = installed;
    }

    /** Records before {@code first} are no longer served to anybody. */
    void cutBefore(int first) {
        start = Math.max(start, Math.min(first, size));
    }

    @Nullable
    Entry entry(int index) {
        return index >= 0 && index < size ? entries[index] : null;
    }

    @Nullable
    Entry last() {
        return size == 0 ? null : entries[size - 1];
    }

    LogPosition end() {
        Entry last = last();
        return last == null ? LogPosition.START : new LogPosition(last.epoch, last.endLsn());
    }

    long endLsn() {
        return size * (long) Entry.BYTES;
    }

    int size() {
        return size;
    }

    /** First record that is still served. */
    int start() {
        return start;
    }

    EpochHistory history() {
        return history;
    }

    // ---- what is synced --------------------------------------------------------------------------------------

    int synced() {
        return synced;
    }

    void synced(int upTo, long committedLsn) {
        synced = Math.max(synced, upTo);
        highWatermark = Math.max(highWatermark, Math.min(committedLsn, synced * (long) Entry.BYTES));
    }

    long highWatermark() {
        return Math.min(highWatermark, endLsn());
    }

    long epoch() {
        return epoch;
    }

    void persistEpoch(long newEpoch) {
        epoch = newEpoch;
    }

    String incarnation() {
        return incarnation;
    }

    /** What is on it is no longer what was known under the old name. */
    void renewIncarnation(String other) {
        incarnation = other;
        hadSynced = 0;
        before = null;
    }

    long boots() {
        return boots;
    }

    void registerBoot() {
        boots++;
    }

    @Nullable
    Snapshot snapshot() {
        return snapshot;
    }

    void snapshot(Snapshot taken) {
        snapshot = taken;
    }

    /** This image is put in the place of a disk on which so many records were synced, and which perhaps cut some that the image has. */
    void replaces(NodeDisk newer, int records) {
        lost(records);
        int i = 0;
        while (i < Math.min(size, newer.size) && (entries[i] == newer.entries[i] || newer.entries[i] == null)) {
            i++;
        }
        differsFrom = Math.min(newer.differsFrom, i < Math.min(size, newer.size) ? i : SAME);
        before = newer.everything();
    }

    /** What is there, and where nothing is, what was lost last. */
    private @Nullable Entry[] everything() {
        @Nullable Entry[] all = Arrays.copyOf(entries, Math.max(entries.length, before == null ? 0 : before.length));
        for (int i = 0; before != null && i < before.length; i++) {
            all[i] = all[i] == null ? before[i] : all[i];
        }
        return all;
    }

    /** A crash took some of so many records that were acked. */
    void lost(int records) {
        hadSynced = Math.max(hadSynced, records);
    }

    /** Of what is there now the process may lose all that is not synced, and has acked it. */
    void riskAll() {
        before = Arrays.copyOf(entries, size);
    }

    /** It was there before an older image was restored, or a crash took it, and is not there now: whatever took its place meanwhile. */
    boolean lost(Entry entry) {
        return before != null
                && entry.index < before.length
                && before[entry.index] == entry
                && entry(entry.index) != entry;
    }

    /** It lacks what it held, and said so, under the same name; in mode memory it said so of records that were not synced, too. */
    boolean rolledBack(CommitMode mode) {
        return differsFrom != SAME || (mode == CommitMode.MEMORY ? size : synced) < hadSynced;
    }
}
