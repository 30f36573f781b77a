package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one database, whatever a reference of the {@link Table} refers to: a {@link Records record} or an {@link Entry}. Here,
 * and nowhere else, the two are told apart, and one becomes the other. Logs nothing. Loop thread only.
 */
final class Keys {
    final Table table;
    private final Engine engine;
    private final Records records;
    private final ExpiryHeap expiring;
    private long objectBytes;

    /** Hashes that have fields with times, the next one to lose one first. */
    private final TreeSet<TimedFields> timed = new TreeSet<>(TimedFields.ORDER);

    Keys(Engine engine) {
        this.engine = engine;
        table = new Table(engine.memory(), engine.hashFunction());
        records = table.records;
        expiring = table.expiring;
    }

    /** Memory of keys and values, table and expiries; that of objects is an estimate. */
    long memoryBytes() {
        return table.usedBytes() + objectBytes;
    }

    /** After objects grew or shrank. */
    void resized(long byBytes) {
        objectBytes += byBytes;
    }

    /** The part of {@link #memoryBytes()} that objects are said to take. */
    long objectBytes() {
        return objectBytes;
    }

    // What a reference says

    long expireAtMs(long ref) {
        return Table.isObject(ref) ? table.object(ref).expireAtMs : records.expireAtMs(ref);
    }

    boolean isExpired(long ref, long nowMs) {
        return Table.isObject(ref) ? table.object(ref).isExpired(nowMs) : records.isExpired(ref, nowMs);
    }

    int access(long ref) {
        return Table.isObject(ref) ? table.object(ref).access : records.access(ref);
    }

    void access(long ref, int access) {
        if (Table.isObject(ref)) {
            table.object(ref).access = access;
        } else {
            records.access(ref, access);
        }
    }

    /** The key, in scratch of {@code into}. */
    Slice key(long ref, Slice into) {
        if (Table.isObject(ref)) {
            byte[] key = table.object(ref).key;
            return into.set(key, 0, key.length);
        }
        return records.key(ref, into);
    }

    String type(long ref) {
        return isString(ref) ? "string" : engine.entry(table, ref).type();
    }

    boolean isString(long ref) {
        return !Table.isObject(ref) && records.type(ref) == Records.STRING;
    }

    /** Slot, record and value. */
    long memoryBytes(long ref) {
        return Table.isObject(ref) ? table.object(ref).memoryBytes() : records.memoryBytes(ref) + Table.BYTES_PER_KEY;
    }

    // Changes

    /** Adds a record without expiry that was made for this table, and whose key is not in it. */
    void insert(long hash, long record) {
        table.insert(hash, record);
    }

    /** Adds an object without expiry whose key is not in the table. */
    void insert(Entry entry) {
        entry.snapshot = engine.snapshotNumber();
        entry.ref = table.addObject(entry);
        table.insert(entry.hash, entry.ref);
        objectBytes += entry.memoryBytes();
        retime(entry);
    }

    void remove(long hash, long ref) {
        Entry object = detach(hash, ref);
        if (object != null) {
            engine.release(object);
        }
    }

    /** Removes the key; an object, which is returned, keeps its blocks. */
    private @Nullable Entry detach(long hash, long ref) {
        engine.keepForSnapshot(table, ref);
        if (expireAtMs(ref) >= 0) {
            expiring.remove(heapIndex(ref));
        }
        table.remove(hash, ref);
        if (Table.isObject(ref)) {
            Entry entry = table.object(ref);
            objectBytes -= entry.memoryBytes();
            forgetTimes(entry);
            entry.ref = 0;
            table.freeObject(ref);
            return entry;
        }
        records.free(ref);
        return null;
    }

    /** Copies value and expiry to a key that is not among those of {@code to}. */
    void copy(long ref, Keys to, Slice newKey, int access) {
        long hash = newKey.hash(engine.hashFunction());
        long copy;
        if (Table.isObject(ref)) {
            Entry entry = table.object(ref).duplicate(newKey.toBytes(), hash);
            entry.access = access;
            to.insert(entry);
            copy = entry.ref;
        } else {
            copy = to.records.copy(records, ref, newKey, access, engine.snapshotNumber());
            to.table.insert(hash, copy);
        }
        to.expireAtMs(hash, copy, expireAtMs(ref));
    }

