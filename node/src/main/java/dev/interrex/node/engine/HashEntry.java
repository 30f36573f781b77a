package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/** A hash: packed while it is small, and a table from then on. */
final class HashEntry extends Entry {
    private static final int SNAPSHOT_PIECE_BYTES = 64 * 1024;

    private final MemberTables tables;
    Fields fields;

    /**
     * Whether Redis would call it a hashtable, as it does for good once a limit was exceeded. A hash of many bytes, or one with times,
     * is a table before that.
     */
    private boolean large;

    HashEntry(byte[] key, long hash, MemberTables tables, Fields fields) {
        super(key, hash);
        this.tables = tables;
        this.fields = fields;
    }

    /** Upper bound of what is allocated when so many pairs of so many bytes are set. */
    static long mostBytes(@Nullable HashEntry old, int pairs, long bytes) {
        return old == null ? MemberTable.mostBytes(null, pairs, bytes) : old.fields.mostBytes(pairs, bytes);
    }

    /** Sets the field; true if it is new. */
    boolean put(Slice field, Slice value, EngineSettings settings) {
        int longest = settings.hashMaxListpackValueBytes();
        boolean added = fields.put(field, value);
        large |= field.length() > longest
                || value.length() > longest
                || added && fields.size() > settings.hashMaxListpackEntries();
        if (fields instanceof PackedFields pairs && (large || pairs.packed().length() > LONGEST_PACKED)) {
            fields = tableOf(pairs);
        }
        return added;
    }

    /** Some pairs; all those of a small hash at once, as Redis does. */
    long scan(long cursor, long count, PairVisitor visitor) {
        return fields.scan(cursor, large ? count : Long.MAX_VALUE, visitor);
    }

    /** The same hash with other pairs, for reading. */
    HashEntry seenAs(Fields seen) {
        HashEntry view = new HashEntry(key, hash, tables, seen);
        view.large = large;
        return view;
    }

    @Override
    @Nullable
    MemberTable members() {
        return fields instanceof FieldTable many ? many.table() : null;
    }

    /** Beside its pairs, the times of its fields; null if none has had any. */
    @Override
    @Nullable
    TimedFields timed() {
        if (fields instanceof UnexpiredFields view) {
            return view.timed;
        }
        return fields instanceof TimedFields timed ? timed : null;
    }

    /** From now on fields may have times. */
    TimedFields makeTimed() {
        TimedFields timed = timed();
        if (timed == null) {
            timed = new TimedFields(tables, fields instanceof PackedFields ? tableOf(fields) : fields);
            timed.key = key;
            fields = timed;
        }
        return timed;
    }

    private FieldTable tableOf(Fields pairs) {
        FieldTable table = new FieldTable(tables.valued());
        pairs.scan(0, Long.MAX_VALUE, table::put);
        return table;
    }

    @Override
    @Nullable
    Slice packed() {
        return fields instanceof PackedFields pairs ? pairs.packed() : null;
    }

    @Override
    int family() {
        return Effects.HASH_PUT >>> Effects.FAMILY_SHIFT;
    }

    @Override
    String type() {
        return "hash";
    }

    @Override
    String encoding() {
        if (large) {
            return "hashtable";
        }
        return timed() == null ? "listpack" : "listpackex";
    }

    @Override
    long memoryBytes() {
        return OVERHEAD_BYTES + arrayBytes(key.length) + fields.memoryBytes();
    }

    @Override
    long blockBytes() {
        return fields.blockBytes();
    }

    @Override
    int release(int most) {
        return fields.release(most);
    }

    @Override
    long compact(long from, int most) {
        return fields.compact(from, most);
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        HashEntry copy = new HashEntry(newKey, newHash, tables, fields.copy());
        copy.large = large;
        return copy;
    }

    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        Slice field = new Slice();
        Slice value = new Slice();
        long place = from;
        int written = 0;
        while (place >= 0 && written < mostBytes) {
            int pairs = 0;
            int pieceBytes = 0;
            long end = place;
            while (end >= 0 && pieceBytes < SNAPSHOT_PIECE_BYTES) {
                end = fields.read(end, field, value);
                pieceBytes += field.length() + value.length() + 2;
                pairs++;
            }
            out.op(Effects.HASH_PUT).bytes(key).number(pairs);
            long start = place;
            for (int i = 0; i < pairs; i++) {
                place = fields.read(place, field, value);
                out.bytes(field).bytes(value);
            }
            writeTimes(out, start, pairs);
            written += pieceBytes;
        }
        return place;
    }

    private void writeTimes(Effects out, long from, int pairs) {
        TimedFields timed = timed();
        long place = from;
        Slice field = new Slice();
        Slice value = new Slice();
        for (int i = 0; i < pairs && timed != null; i++) {
            place = fields.read(place, field, value);
            long atMs = timed.expireAtMs(field);
            if (atMs >= 0) {
                out.op(Effects.HASH_EXPIRE).bytes(key).bytes(field).number(atMs);
            }
        }
    }

    @Override
    long digest(SipHash hash) {
        Slice field = new Slice();
        Slice value = new Slice();
        TimedFields timed = timed();
        long sum = 0;
        for (long place = 0; place >= 0; ) {
            place = fields.read(place, field, value);
            long atMs = timed == null ? NO_EXPIRY : timed.expireAtMs(field);
            long pair = hash.hash(field) * 31 + hash.hash(value) + (atMs + 1) * 0x9E3779B97F4A7C15L;
            sum += Digest.mix(pair);
        }
        return sum;
    }
}
