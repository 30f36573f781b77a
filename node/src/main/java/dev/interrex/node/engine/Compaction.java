package dev.interrex.node.engine;

import java.util.ArrayDeque;

/**
 * Moves records, and blocks of large values, together where overwriting left slabs half empty, a few at a time: as there is one
 * reference to each only, moving it is a copy and the change of that. Changes nothing that anybody can see, so it is not logged, and each node does it for itself. Loop
 * thread only.
 */
public final class Compaction {
    /** Less than this is not worth a walk. */
    private static final long LEAST_WASTE_BYTES = 4L << 20;

    /** A walk begins when more than this part of the pages is wasted. */
    private static final double WASTED = 0.02;

    /** Moving a record takes as long as looking at so many. */
    private static final int KEYS_PER_MOVE = 4;

    /** So does a block of a large value. */
    private static final int KEYS_PER_BLOCK = 16;

    private static final int BLOCKS_AT_A_TIME = 16;

    private final Engine engine;
    private final Refs batch = new Refs();
    private int database;
    private long position;
    private boolean walking;

    /** Large values that the walk came by; the first one was looked at up to a place. */
    private final ArrayDeque<Entry> values = new ArrayDeque<>();

    private long place;

    Compaction(Engine engine) {
        this.engine = engine;
    }

    /**
     * Looks at about so many keys; returns how many records were moved. Nobody can see it, and it is not logged: every node does it for
     * itself.
     */
    public int step(int mostKeys) {
        if (!walking && wastedPart() == 0) {
            return 0;
        }
        walking = true;
        int moved = 0;
        int seen = 0;
        while (walking && seen < mostKeys) {
            Entry value = values.peek();
            if (value != null) {
                compact(value);
                seen += BLOCKS_AT_A_TIME * KEYS_PER_BLOCK;
                continue;
            }
            Keys keys = engine.database(database).keys;
            batch.clear();
            position = keys.table.visit(position, batch);
            int movedBefore = moved;
            boolean looksOutside = keys.table.records.wastesOutside();
            for (int i = 0; i < batch.count(); i++) {
                moved += compact(keys, batch.at(i), looksOutside) ? 1 : 0;
            }
            seen += batch.count() + 1 + (moved - movedBefore) * (KEYS_PER_MOVE - 1);
            if (position == 0) {
                database = (database + 1) % engine.settings().databases();
                walking = database != 0 || !values.isEmpty();
            }
        }
        return moved;
    }

    private boolean compact(Keys keys, long ref, boolean looksOutside) {
        if (Table.isObject(ref)) {
            values.add(keys.table.object(ref));
            return false;
        }
        return !engine.isBeingWritten(keys.table, ref) && keys.compact(ref, looksOutside);
    }

    /** Its next blocks, unless it was deleted, or became small, in the meantime. */
    private void compact(Entry value) {
        place = value.ref < 0 ? value.compact(place, BLOCKS_AT_A_TIME) : -1;
        if (place < 0) {
            values.remove();
            place = 0;
        }
    }

    /** Bytes of pages that no slot is in. */
    public long wastedBytes() {
        long wasted = engine.blocks().reservedBytes() - engine.blocks().usedBytes();
        for (int i = 0; i < engine.settings().databases(); i++) {
            Table table = engine.database(i).keys.table;
            wasted += table.reservedBytes() - table.usedBytes();
        }
        return wasted;
    }

    /** The part of the pages that no slot is in; 0 if a walk is not worth its while. */
    public double wastedPart() {
        long pages = engine.blocks().reservedBytes();
        for (int i = 0; i < engine.settings().databases(); i++) {
            pages += engine.database(i).keys.table.reservedBytes();
        }
        long wasted = wastedBytes();
        return wasted > Math.max(LEAST_WASTE_BYTES, (long) (pages * WASTED)) ? (double) wasted / pages : 0;
    }
}
