package dev.interrex.node.engine;

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

    private static final int RANDOM_TRIES = 100;

    final Engine engine;
    final WatchedKeys watched = new WatchedKeys();
    Keys keys;
    private final int index;
    private final Strings strings = new Strings(this);
    private final Hashes hashes = new Hashes(this);
    private final Lists lists = new Lists(this);
    private final Sets sets = new Sets(this);
    private final Streams streams = new Streams(this);
    private final StreamGroups streamGroups = new StreamGroups(this);
    private final SortedSets sortedSets = new SortedSets(this);
    /** By the upper half of their effects; see {@link Effects}. */
    private final @Nullable ValueType[] families = {null, strings, hashes, lists, sets, sortedSets, streams};

    private final Slice returned = new Slice();
    private final Slice visited = new Slice();
    private final Slice expired = new Slice();
    private final Refs batch = new Refs();

    private final Changing changing = new Changing();

    Database(Engine engine, int index) {
        this.engine = engine;
        this.index = index;
        keys = new Keys(engine);
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

    public Streams streams() {
        return streams;
    }

    public StreamGroups streamGroups() {
        return streamGroups;
    }

    public SortedSets sortedSets() {
        return sortedSets;
    }

    // Readers

    /** Number of keys, those included whose time is over unseen. */
    public long size() {
        engine.hazards().sawEverything();
        return keys.table.size();
    }

    /** Number of keys with an expiry. */
    public long expiringKeys() {
        return keys.table.expiring.size();
    }

    /** Number of hashes with fields that have a time of expiry. */
    public long expiringHashes() {
        return keys.timedHashes();
    }

    /** Memory of keys and values, table and expiries; that of large collections is an estimate. */
    public long memoryBytes() {
        return keys.memoryBytes();
    }

    /** Mean time left of keys with an expiry, estimated from a sample; 0 without any. */
    public long averageTtlMs() {
        return keys.table.expiring.averageTtlMs(engine.now());
    }

    public boolean exists(Slice key) {
        return engine.counted(liveRef(key)) != 0;
    }

    /** As {@link #exists}, of a write command: counts neither as hit nor as miss. */
    public boolean isThere(Slice key) {
        return liveRef(key) != 0;
    }

    /** Makes the key count as used now; false if it does not exist. */
    public boolean touch(Slice key) {
        return readRef(key) != 0;
    }

    /** {@code "string"}, {@code "hash"}, …; null if the key does not exist. */
    public @Nullable String type(Slice key) {
        long ref = engine.counted(liveRef(key));
        return ref == 0 ? null : keys.type(ref);
    }

    /** As {@link #type}, with no effect at all: counts nothing, and leaves a key whose time is over to others. */
    public @Nullable String peekType(Slice key) {
        long hash = hash(key);
        engine.hazards().saw(hash);
        long ref = keys.table.find(hash, key);
        return ref == 0 || keys.isExpired(ref, engine.now()) ? null : keys.type(ref);
    }

    /** As OBJECT ENCODING answers; null if the key does not exist. */
    public @Nullable String encoding(Slice key) {
        Entry entry = live(key);
        return entry == null ? null : entry.encoding();
    }

    /** Milliseconds since 1970, {@link #NO_EXPIRY} or {@link #NO_SUCH_KEY}. */
    public long expireAtMs(Slice key) {
        long ref = engine.counted(liveRef(key));
        return ref == 0 ? NO_SUCH_KEY : keys.expireAtMs(ref);
    }

    /** Seconds since the last use; -1 if the key does not exist. */
    public long idleSeconds(Slice key) {
        long ref = liveRef(key);
        return ref == 0 ? -1 : engine.accessClock().idleSeconds(keys.access(ref));
    }

    /** Logarithmic number of uses, 0 to 255; -1 if the key does not exist. */
    public int frequency(Slice key) {
        long ref = liveRef(key);
        return ref == 0 ? -1 : engine.accessClock().frequency(keys.access(ref));
    }

    /**
     * Lets a key count as used so long ago or so often, whichever the eviction policy counts; not logged, as no node tells another.
     *
     * @param idleSeconds -1 = not told
     * @param frequency -1 = not told
     */
    public void used(Slice key, long idleSeconds, long frequency) {
        long ref = liveRef(key);
        boolean countsUses = engine.settings().evictionPolicy().countsUses();
        if (ref != 0 && frequency >= 0 && countsUses) {
            keys.access(ref, engine.accessClock().ofFrequency((int) frequency));
        } else if (ref != 0 && idleSeconds >= 0 && !countsUses) {
            keys.access(ref, engine.accessClock().idle(idleSeconds));
        }
    }

    /** Memory of key and value in bytes, an estimate for a large collection; -1 if the key does not exist. */
    public long memoryBytes(Slice key) {
        long ref = liveRef(key);
        return ref == 0 ? -1 : keys.memoryBytes(ref);
    }

    /** Any key, picked by the random number; null if there is none. */
    public @Nullable Slice randomKey(long random) {
        engine.hazards().sawEverything();
        for (int i = 0; i < RANDOM_TRIES; i++) {
            long ref = keys.table.random(random + i * 0x9E3779B97F4A7C15L);
            if (ref == 0) {
                return null;
            }
            if (!keys.isExpired(ref, engine.now()) || !expire(ref)) {
                return keys.key(ref, returned);
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
        engine.hazards().sawEverything();
        long next = cursor;
        batch.clear();
        do {
            next = keys.table.visit(next, batch);
        } while (next != 0 && batch.count() < count);
        for (int i = 0; i < batch.count(); i++) {
            long ref = batch.at(i);
            if (!keys.isExpired(ref, engine.now()) || !expire(ref)) {
                visitor.key(keys.key(ref, visited), keys.type(ref));
            }
        }
        return next;
    }

    // Mutators

    /** Deletes the key; false if it did not exist. */
    public boolean delete(Slice key) {
        long ref = liveRef(key);
        if (ref == 0) {
            return false;
        }
        log(Effects.DELETE).bytes(key);
        keys.remove(hash(key), ref);
        changed(key);
        return true;
    }

    /**
     * Lets the key live until {@code atMs}, which must not be negative; false if it does not exist. For a time that has passed
     * the caller deletes instead.
     */
    public boolean expireAt(Slice key, long atMs) {
        long ref = liveRef(key);
        if (ref == 0) {
            return false;
        }
        engine.memory().require(Records.mostBytes(key.length(), 0));
        log(Effects.EXPIRE_AT).bytes(key).number(atMs);
        expireAt(key, ref, atMs);
        return true;
    }

    /** Takes the expiry away; false if the key does not exist or has none. */
    public boolean persist(Slice key) {
        long ref = liveRef(key);
        if (ref == 0 || keys.expireAtMs(ref) < 0) {
            return false;
        }
        engine.memory().require(Records.mostBytes(key.length(), 0));
        log(Effects.PERSIST).bytes(key);
        expireAt(key, ref, NO_EXPIRY);
        return true;
    }

    private void expireAt(Slice key, long ref, long atMs) {
        engine.keepForSnapshot(keys.table, ref);
        keys.expireAtMs(hash(key), ref, atMs);
        changed(key);
    }

    /** Gives the value and the expiry of {@code key} to {@code newKey}, whatever that held; false if {@code key} does not exist. */
    public boolean rename(Slice key, Slice newKey) {
        long ref = liveRef(key);
        if (ref == 0) {
            return false;
        }
        if (key.contentEquals(newKey)) {
            return true;
        }
        long overwritten = liveRef(newKey);
        requireRoomFor(ref, newKey);
        log(Effects.RENAME).bytes(key).bytes(newKey);
        if (overwritten != 0) {
            keys.remove(hash(newKey), overwritten);
        }
        keys.move(hash(key), ref, keys, newKey);
        changed(key);
        changed(newKey);
        return true;
    }

    /** Moves the key to another database; false, and nothing is done, if it does not exist here or does there. */
    public boolean move(Slice key, Database to) {
        long ref = liveRef(key);
        if (ref == 0 || to == this || to.liveRef(key) != 0) {
            return false;
        }
        requireRoomFor(ref, key);
        log(Effects.MOVE).bytes(key).number(to.index);
        keys.move(hash(key), ref, to.keys, key);
        changed(key);
        to.changed(key);
        return true;
    }

    /** Copies value and expiry to {@code newKey} of {@code to}, whatever that held; false if {@code key} does not exist. */
    public boolean copy(Slice key, Database to, Slice newKey) {
        long ref = liveRef(key);
        if (ref == 0) {
            return false;
        }
        if (to == this && key.contentEquals(newKey)) {
            return true;
        }
        long overwritten = to.liveRef(newKey);
        engine.memory().require(keys.memoryBytes(ref));
        requireRoomFor(ref, newKey);
        log(Effects.COPY).bytes(key).number(to.index).bytes(newKey);
        if (overwritten != 0) {
            to.keys.remove(hash(newKey), overwritten);
        }
        keys.copy(ref, to.keys, newKey, engine.accessClock().created());
        to.changed(newKey);
        return true;
    }

    /** Before a record is copied under another key. */
    private void requireRoomFor(long ref, Slice newKey) {
        long value = Table.isObject(ref) ? 0 : keys.table.records.valueLength(ref);
        engine.memory().require(2 * Records.mostBytes(newKey.length(), value));
    }

    /** Deletes all keys. */
    public void clear() {
        if (size() == 0) {
            return;
        }
        log(Effects.CLEAR);
        engine.hazards().wroteEverything();
        watched.touchAllIn(engine.hashFunction(), keys.table);
        // A snapshot goes on with the old table, which nobody changes any more.
        engine.release(keys.table);
        keys = new Keys(engine);
    }

    /** The effect of {@link Engine#swap}. */
    void swapContents(Database other) {
        engine.hazards().wroteEverything();
        watched.touchAllIn(engine.hashFunction(), keys.table, other.keys.table);
        other.watched.touchAllIn(engine.hashFunction(), keys.table, other.keys.table);
        Keys own = keys;
        keys = other.keys;
        other.keys = own;
        engine.countChange();
    }

    /**
     * Tells the watcher of the next change of the key. Before EXEC every watched key has to be looked at ({@link #exists}), so that
     * one whose time is over counts as changed.
     */
    public void watch(Slice key, Watcher watcher) {
        liveRef(key);
        watched.add(key, hash(key), watcher);
    }

    public void unwatch(Slice key, Watcher watcher) {
        watched.remove(key, hash(key), watcher);
    }

    // For the value types

    /** The operations of the type whose effects have this upper half; null for those of the keyspace itself. */
    @Nullable
    ValueType family(int family) {
        return family < families.length ? families[family] : null;
    }

    /** The reference, unless the key's time is over; on a primary that is then logged and done. While effects are applied time plays no part. */
    long liveRef(Slice key) {
        long hash = hash(key);
        engine.hazards().saw(hash);
        long ref = keys.table.find(hash, key);
        return ref != 0 && keys.isExpired(ref, engine.now()) && expire(ref) ? 0 : ref;
    }

    /** The reference for a read: counts as a hit or a miss and as a use. */
    long readRef(Slice key) {
        return engine.counted(useRef(key));
    }

    /** The reference for an update: counts as a use. */
    long useRef(Slice key) {
        long ref = liveRef(key);
        if (ref != 0) {
            keys.access(ref, engine.accessClock().used(keys.access(ref)));
        }
        return ref;
    }

    /** The entry, unless its time is over. One that was made of a record is a copy until {@link #willChange}. */
    @Nullable
    Entry live(Slice key) {
        return entry(liveRef(key));
    }

    /** The entry for a read: counts as a hit or a miss and as a use. */
    @Nullable
    Entry read(Slice key) {
        return entry(readRef(key));
    }

    /** The entry for an update: counts as a use. */
    @Nullable
    Entry use(Slice key) {
        return entry(useRef(key));
    }

    private @Nullable Entry entry(long ref) {
        return ref == 0 ? null : engine.entry(keys.table, ref);
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
        engine.keepForSnapshot(keys.table, entry.ref);
        if (!Table.isObject(entry.ref) && !(entry instanceof StringEntry)) {
            entry.snapshot = engine.snapshotNumber();
            keys.unpack(entry);
        }
        changing.add(entry);
    }

    void insert(Entry entry) {
        entry.access = engine.accessClock().created();
        keys.insert(entry);
        changing.add(entry);
    }

    void remove(Entry entry) {
        keys.remove(entry.hash, entry.ref);
        entry.ref = 0;
        changing.remove(entry);
    }

    /** After the times of an entry's fields changed. */
    void retime(Entry entry) {
        keys.retime(entry);
    }

    /** Removes up to so many fields whose time is over; returns how many. */
    int expireFields(long nowMs, int most) {
        int removed = 0;
        byte[] key = keys.nextWithExpiredFields(nowMs);
        while (removed < most && key != null) {
            removed += hashes.expireFields(Slice.of(key), most - removed);
            key = keys.nextWithExpiredFields(nowMs);
        }
        return removed;
    }

    /** After values of entries grew or shrank. */
    void resized(long byBytes) {
        keys.resized(byBytes);
    }

    /** After {@link #willChange}, or on a new entry. */
    void setExpiry(Entry entry, long atMs) {
        entry.ref = keys.expireAtMs(entry.hash, entry.ref, atMs);
        entry.expireAtMs = atMs;
    }

    /** After a change of the key: packs its entry, if it can be. */
    void changed(Slice key) {
        engine.countChange();
        engine.hazards().wrote(hash(key));
        changing.settle(key, keys);
        if (!watched.isEmpty()) {
            watched.touch(key, hash(key));
        }
    }

    /** Does what follows from the key's time being over; false if it is there nevertheless. */
    boolean expire(long ref) {
        ExpiryRule.Sight sight = ExpiryRule.sight(engine.isApplying(), engine.isPrimary());
        if (sight != ExpiryRule.Sight.DELETED) {
            return sight == ExpiryRule.Sight.HIDDEN;
        }
        Slice key = keys.key(ref, expired);
        log(Effects.DELETE).bytes(key);
        keys.remove(hash(key), ref);
        changed(key);
        engine.expired(index, key);
        return true;
    }
}
