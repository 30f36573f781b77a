package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/** Makes entries of records, to look at them; a look changes nothing in the record. Loop thread only. */
final class Views {
    private final Engine engine;
    private final Slice key = new Slice();
    private final Slice value = new Slice();

    /** The last entry that was made, and while what it is. */
    private @Nullable Entry last;

    private @Nullable Table lastTable;
    private long lastVersion;

    Views(Engine engine) {
        this.engine = engine;
    }

    /** The record as an entry; asked twice in a row, the same one. */
    Entry of(Table table, long ref) {
        Records records = table.records;
        Entry same = last;
        if (same != null && same.ref == ref && lastTable == table && lastVersion == records.version()) {
            return same;
        }
        Entry entry = make(records, ref);
        int current = engine.snapshotNumber();
        entry.ref = ref;
        entry.access = records.access(ref);
        entry.expireAtMs = records.expireAtMs(ref);
        entry.snapshot = engine.isKept(table, ref) ? current : current - 1;
        last = entry;
        lastTable = table;
        lastVersion = records.version();
        return entry;
    }

    private Entry make(Records records, long ref) {
        byte[] bytes = records.key(ref, key).toBytes();
        long hash = key.hash(engine.hashFunction());
        int type = records.type(ref);
        if (type == Records.STRING) {
            return new StringEntry(records, bytes, hash, value);
        }
        ValueType operations = engine.family(type);
        if (operations == null) {
            throw new IllegalStateException("record of type " + type);
        }
        return operations.unpack(bytes, hash, records.encoding(ref), records.value(ref, value));
    }
}
