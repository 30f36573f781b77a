package dev.interrex.node.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Writes down the state of all databases at the moment it was made, while they go on changing: no copy of the process, no second
 * copy of the data.
 *
 * <p>The cursor walks the tables in the order of hashes. An entry that is about to change before the cursor came by is written
 * first, out of turn; one that was made since is skipped. Which is which, an entry knows by the number of the last snapshot that
 * needs nothing more of it. What is written are effects ({@link Effects}) that make the state when they are applied to an empty
 * engine, cut into blocks of whole effects.
 *
 * <p>What changes put aside is kept in memory until it is drained; it grows by no more than what the walk is spared. The owner
 * drains at least as fast as clients write ({@link #pendingBytes}). Loop thread only.
 */
public final class SnapshotCursor implements AutoCloseable {
    /** A block is closed when it reaches this size; only an effect that is larger by itself makes a larger block. */
    public static final int BLOCK_BYTES = 64 * 1024;

    private static final int MOST_SPARE = 16;

    private final Engine engine;
    private final Table[] tables;
    private final Effects effects = new Effects();
    private final ArrayDeque<EffectBuffer> full = new ArrayDeque<>();
    /** Drained ones: made anew each time they would live just long enough to become old garbage. */
    private final ArrayDeque<EffectBuffer> spare = new ArrayDeque<>();

    private final Refs batch = new Refs();
    private EffectBuffer open = new EffectBuffer();
    private long fullBytes;
    private int database;
    private long position;

    /** A large value that was written in part; 0 if there is none. */
    private long current;

    private long placeInCurrent;
    private boolean closed;

    SnapshotCursor(Engine engine, Table[] tables) {
        this.engine = engine;
        this.tables = tables;
        // At once: sessions are few and change with every operation.
        engine.exactlyOnce().writeTo(effects.to(open, 0), this::sealIfFull);
    }

    /**
     * Appends whole effects to {@code dst}: what was put aside first, then the walk goes on.
     *
     * @param maxEntries the walk stops after so many entries, which bounds the time that a call takes
     * @return true when everything was written; if nothing could be written, {@code dst} is too small: it needs
     *     {@link #neededBytes}
     */
    public boolean write(ByteBuffer dst, int maxEntries) {
        int entriesLeft = maxEntries;
        while (true) {
            if (!drain(dst)) {
                return false;
            }
            if (entriesLeft <= 0 || database == tables.length) {
                sealOpen();
                return drain(dst) && database == tables.length;
            }
            entriesLeft = walk(entriesLeft);
        }
    }

    /** Bytes that the next block takes; 0 if none is ready. */
    public int neededBytes() {
        EffectBuffer next = full.peek();
        return next == null ? 0 : next.size();
    }

    /** Bytes put aside and not yet written. */
    public long pendingBytes() {
        return fullBytes + open.size();
    }

    /** Ends the snapshot, complete or not; does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            engine.snapshotClosed(database == tables.length);
        }
    }

    boolean isCurrent(Table table, long ref) {
        return ref == current && database < tables.length && tables[database] == table;
    }

    /** Writes what is about to change, unless that was done before. */
    void keep(Table table, long ref) {
        int index = 0;
        while (tables[index] != table) {
            index++;
        }
        boolean isCurrent = isCurrent(table, ref);
        long place = isCurrent ? placeInCurrent : 0;
        while (place >= 0) {
            place = write(index, ref, place);
        }
        if (isCurrent) {
            current = 0;
        }
    }

    /** Writes entries until a block is full, the walk is over or enough are written; returns how many more may follow. */
    private int walk(int entriesLeft) {
        int left = entriesLeft;
        while (left > 0 && full.isEmpty() && database < tables.length) {
            if (current != 0) {
                placeInCurrent = write(database, current, placeInCurrent);
                if (placeInCurrent < 0) {
                    current = 0;
                    left--;
                }
            } else {
                left -= visit(left);
            }
        }
        return left;
    }

    /**
     * Writes what is still to be written of the keys from the position on; returns how many. What was not is come back to: nothing
     * is remembered but the position, as keys change and move in between.
     */
    private int visit(int most) {
        batch.clear();
        Table table = tables[database];
        long next = table.visit(position, batch);
        int written = 0;
        for (int i = 0; i < batch.count(); i++) {
            long ref = batch.at(i);
            if (engine.isKept(table, ref)) {
                continue;
            }
            if (written == most || !full.isEmpty()) {
                return written;
            }
            placeInCurrent = write(database, ref, 0);
            if (placeInCurrent >= 0) {
                current = ref;
                return written;
            }
            written++;
        }
        position = next;
        if (next == 0) {
            database++;
        }
        return written;
    }

    /** Writes about a block of the value; returns where to go on, -1 if it is complete. */
    private long write(int database, long ref, long from) {
        Table table = tables[database];
        Entry entry = engine.entry(table, ref);
        effects.to(open, database);
        long place = entry.writeTo(effects, from, BLOCK_BYTES);
        if (place < 0) {
            if (entry.expireAtMs >= 0) {
                effects.op(Effects.EXPIRE_AT).bytes(entry.key).number(entry.expireAtMs);
            }
            engine.kept(table, ref);
        }
        sealIfFull();
        return place;
    }

    private void sealIfFull() {
        if (open.size() >= BLOCK_BYTES) {
            sealOpen();
            effects.to(open, 0);
        }
    }

    private void sealOpen() {
        if (open.size() > 0) {
            full.add(open);
            fullBytes += open.size();
            EffectBuffer next = spare.poll();
            open = next == null ? new EffectBuffer() : next;
        }
    }

    /** False if a block is left that {@code dst} has no room for. */
    private boolean drain(ByteBuffer dst) {
        EffectBuffer block = full.peek();
        while (block != null && block.size() <= dst.remaining()) {
            block.drainTo(dst);
            fullBytes -= block.size();
            full.remove();
            if (spare.size() < MOST_SPARE && block.capacity() <= 2 * BLOCK_BYTES) {
                block.clear();
                spare.add(block);
            }
            block = full.peek();
        }
        return block == null;
    }
}