    /** Takes the key away and gives value and expiry to one that is not among those of {@code to}. */
    void move(long hash, long ref, Keys to, Slice newKey) {
        if (!Table.isObject(ref)) {
            copy(ref, to, newKey, access(ref));
            remove(hash, ref);
            return;
        }
        Entry entry = table.object(ref);
        long expireAtMs = entry.expireAtMs;
        detach(hash, ref);
        entry.key = newKey.toBytes();
        entry.hash = newKey.hash(engine.hashFunction());
        entry.expireAtMs = Entry.NO_EXPIRY;
        to.insert(entry);
        to.expireAtMs(entry.hash, entry.ref, expireAtMs);
    }

    /** Sets the expiry, or takes it away if it is negative; returns the reference from now on. */
    long expireAtMs(long hash, long ref, long atMs) {
        long old = expireAtMs(ref);
        if (old >= 0 && atMs < 0) {
            expiring.remove(heapIndex(ref));
        }
        long moved = ref;
        if (Table.isObject(ref)) {
            table.object(ref).expireAtMs = atMs;
        } else {
            moved = records.expireAtMs(ref, atMs);
            table.replace(hash, ref, moved);
        }
        if (atMs >= 0) {
            if (old < 0) {
                expiring.add(moved, atMs);
            } else {
                expiring.update(heapIndex(moved), moved, atMs);
            }
        }
        return moved;
    }

    /** Moves a record out of a sparse slab; false if it stays where it is. */
    boolean compact(long ref, boolean looksOutside) {
        if (Table.isObject(ref)) {
            return false;
        }
        long moved = records.compact(ref, looksOutside);
        if (moved != ref) {
            moved(table.hashOf(moved), ref, moved);
        }
        return moved != ref;
    }

    /** After a record was moved. */
    void moved(long hash, long from, long to) {
        if (from != to) {
            table.replace(hash, from, to);
            if (records.expireAtMs(to) >= 0) {
                expiring.replace(records.heapIndex(to), to);
            }
        }
    }

    /** After the times of an object's fields changed. */
    void retime(Entry entry) {
        TimedFields times = entry.timed();
        if (times == null) {
            return;
        }
        long nextMs = times.nextMs();
        if (nextMs != times.registeredMs || times.key != entry.key) {
            forgetTimes(entry);
            times.key = entry.key;
            times.registeredMs = nextMs;
            if (nextMs != TimedFields.NEVER) {
                timed.add(times);
            }
        }
    }

    private void forgetTimes(Entry entry) {
        TimedFields times = entry.timed();
        if (times != null && times.registeredMs != TimedFields.NEVER) {
            timed.remove(times);
            times.registeredMs = TimedFields.NEVER;
        }
    }

    /** The key of a hash with fields whose time is over; null if there is none. */
    byte @Nullable [] nextWithExpiredFields(long nowMs) {
        return timed.isEmpty() || timed.first().registeredMs >= nowMs ? null : timed.first().key;
    }

    /** Number of hashes with fields that have a time of expiry. */
    int timedHashes() {
        return timed.size();
    }

    /** Puts the entry, which was made of a record and is about to change, in the record's place. */
    void unpack(Entry entry) {
        long record = entry.ref;
        entry.access = records.access(record);
        entry.heapIndex = entry.expireAtMs < 0 ? 0 : records.heapIndex(record);
        entry.ref = table.addObject(entry);
        replace(entry, record);
        records.free(record);
        objectBytes += entry.memoryBytes();
    }

    /** Puts a record in the place of the object, if that has a packed form. */
    void pack(Entry entry) {
        Slice packed = entry.packed();
        if (packed == null || packed.length() > entry.longestPacked()) {
            return;
        }
        Slice key = Slice.of(entry.key);
        long object = entry.ref;
        long record;
        try {
            record = records.create(
                    entry.family(), entry.shape(), key, packed, entry.expireAtMs, entry.access, stampOf(entry));
        } catch (MemoryExhaustedException staysAnObject) {
            // The change was logged and done: it must not fail now.
            return;
        }
        entry.ref = record;
        replace(entry, object);
        objectBytes -= entry.memoryBytes();
        table.freeObject(object);
    }

    private void replace(Entry entry, long old) {
        table.replace(entry.hash, old, entry.ref);
        if (entry.expireAtMs >= 0) {
            if (!Table.isObject(entry.ref)) {
                records.heapIndex(entry.ref, entry.heapIndex);
            }
            expiring.replace(entry.heapIndex, entry.ref);
        }
    }

    /** Any stamp but the current one says that a snapshot may need the record. */
    private int stampOf(Entry entry) {
        int current = engine.snapshotNumber();
        return entry.snapshot == current ? current : current - 1;
    }

    private int heapIndex(long ref) {
        return Table.isObject(ref) ? table.object(ref).heapIndex : records.heapIndex(ref);
    }
}
