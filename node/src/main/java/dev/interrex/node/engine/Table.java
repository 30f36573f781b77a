package dev.interrex.node.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hash table whose iteration order is the order of hash values, whatever its size.
 *
 * <p>Why: a place in the iteration is then a number that stays meaningful while the table grows and shrinks. A SCAN cursor is
 * such a number, so that every key that is there from begin to end is returned; so is the place of a snapshot.
 *
 * <pre>
 *  hash   | directory: depth bits | rest …                    |
 *         | segment: its own, fewer or equally many bits | bucket: 2..8 bits | rest |
 * </pre>
 *
 * The directory (extendible hashing, Fagin et al. 1979) points to segments; a segment holds up to {@value #SPLIT_ABOVE} entries
 * in up to 256 chained buckets and splits alone when it is full, merges with its sibling when both are nearly empty. So no
 * operation ever moves more than a few hundred entries, apart from doubling the directory, a copy of one reference per 256 keys.
 */
final class Table {
    /** A place is the upper 48 bits of a hash: exact in a double, which is what some clients make of a cursor. */
    static final int POSITION_BITS = 48;

    private static final int MIN_BUCKET_BITS = 2;
    private static final int MAX_BUCKET_BITS = 8;
    private static final int SPLIT_ABOVE = 256;
    private static final int MERGE_BELOW = 64;

    /** Segments deeper than this would have buckets narrower than a position. */
    private static final int MAX_DEPTH = POSITION_BITS - MAX_BUCKET_BITS;

    private Segment[] directory = {new Segment(0, MIN_BUCKET_BITS)};
    private int depth;
    private long size;

    private static final class Segment {
        final int depth;
        int bucketBits;
        int count;

        @Nullable
        Entry[] buckets;

        Segment(int depth, int bucketBits) {
            this.depth = depth;
            this.bucketBits = bucketBits;
            this.buckets = new Entry[1 << bucketBits];
        }

        int bucket(long hash) {
            return (int) ((hash << depth) >>> (64 - bucketBits));
        }

        void link(Entry entry) {
            int bucket = bucket(entry.hash);
            entry.next = buckets[bucket];
            buckets[bucket] = entry;
            count++;
        }

        /** Links the entries anew into an array of another size. */
        void resize(int newBucketBits) {
            @Nullable Entry[] old = buckets;
            bucketBits = newBucketBits;
            buckets = new Entry[1 << newBucketBits];
            count = 0;
            linkAll(old, this);
        }
    }

    long size() {
        return size;
    }

    @Nullable
    Entry find(long hash, Slice key) {
        Segment segment = segment(hash);
        Entry entry = segment.buckets[segment.bucket(hash)];
        while (entry != null && (entry.hash != hash || !key.contentEquals(entry.key))) {
            entry = entry.next;
        }
        return entry;
    }

    /** Adds an entry whose key is not in the table. */
    void insert(Entry entry) {
        Segment segment = segment(entry.hash);
        if (segment.count >= 1 << segment.bucketBits) {
            segment = grow(segment, entry.hash);
        }
        segment.link(entry);
        size++;
    }

    /** Takes out an entry that is in the table. */
    void remove(Entry entry) {
        Segment segment = segment(entry.hash);
        int bucket = segment.bucket(entry.hash);
        replaceInChain(segment, bucket, entry, entry.next);
        entry.next = null;
        segment.count--;
        size--;
        shrink(segment, entry.hash);
    }

    /** Puts {@code entry}, of the same key, where {@code old} was. */
    void replace(Entry old, Entry entry) {
        Segment segment = segment(old.hash);
        entry.next = old.next;
        replaceInChain(segment, segment.bucket(old.hash), old, entry);
        old.next = null;
    }

    private static void replaceInChain(Segment segment, int bucket, Entry old, @Nullable Entry by) {
        Entry at = segment.buckets[bucket];
        if (at == old) {
            segment.buckets[bucket] = by;
            return;
        }
        while (at != null && at.next != old) {
            at = at.next;
        }
        if (at == null) {
            throw new IllegalStateException("entry is not in the table");
        }
        at.next = by;
    }

    /**
     * Gives the visitor every entry of the bucket at {@code position} that does not lie before it.
     *
     * @param position 0, or what a call returned; the visitor must not change the table
     * @return the next bucket's position, 0 after the last
     */
    long visit(long position, Consumer<Entry> visitor) {
        if (position < 0 || position >>> POSITION_BITS != 0) {
            return 0;
        }
        long hash = position << (64 - POSITION_BITS);
        Segment segment = segment(hash);
        for (Entry entry = segment.buckets[segment.bucket(hash)]; entry != null; entry = entry.next) {
            if (entry.hash >>> (64 - POSITION_BITS) >= position) {
                visitor.accept(entry);
            }
        }
        int bits = segment.depth + segment.bucketBits;
        long next = ((hash >>> (64 - bits)) + 1) << (POSITION_BITS - bits);
        return next >>> POSITION_BITS != 0 ? 0 : next;
    }

    /**
     * An entry picked by a random number: any bucket at random, then any of its entries; null if the table is empty. Entries of
     * short chains are somewhat likelier, as with Redis.
     */
    @Nullable
    Entry random(long random) {
        if (size == 0) {
            return null;
        }
        long position = random >>> (64 - POSITION_BITS);
        Entry[] picked = new Entry[1];
        int[] seen = new int[1];
        while (true) {
            position = visit(position, entry -> {
                seen[0]++;
                // Reservoir sampling with the random number's other bits.
                if (picked[0] == null || Long.remainderUnsigned(random * 0x9E3779B97F4A7C15L >>> 16, seen[0]) == 0) {
                    picked[0] = entry;
                }
            });
            if (picked[0] != null) {
                return picked[0];
            }
        }
    }

    private Segment segment(long hash) {
        return directory[index(hash, depth)];
    }

    /** The upper {@code bits} bits, also for none of them. */
    private static int index(long hash, int bits) {
        return (int) ((hash >>> 1) >>> (63 - bits));
    }

    private Segment grow(Segment segment, long hash) {
        if (segment.bucketBits < MAX_BUCKET_BITS) {
            segment.resize(segment.bucketBits + 1);
            return segment;
        }
        if (segment.count < SPLIT_ABOVE || segment.depth >= MAX_DEPTH) {
            return segment;
        }
        if (segment.depth == depth) {
            doubleDirectory();
        }
        Segment left = new Segment(segment.depth + 1, MAX_BUCKET_BITS);
        Segment right = new Segment(segment.depth + 1, MAX_BUCKET_BITS);
        for (Entry chain : segment.buckets) {
            while (chain != null) {
                Entry rest = chain.next;
                boolean upper = (chain.hash << segment.depth) < 0;
                (upper ? right : left).link(chain);
                chain = rest;
            }
        }
        place(left, hash & ~(1L << (63 - segment.depth)));
        place(right, hash | 1L << (63 - segment.depth));
        return segment(hash);
    }

    private void doubleDirectory() {
        Segment[] doubled = new Segment[directory.length * 2];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >>> 1];
        }
        directory = doubled;
        depth++;
    }

    /** Lets every directory entry of the segment's prefix, that of {@code hash}, refer to it. */
    private void place(Segment segment, long hash) {
        int width = 1 << (depth - segment.depth);
        int first = index(hash, segment.depth) * width;
        for (int i = first; i < first + width; i++) {
            directory[i] = segment;
        }
    }

    private void shrink(Segment segment, long hash) {
        if (segment.count >= MERGE_BELOW / 2 || segment.depth == 0) {
            if (segment.bucketBits > MIN_BUCKET_BITS && segment.count < 1 << (segment.bucketBits - 3)) {
                segment.resize(segment.bucketBits - 1);
            }
            return;
        }
        Segment sibling = segment(hash ^ 1L << (64 - segment.depth));
        if (sibling.depth != segment.depth || sibling.count + segment.count >= MERGE_BELOW) {
            return;
        }
        Segment merged = new Segment(segment.depth - 1, MAX_BUCKET_BITS - 2);
        linkAll(segment.buckets, merged);
        linkAll(sibling.buckets, merged);
        place(merged, hash);
    }

    private static void linkAll(@Nullable Entry[] chains, Segment into) {
        for (Entry chain : chains) {
            while (chain != null) {
                Entry rest = chain.next;
                into.link(chain);
                chain = rest;
            }
        }
    }
}
