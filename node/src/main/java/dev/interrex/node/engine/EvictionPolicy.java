package dev.interrex.node.engine;

/** {@code maxmemory-policy}. */
public enum EvictionPolicy {
    NOEVICTION,
    ALLKEYS_LRU,
    VOLATILE_LRU,
    ALLKEYS_LFU,
    VOLATILE_LFU,
    ALLKEYS_RANDOM,
    VOLATILE_RANDOM,
    VOLATILE_TTL;

    /** Whether uses are counted rather than dated. */
    public boolean countsUses() {
        return this == ALLKEYS_LFU || this == VOLATILE_LFU;
    }

    /** Whether the time of the last use decides. */
    public boolean datesUses() {
        return this == ALLKEYS_LRU || this == VOLATILE_LRU;
    }
}
