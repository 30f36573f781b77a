package dev.interrex.node.engine;

/**
 * Where the memory of a keyspace is, in bytes.
 *
 * @param used keys, values, tables and expiries: what counts against {@code maxmemory}
 * @param overhead the part of {@code used} that is neither keys nor values
 * @param objects the part of {@code used} that large collections are estimated to take, on the Java heap and in blocks outside of it
 * @param slots memory outside of the heap that is allocated; the rest of {@code used} is on the heap
 * @param pages the pages that {@code slots} are in; the difference is fragmentation
 * @param keptPages free pages that were not given back to the operating system
 */
public record MemoryUse(long used, long overhead, long objects, long slots, long pages, long keptPages) {
    static MemoryUse of(Engine engine, Database[] databases) {
        long overhead = engine.exactlyOnce().memoryBytes();
        long objects = 0;
        long slots = engine.blocks().usedBytes();
        long pages = engine.blocks().reservedBytes();
        for (Database database : databases) {
            Keys keys = database.keys;
            overhead += keys.table.overheadBytes();
            objects += keys.objectBytes();
            slots += keys.table.usedBytes();
            pages += keys.table.reservedBytes();
        }
        return new MemoryUse(
                engine.usedMemoryBytes(),
                overhead,
                objects,
                slots,
                pages,
                engine.memory().keptPageBytes());
    }

    /** At least 1. */
    public double fragmentation() {
        return slots == 0 ? 1 : (double) pages / slots;
    }
}
