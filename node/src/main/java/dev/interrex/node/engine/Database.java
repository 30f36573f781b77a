package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One numbered keyspace: what can be done with a key whatever it holds. Values are read and changed with {@link #strings()},
 * {@link #hashes()}, …
 *
 * <p>A key whose time is over is treated as missing everywhere; a primary logs its delete the first time it is seen. Slices that
 * are returned are valid until the next call of the engine. Loop thread only.
 */
public final class Database {
    /** "Never", where a time of expiry is asked or given. */
    public static final long NO_EXPIRY = Entry.NO_EXPIRY;

    /** {@link #expireAtMs} of a key that does not exist. */
    public static final long NO_SUCH_KEY = -2;

    /** SCAN goes through so many empty buckets per key asked for, at most. */
    private static final int EMPTY_BUCKETS_PER_KEY = 16;

    private static final int RANDOM_TRIES = 100;

    final Engine engine;
    final WatchedKeys watched = new WatchedKeys();
    Table table = new Table();
    ExpiryHeap expiring = new ExpiryHeap();
    private final int index;
    private final Strings strings = new Strings(this);
    private final Hashes hashes = new Hashes(this);
    private final Lists lists = new Lists(this);
    private final Sets sets = new Sets(this);
    private final Slice returned = new Slice();
    private final Slice visited = new Slice();
    private final List<Entry> batch = new ArrayList<>();
    private long memoryBytes;

    /** Hashes that have fields with times, the next one to lose one first. */
    private TreeSet<TimedFields> timed = new TreeSet<>(TimedFields.ORDER);

    Database(Engine engine, int index) {
        this.engine = engine;
        this.index = index;
    }

    public int index() {
        return index;
    }

    public Strings strings() {
        return strings;
    }

    public Hashes hashes() {
        return hashes;
    }

    public Lists lists() {
        return lists;
    }

    public Sets sets() {
        return sets;
    }

    // Readers

    /** Number of keys, those included whose time is over unseen. */
    public long size() {
        return table.size();
    }

    /** Number of keys with an expiry. */
    public long expiringKeys() {
        return expiring.size();
    }

    /** Estimate of the memory of all keys and values. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /** Mean time left of keys with an expiry, estimated from a sample; 0 without any. */
    public long averageTtlMs() {
        return expiring.averageTtlMs(engine.now());
    }

    public boolean exists(Slice key) {
        return counted(live(key)) != null;
    }

    /** As {@link #exists}, of a write command: counts neither as hit nor as miss. */
    public boolean isThere(Slice key) {
        return live(key) != null;
    }

    /** Makes the key count as used now; false if it does not exist. */
    public boolean touch(Slice key) {
        return read(key) != null;
    }

    /** {@code "string"}, {@code "hash"}, …; null if the key does not exist. */
    public @Nullable String type(Slice key) {
        Entry entry = counted(live(key));
        return entry == null ? null : entry.type();
    }

    /** As {@link #type}, with no effect at all: counts nothing, and leaves a key whose time is over to others. */
    public @Nullable String peekType(Slice key) {
        Entry entry = table.find(hash(key), key);
        return entry == null || entry.isExpired(engine.now()) ? null : entry.type();
    }

    /** As OBJECT ENCODING answers; null if the key does not exist. */
    public @Nullable String encoding(Slice key) {
        Entry entry = live(key);
        return entry == null ? null : entry.encoding();
    }

    /** Milliseconds since 1970, {@link #NO_EXPIRY} or {@link #NO_SUCH_KEY}. */
    public long expireAtMs(Slice key) {
        Entry entry = counted(live(key));
        return entry == null ? NO_SUCH_KEY : entry.expireAtMs;
    }

    /** Seconds since the last use; -1 if the key does not exist. */
    public long idleSeconds(Slice key) {
        Entry entry = live(key);
        return entry == null ? -1 : engine.accessClock().idleSeconds(entry.access);
    }

    /** Logarithmic number of uses, 0 to 255; -1 if the key does not exist. */
    public int frequency(Slice key) {
        Entry entry = live(key);
        return entry == null ? -1 : engine.accessClock().frequency(entry.access);
    }

    /** Estimate of the memory of key and value in bytes; -1 if the key does not exist. */
    public long memoryBytes(Slice key) {
        Entry entry = live(key);
        return entry == null ? -1 : entry.memoryBytes();
    }

    /** Any key, picked by the random number; null if there is none. */
    public @Nullable Slice randomKey(long random) {
        for (int i = 0; i < RANDOM_TRIES; i++) {
            Entry entry = table.random(random + i * 0x9E3779B97F4A7C15L);
            if (entry == null) {
                return null;
            }
            if (!entry.isExpired(engine.now()) || !expire(entry)) {
                return returned.set(entry.key, 0, entry.key.length);
            }
        }
        return null;
    }

    /**
     * Some keys from a cursor on, in the order of their hashes: every key that exists from the first call to the last is visited.
     *
     * @param cursor 0 to begin, then what the previous call returned
     * @param count about how many keys to visit, at least 1
     * @return 0 at the end
     */
    public long scan(long cursor, long count, KeyVisitor visitor) {
        long bucketsLeft = count > Long.MAX_VALUE / EMPTY_BUCKETS_PER_KEY ? count : count * EMPTY_BUCKETS_PER_KEY;
        long next = cursor;
        batch.clear();
        do {
            next = table.visit(next, batch::add);
            bucketsLeft--;
        } while (next != 0 && batch.size() < count && bucketsLeft > 0);
        for (Entry entry : batch) {
            if (!entry.isExpired(engine.now()) || !expire(entry)) {
                visitor.key(visited.set(entry.key, 0, entry.key.length), entry.type());
            }
        }
        batch.clear();
        return next;
    }

    // Mutators

    /** Deletes the key; false if it did not exist. */
    public boolean delete(Slice key) {
        Entry entry = live(key);
        if (entry == null) {
            return false;
        }
        log(Effects.DELETE).bytes(key);
        remove(entry);
        changed(key);
        return true;
    }

    /**
     * Lets the key live until {@code atMs}, which must not be negative; false if it does not exist. For a time that has passed
     * the caller deletes instead.
     */
    public boolean expireAt(Slice key, long atMs) {
        Entry entry = live(key);
        if (entry == null) {
            return false;
        }
        log(Effects.EXPIRE_AT).bytes(key).number(atMs);
        willChange(entry);
        setExpiry(entry, atMs);
        changed(key);
        return true;
    }

    /** Takes the expiry away; false if the key does not exist or has none. */
    public boolean persist(Slice key) {
        Entry entry = live(key);
        if (entry == null || entry.expireAtMs < 0) {
            return false;
        }
        log(Effects.PERSIST).bytes(key);
        willChange(entry);
        setExpiry(entry, NO_EXPIRY);
        changed(key);
        return true;
    }

    /** Gives the value and the expiry of {@code key} to {@code newKey}, whatever that held; false if {@code key} does not exist. */
    public boolean rename(Slice key, Slice newKey) {
        Entry entry = live(key);
        if (entry == null) {
            return false;
        }
        if (key.contentEquals(newKey)) {
            return true;
        }
        Entry overwritten = live(newKey);
        log(Effects.RENAME).bytes(key).bytes(newKey);
        if (overwritten != null) {
            remove(overwritten);
        }
        relocate(entry, this, newKey);
        changed(key);
        changed(newKey);
        return true;
    }

    /** Moves the key to another database; false, and nothing is done, if it does not exist here or does there. */
    public boolean move(Slice key, Database to) {
        Entry entry = live(key);
        if (entry == null || to == this || to.live(key) != null) {
            return false;
        }
        log(Effects.MOVE).bytes(key).number(to.index);
        relocate(entry, to, key);
        changed(key);
        to.changed(key);
        return true;
    }

    /** Copies value and expiry to {@code newKey} of {@code to}, whatever that held; false if {@code key} does not exist. */
    public boolean copy(Slice key, Database to, Slice newKey) {
        Entry entry = live(key);
        if (entry == null) {
            return false;
        }
        Entry overwritten = to.live(newKey);
        if (overwritten == entry) {
            return true;
        }
        log(Effects.COPY).bytes(key).number(to.index).bytes(newKey);
        if (overwritten != null) {
            to.remove(overwritten);
        }
        Entry copy = entry.duplicate(newKey.toBytes(), hash(newKey));
        to.insert(copy);
        to.setExpiry(copy, entry.expireAtMs);
        to.changed(newKey);
        return true;
    }

    /** Deletes all keys. */
    public void clear() {
        if (table.size() == 0) {
            return;
        }
        log(Effects.CLEAR);
        watched.touchAllIn(engine.hashFunction(), table);
        // A snapshot goes on with the old table, which nobody changes any more.
        table = new Table();
        expiring = new ExpiryHeap();
        timed = new TreeSet<>(TimedFields.ORDER);
        memoryBytes = 0;
    }

    /** The effect of {@link Engine#swap}. */
    void swapContents(Database other) {
        watched.touchAllIn(engine.hashFunction(), table, other.table);
        other.watched.touchAllIn(engine.hashFunction(), table, other.table);
        Table ownTable = table;
        table = other.table;
        other.table = ownTable;
        ExpiryHeap ownExpiring = expiring;
        expiring = other.expiring;
        other.expiring = ownExpiring;
        TreeSet<TimedFields> ownTimed = timed;
        timed = other.timed;
        other.timed = ownTimed;
        long ownMemoryBytes = memoryBytes;
        memoryBytes = other.memoryBytes;
        other.memoryBytes = ownMemoryBytes;
        engine.countChange();
    }

    /**
     * Tells the watcher of the next change of the key. Before EXEC every watched key has to be looked at ({@link #exists}), so that
     * one whose time is over counts as changed.
     */
    public void watch(Slice key, Watcher watcher) {
        live(key);
        watched.add(key, hash(key), watcher);
    }

    public void unwatch(Slice key, Watcher watcher) {
        watched.remove(key, hash(key), watcher);
    }

    // For the value types

    /** The operations of the type whose effects have this upper half; null for those of the keyspace itself. */
    @Nullable
    ValueType family(int family) {
        return switch (family) {
            case Effects.STRING_PUT >>> Effects.FAMILY_SHIFT -> strings;
            case Effects.HASH_PUT >>> Effects.FAMILY_SHIFT -> hashes;
            case Effects.LIST_PUSH_HEAD >>> Effects.FAMILY_SHIFT -> lists;
            case Effects.SET_ADD >>> Effects.FAMILY_SHIFT -> sets;
            default -> null;
        };
    }

    /** The entry, unless its time is over; on a primary that is then logged and done. While effects are applied time plays no part. */
    @Nullable
    Entry live(Slice key) {
        Entry entry = table.find(hash(key), key);
        if (entry != null && entry.isExpired(engine.now()) && expire(entry)) {
            return null;
        }
        return entry;
    }

    /** The entry for a read: counts as a hit or a miss and as a use. */
    @Nullable
    Entry read(Slice key) {
        return counted(use(key));
    }

    /** The entry for an update: counts as a use. */
    @Nullable
    Entry use(Slice key) {
        Entry entry = live(key);
        if (entry != null) {
            entry.access = engine.accessClock().used(entry.access);
        }
        return entry;
    }

    long hash(Slice key) {
        return key.hash(engine.hashFunction());
    }

    /** Begins an effect about this database. */
    Effects log(int op) {
        return engine.effects().to(engine.sink(), index).op(op);
    }

    /** Before an entry is changed in place: a snapshot may still need it as it is. */
    void willChange(Entry entry) {
        engine.keepForSnapshot(table, entry);
    }

    void insert(Entry entry) {
        entry.snapshot = engine.snapshotNumber();
        entry.access = engine.accessClock().created();
        table.insert(entry);
        resized(entry.memoryBytes());
        retime(entry);
    }

    void remove(Entry entry) {
        willChange(entry);
        expiring.remove(entry);
        table.remove(entry);
        resized(-entry.memoryBytes());
        forgetTimes(entry);
    }

    /** After the times of an entry's fields changed. */
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

    /** Removes up to so many fields whose time is over; returns how many. */
    int expireFields(long nowMs, int most) {
        int removed = 0;
        while (removed < most && !timed.isEmpty() && timed.first().registeredMs < nowMs) {
            byte[] key = timed.first().key;
            removed += hashes.expireFields(new Slice().set(key, 0, key.length), most - removed);
        }
        return removed;
    }

    /** After values grew or shrank. */
    void resized(long byBytes) {
        memoryBytes += byBytes;
    }

    /** After {@link #willChange}, or on a new entry. */
    void setExpiry(Entry entry, long atMs) {
        entry.expireAtMs = atMs;
        if (atMs < 0) {
            expiring.remove(entry);
        } else {
            expiring.place(entry);
        }
    }

    /** After a change of the key. */
    void changed(Slice key) {
        engine.countChange();
        if (!watched.isEmpty()) {
            watched.touch(key, hash(key));
        }
    }

    /** Treats the entry, whose time is over, as gone; false while effects are applied, as then only the log decides. */
    boolean expire(Entry entry) {
        if (!engine.isPrimary()) {
            return !engine.isApplying();
        }
        Slice key = new Slice().set(entry.key, 0, entry.key.length);
        log(Effects.DELETE).bytes(key);
        remove(entry);
        changed(key);
        engine.expired(index, key);
        return true;
    }

    private @Nullable Entry counted(@Nullable Entry entry) {
        engine.countLookup(entry != null);
        return entry;
    }

    private void relocate(Entry entry, Database to, Slice newKey) {
        long expireAtMs = entry.expireAtMs;
        remove(entry);
        entry.key = newKey.toBytes();
        entry.hash = hash(newKey);
        int access = entry.access;
        to.insert(entry);
        entry.access = access;
        to.setExpiry(entry, expireAtMs);
    }
}
