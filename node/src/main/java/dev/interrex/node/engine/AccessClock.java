package dev.interrex.node.engine;

/**
 * How recently or how often an entry was used, in 32 bits, for OBJECT IDLETIME, OBJECT FREQ and eviction. Never logged: each node
 * has its own, and only the primary evicts.
 *
 * <pre>
 *  LRU   | seconds since 1970                 |
 *  LFU   | minutes since 1970 (24) | count (8)|   the count grows with the logarithm of uses, and falls by one a minute
 * </pre>
 */
final class AccessClock {
    /** Count of a new entry, so that it is not the first victim. */
    private static final int INITIAL_COUNT = 5;

    private static final int LOG_FACTOR = 10;
    private static final int MINUTE_MASK = 0xFFFFFF;

    private boolean lfu;
    private int seconds;
    private long random;

    AccessClock(long seed) {
        random = seed | 1;
    }

    void now(long nowMs, boolean lfu) {
        seconds = (int) (nowMs / 1000);
        this.lfu = lfu;
    }

    int created() {
        return lfu ? minutes() << 8 | INITIAL_COUNT : seconds;
    }

    int used(int access) {
        return lfu ? minutes() << 8 | incremented(frequency(access)) : seconds;
    }

    /** As of an entry that was last used so long ago. */
    int idle(long idleSeconds) {
        return (int) Math.max(0, seconds - idleSeconds);
    }

    /** As of an entry that was used so often, 0 to 255. */
    int ofFrequency(int frequency) {
        return minutes() << 8 | frequency;
    }

    long idleSeconds(int access) {
        return Math.max(0, (long) seconds - access);
    }

    /** The count as of now. */
    int frequency(int access) {
        int idleMinutes = (minutes() - (access >>> 8)) & MINUTE_MASK;
        return Math.max(0, (access & 0xFF) - idleMinutes);
    }

    private int minutes() {
        return seconds / 60 & MINUTE_MASK;
    }

    private int incremented(int count) {
        if (count == 255) {
            return count;
        }
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        double chance = 1.0 / (Math.max(0, count - INITIAL_COUNT) * LOG_FACTOR + 1);
        return (random >>> 11) * 0x1.0p-53 < chance ? count + 1 : count;
    }
}
