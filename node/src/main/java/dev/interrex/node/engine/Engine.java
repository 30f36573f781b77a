package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All databases of a node, and the one entrance for effects.
 *
 * <p>On a primary ({@link #attach} with the log's sink) handlers call mutators, which log what they do. On a replica and during
 * replay ({@link EffectSink#NONE}) {@link #apply} calls the same mutators with what was logged: nothing else decides anything
 * there, no clock and no chance. Loop thread only.
 */
public final class Engine {
    /** Of records' stamps there are 128. */
    private static final int MOST_ABANDONED = 100;

    /** Giving a page back to the operating system takes as long as freeing so many blocks. */
    private static final int BLOCKS_PER_PAGE = 32;

    private final EngineSettings settings;
    private final SipHash hashFunction;
    private final AccessClock accessClock;
    private final Memory memory = new Memory();
    private final Blocks blocks = new Blocks(memory);
    final MemberTables tables;
    private final Releases releases = new Releases();
    private final Database[] databases;
    private final Hazards hazards = new Hazards();
    private final ExactlyOnce exactlyOnce = new ExactlyOnce(this);
    private final Effects effects = new Effects();
    private final Lookahead lookahead;
    private final Compaction compaction = new Compaction(this);
    private final EffectReader reader = new EffectReader();
    private final Views views = new Views(this);
    private EffectSink sink = EffectSink.NONE;
    private KeyspaceListener listener = KeyspaceListener.NONE;
    private boolean applying;
    private long nowMs;
    private long hits;
    private long misses;
    private long changes;
    private long expiredKeys;
    private long expiredFields;

    /** Number of the snapshot that was begun last; entries made or kept since bear it. */
    private int snapshotNumber;

    /** Number of the last snapshot that was completed; all stamps of records are from then on. */
    private int completedSnapshot;

    private @Nullable SnapshotCursor snapshot;

    /** Tables that were dropped while the open snapshot may still need them. */
    private final List<Table> dropped = new ArrayList<>();

    /** @param hashSeed keeps clients from choosing keys that collide; need not be equal on other nodes */
    public Engine(EngineSettings settings, long hashSeed) {
        this.settings = settings;
        hashFunction = new SipHash(hashSeed, Digest.mix(hashSeed));
        tables = new MemberTables(blocks, hashFunction);
        accessClock = new AccessClock(hashSeed);
        lookahead = new Lookahead(memory, hashFunction);
        databases = new Database[settings.databases()];
        for (int i = 0; i < databases.length; i++) {
            databases[i] = new Database(this, i);
        }
    }

    public EngineSettings settings() {
        return settings;
    }

    /** Where effects go from now on: the log's sink on a primary, {@link EffectSink#NONE} on a replica and during replay. */
    public void attach(EffectSink sink) {
        this.sink = sink;
        hazards.clear();
    }

    /** What a reply depends on. */
    public Hazards hazards() {
        return hazards;
    }

    /** Who hears of expired and evicted keys, and of what handlers tell {@link #tell}. */
    public void listener(KeyspaceListener listener) {
        this.listener = listener;
    }

    /** Tells the listener of a change that a handler made. */
    public void tell(int database, char kind, String event, Slice key) {
        if (listener != KeyspaceListener.NONE) {
            listener.event(database, kind, event, key);
        }
    }

    /** Throws {@link IndexOutOfBoundsException} for an index that is not configured. */
    public Database database(int index) {
        return databases[index];
    }

    /** Wall clock in milliseconds of the current command; the only time that the engine sees. */
    public void now(long nowMs) {
        this.nowMs = nowMs;
        accessClock.now(nowMs, settings.evictionPolicy().countsUses());
    }

    public long now() {
        return nowMs;
    }

    /** Lookups by reads that found a key, since the start. */
    public long hits() {
        return hits;
    }

    /** Lookups by reads that found none. */
    public long misses() {
        return misses;
    }

    /** Changes of keys since the start, applied ones included. */
    public long changes() {
        return changes;
    }

    /** Keys deleted because their time was over. */
    public long expiredKeys() {
        return expiredKeys;
    }

    /** Fields of hashes deleted because their time was over. */
    public long expiredFields() {
        return expiredFields;
    }

    public void resetStatistics() {
        expiredFields = 0;
        hits = 0;
        misses = 0;
        expiredKeys = 0;
    }

    /** Memory of keys and values, tables and expiries; that of large collections is an estimate. */
    public long usedMemoryBytes() {
        long sum = 0;
        for (Database database : databases) {
            sum += database.memoryBytes();
        }
        return sum + releases.pendingBytes() + exactlyOnce.memoryBytes();
    }

    /** What clients that may ask again were answered. */
    public ExactlyOnce exactlyOnce() {
        return exactlyOnce;
    }

    /** Where that memory is. */
    public MemoryUse memoryUse() {
        return MemoryUse.of(this, databases);
    }

    /** What moves records together where slabs are half empty; a few times a second. */
    public Compaction compaction() {
        return compaction;
    }

    /** Whether the open snapshot has written a part of the value of this key: it must not move until all of it is. */
    boolean isBeingWritten(Table table, long ref) {
        return snapshot != null && snapshot.isCurrent(table, ref);
    }

    /**
     * Gives some of the memory of deleted large values and of emptied databases back, a few times a second and where room is needed;
     * not logged.
     *
     * @param mostBlocks bounds the time: a block takes about 0.1 µs
     * @return whether there is more
     */
    public boolean release(int mostBlocks) {
        boolean more = releases.step(mostBlocks);
        return memory.discardSome(mostBlocks / BLOCKS_PER_PAGE) || more;
    }

    /** Large values and emptied databases whose memory is still to be given back. */
    public int pendingReleases() {
        return releases.pendingObjects();
    }

    public Lookahead lookahead() {
        return lookahead;
    }

    /** Gives free pages back to the operating system. */
    public void purgeMemory() {
        memory.purge();
    }

    // Mutators across databases

    /** Forgets everything, sessions too: the state is about to be loaded anew. Logs nothing if no sink is attached. */
    public void startOver() {
        clear();
        exactlyOnce.clear();
        // What is loaded now needs the room.
        releases.step(Integer.MAX_VALUE);
    }

    /** Deletes the keys of all databases. */
    public void clear() {
        for (Database database : databases) {
            database.clear();
        }
    }

    /** Lets two databases change places; those who selected one of them then see the other's keys. */
    public void swap(int one, int other) {
        if (one == other) {
            return;
        }
        effects.to(sink(), one).op(Effects.SWAP).number(other);
        databases[one].swapContents(databases[other]);
    }

    /**
     * Deletes keys whose time is over, the oldest first, then fields of hashes; primary only, with an open record.
     *
     * @return how many keys and fields were deleted; {@code maxKeys} means that there may be more
     */
    public int expireCycle(long nowMs, int maxKeys) {
        now(nowMs);
        if (!isPrimary()) {
            return 0;
        }
        int deleted = 0;
        for (Database database : databases) {
            long first = database.keys.table.expiring.first();
            while (first != 0 && database.keys.isExpired(first, nowMs) && deleted < maxKeys) {
                database.expire(first);
                deleted++;
                first = database.keys.table.expiring.first();
            }
            deleted += database.expireFields(nowMs, maxKeys - deleted);
        }
        return deleted;
    }

    // Effects in

    /**
     * Does what a record says. Throws {@link CorruptEffectException}: memory may be half changed then, so the node has to stop.
     *
     * @param effects read from its position to its limit
     * @param logTimeMs the primary's wall clock when it wrote them
     */
    public void apply(ByteBuffer effects, long logTimeMs) {
        now(logTimeMs);
        applying = true;
        try {
            reader.from(effects);
            while (reader.hasMore()) {
                applyOne();
            }
        } catch (WrongTypeException wrongType) {
            throw new CorruptEffectException("effect on a key of another type");
        } finally {
            applying = false;
        }
    }

    /**
     * Adds a chunk that a {@link SnapshotCursor} wrote, of an engine that was empty before the first. Throws
     * {@link CorruptEffectException}.
     */
    public void load(ByteBuffer chunk) {
        apply(chunk, nowMs);
    }

    private void applyOne() {
        int op = reader.op();
        if (op >>> Effects.FAMILY_SHIFT == Effects.SESSION_OPEN >>> Effects.FAMILY_SHIFT) {
            exactlyOnce.apply(op, reader);
            return;
        }
        int index = 0;
        if ((op & Effects.DATABASE_FOLLOWS) != 0) {
            op -= Effects.DATABASE_FOLLOWS;
            index = (int) reader.number(0, databases.length - 1L);
        }
        Database database = databases[index];
        ValueType type = database.family(op >>> Effects.FAMILY_SHIFT);
        if (type != null) {
            type.apply(op, reader);
        } else {
            applyToKeyspace(op, database);
        }
    }

    private void applyToKeyspace(int op, Database database) {
        switch (op) {
            case Effects.DELETE -> ValueType.expect(database.delete(reader.key()), op);
            case Effects.EXPIRE_AT -> {
                Slice key = reader.key();
                ValueType.expect(database.expireAt(key, reader.number(0, Long.MAX_VALUE)), op);
            }
            case Effects.PERSIST -> ValueType.expect(database.persist(reader.key()), op);
            case Effects.RENAME -> {
                Slice key = reader.key();
                ValueType.expect(database.rename(key, reader.second()), op);
            }
            case Effects.MOVE -> {
                Slice key = reader.key();
                ValueType.expect(database.move(key, otherDatabase()), op);
            }
            case Effects.COPY -> {
                Slice key = reader.key();
                Database to = otherDatabase();
                ValueType.expect(database.copy(key, to, reader.second()), op);
            }
            case Effects.CLEAR -> database.clear();
            case Effects.SWAP -> swap(database.index(), otherDatabase().index());
            default -> throw ValueType.unknown(op);
        }
    }

    private Database otherDatabase() {
        return databases[(int) reader.number(0, databases.length - 1L)];
    }

    // State out

    /** A digest of all databases, expiries included: equal contents, equal digest, and the reverse almost certainly. Takes long. */
    public long digest() {
        Digest digest = new Digest();
        for (Database database : databases) {
            Table table = database.keys.table;
            long position = 0;
            do {
                position = table.visit(position, ref -> digest.add(database.index(), entry(table, ref)));
            } while (position != 0);
        }
        return digest.value() + exactlyOnce.digest();
    }

    /** Begins a snapshot of the state at this moment. Throws {@link IllegalStateException} while another one is open. */
    public SnapshotCursor beginSnapshot() {
        if (snapshot != null) {
            throw new IllegalStateException("a snapshot is already being taken");
        }
        Table[] tables = new Table[databases.length];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = databases[i].keys.table;
        }
        if (snapshotNumber - completedSnapshot >= MOST_ABANDONED) {
            forgetStamps(tables);
        }
        snapshotNumber++;
        snapshot = new SnapshotCursor(this, tables);
        return snapshot;
    }

    /** Records have room for the lower bits of a snapshot's number only, so none may keep an old one for too long. */
    private void forgetStamps(Table[] tables) {
        for (Table table : tables) {
            long position = 0;
            do {
                position = table.visit(position, ref -> {
                    if (!Table.isObject(ref)) {
                        table.records.stamp(ref, snapshotNumber);
                    }
                });
            } while (position != 0);
        }
        completedSnapshot = snapshotNumber;
    }

    void snapshotClosed(boolean completed) {
        snapshot = null;
        if (completed) {
            completedSnapshot = snapshotNumber;
        }
        dropped.forEach(releases::add);
        dropped.clear();
    }

    /** Gives the memory of a table back that no database has any more. */
    void release(Table table) {
        if (snapshot == null) {
            releases.add(table);
        } else {
            dropped.add(table);
        }
    }

    /** Before the key of the table changes: the open snapshot, if it has not come by yet, writes it down. */
    void keepForSnapshot(Table table, long ref) {
        if (snapshot != null && !isKept(table, ref)) {
            snapshot.keep(table, ref);
        }
    }

    /** Whether the newest snapshot needs nothing more of the key. */
    boolean isKept(Table table, long ref) {
        return Table.isObject(ref)
                ? table.object(ref).snapshot == snapshotNumber
                : table.records.stamp(ref) == Records.stampOf(snapshotNumber);
    }

    /** The newest snapshot needs nothing more of the key. */
    void kept(Table table, long ref) {
        if (Table.isObject(ref)) {
            table.object(ref).snapshot = snapshotNumber;
        } else {
            table.records.stamp(ref, snapshotNumber);
        }
    }

    int snapshotNumber() {
        return snapshotNumber;
    }

    /** What a reference refers to, as an object: see {@link Views}. */
    Entry entry(Table table, long ref) {
        return Table.isObject(ref) ? table.object(ref) : views.of(table, ref);
    }

    /** The operations of a type of value; null if the family is none. */
    @Nullable
    ValueType family(int family) {
        return databases[0].family(family);
    }

    public Memory memory() {
        return memory;
    }

    Blocks blocks() {
        return blocks;
    }

    /** The entry, and with it its blocks, is no one's any more. */
    void release(Entry entry) {
        releases.add(entry);
    }

    EffectSink sink() {
        return applying ? EffectSink.NONE : sink;
    }

    Effects effects() {
        return effects;
    }

    SipHash hashFunction() {
        return hashFunction;
    }

    AccessClock accessClock() {
        return accessClock;
    }

    /** Whether this engine decides: it logs what it does, and lets keys expire. */
    boolean isPrimary() {
        return !applying && sink != EffectSink.NONE;
    }

    /** Whether a command may change something here, a cached number too: only a primary's changes are logged. */
    public boolean mayChange() {
        return isPrimary();
    }

    boolean isApplying() {
        return applying;
    }

    /** Counts what a read found at a reference: a hit, or for 0 a miss. */
    long counted(long ref) {
        hits += ref == 0 ? 0 : 1;
        misses += ref == 0 ? 1 : 0;
        return ref;
    }

    void countChange() {
        changes++;
    }

    void fieldsExpired(int database, Slice key, int fields) {
        expiredFields += fields;
        tell(database, 'h', "hexpired", key);
    }

    void expired(int database, Slice key) {
        expiredKeys++;
        tell(database, 'x', "expired", key);
    }
}
