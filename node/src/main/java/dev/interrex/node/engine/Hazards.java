package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * What the reply to a read depends on: the newest write to the keys that it looked at, rather than the newest write of all.
 *
 * <p>A table of LSNs by the hash of the key, of fixed size. Keys that share a slot make a read wait for the other's write as well:
 * longer than needed, never too short. Nothing is ever taken out; an LSN that is committed delays nobody.
 *
 * <p>Loop thread only.
 */
public final class Hazards {
    /** What a read depends on that looked at no key in particular: whatever was written. */
    public static final long EVERYTHING = Long.MAX_VALUE;

    private static final int SLOTS = 1 << 14;

    private final long[] newest = new long[SLOTS];
    private long newestOfAll;
    private long writing;
    private long seen;

    /** A command begins, or an expiry cycle; what it writes is committed with every LSN from {@code lsn} on. */
    public void begin(long lsn) {
        writing = lsn;
        seen = 0;
    }

    /** What the command has looked at so far depends on this LSN, or on {@link #EVERYTHING}. */
    public long seen() {
        return seen;
    }

    /** The command saw something that is no key. */
    public void sawEverything() {
        seen = EVERYTHING;
    }

    /** The command looks at a key with this hash. */
    public void saw(long hash) {
        seen = Math.max(seen, Math.max(newestOfAll, newest[(int) hash & SLOTS - 1]));
    }

    /** The command changes a key with this hash. */
    public void wrote(long hash) {
        newest[(int) hash & SLOTS - 1] = writing;
    }

    void wroteEverything() {
        newestOfAll = writing;
    }

    /** Another log begins: LSNs of the former one mean nothing. */
    public void clear() {
        Arrays.fill(newest, 0);
        newestOfAll = 0;
        seen = 0;
        writing = 0;
    }
}
