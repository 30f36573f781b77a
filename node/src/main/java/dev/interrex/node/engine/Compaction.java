package dev.interrex.node.engine;

/**
 * Moves records together where overwriting left slabs half empty, a few at a time: as a record has one reference only, moving it is a
 * copy and the change of a slot. Changes nothing that anybody can see, so it is not logged, and each node does it for itself. Loop
 * thread only.
 */
final class Compaction {
    /** Less than this is not worth a walk. */
    private static final long LEAST_WASTE_BYTES = 4L << 20;

    /** A walk begins when more than this part of the pages is wasted. */
    private static final double WASTED = 0.1;

    private final Engine engine;
    private final Refs batch = new Refs();
    private int database;
    private long position;
    private boolean walking;

    Compaction(Engine engine) {
        this.engine = engine;
    }

    /** Looks at some keys; returns how many were moved. */
    int step(int mostKeys) {
        if (!walking && !isWorthwhile()) {
            return 0;
        }
        walking = true;
        int moved = 0;
        int seen = 0;
        while (walking && seen < mostKeys) {
            Keys keys = engine.database(database).keys;
            batch.clear();
            position = keys.table.visit(position, batch);
            for (int i = 0; i < batch.count(); i++) {
                moved += keys.compact(batch.at(i)) ? 1 : 0;
            }
            seen += batch.count() + 1;
            if (position == 0) {
                database = (database + 1) % engine.settings().databases();
                walking = database != 0;
            }
        }
        return moved;
    }

    private boolean isWorthwhile() {
        long pages = 0;
        long used = 0;
        for (int i = 0; i < engine.settings().databases(); i++) {
            Table table = engine.database(i).keys.table;
            pages += table.reservedBytes();
            used += table.usedBytes();
        }
        return pages - used > Math.max(LEAST_WASTE_BYTES, (long) (pages * WASTED));
    }
}
