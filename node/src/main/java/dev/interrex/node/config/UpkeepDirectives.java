package dev.interrex.node.config;

import static dev.interrex.node.config.Directive.mutable;
import static dev.interrex.node.config.Section.MEMORY;

import java.util.List;

/** What the event loop does beside commands to keep memory in order, and how much of it at a stretch: commands wait that long. */
public final class UpkeepDirectives {
    private static final long MB = 1L << 20;
    private static final int SECOND_US = 1_000_000;

    public static final Directive<Integer> EVICTION_COMMAND_US = mutable(
            MEMORY,
            "eviction-command-us",
            ValueType.integer(1, SECOND_US),
            500,
            "Microseconds that a command may spend on deleting keys for its room; the next ones go on.");

    public static final Directive<Integer> EVICTION_COMMAND_KEYS = mutable(
            MEMORY,
            "eviction-command-keys",
            ValueType.integer(1, 65536),
            64,
            "Keys that are deleted for one command at most.");

    public static final Directive<Integer> EVICTION_OVERSHOOT_PERCENTAGE = mutable(
            MEMORY,
            "eviction-overshoot-percentage",
            ValueType.integer(0, 100),
            2,
            "Beyond `maxmemory` by so many hundredths of it, commands wait as long as their deletions take:"
                    + " `eviction-command-us` counts no more.");

    public static final Directive<Integer> EVICTION_WASTE_PERCENTAGE = mutable(
            MEMORY,
            "eviction-waste-percentage",
            ValueType.integer(0, 50),
            3,
            "What pages that are not full take counts for eviction, up to so many hundredths of `maxmemory`; the rest"
                    + " is for compaction to win back.");

    public static final Directive<Integer> EVICTION_SHARE_PERCENTAGE = mutable(
            MEMORY,
            "eviction-share-percentage",
            ValueType.integer(1, 100),
            12,
            "Where only such pages are in the way, deleting takes so many hundredths of the time at most.");

    public static final Directive<Integer> EVICTION_BURST_US = mutable(
            MEMORY,
            "eviction-burst-us",
            ValueType.integer(1, SECOND_US),
            1_000,
            "And so many microseconds in one go, if it was not used for a while.");

    public static final Directive<Integer> EXPIRE_TICK_KEYS = mutable(
            MEMORY,
            "expire-tick-keys",
            ValueType.integer(1, 1 << 20),
            2_048,
            "Keys whose time is over that are deleted, without being asked for, every 10 ms.");

    public static final Directive<Integer> RELEASE_TICK_BLOCKS = mutable(
            MEMORY,
            "release-tick-blocks",
            ValueType.integer(1, 1 << 20),
            2_048,
            "Pieces of large values that were deleted whose memory is given back every 10 ms.");

    public static final Directive<Integer> COMPACTION_TICK_US = mutable(
            MEMORY,
            "compaction-tick-us",
            ValueType.integer(0, 10_000),
            200,
            "Microseconds every 10 ms in which values are moved together, out of pages that are not full; four times"
                    + " that where more than a 25th of memory is wasted. 0 = memory is not compacted.");

    public static final Directive<Long> MEMORY_SUPPLY_MIN_BYTES = mutable(
            MEMORY,
            "memory-supply-min-bytes",
            ValueType.bytes(0, 1024 * MB),
            4 * MB,
            "Memory that the thread `memory-supply` touches ahead, so that no command waits for the system to find it:"
                    + " a 512th of what is in use, but at least so much.");

    public static final Directive<Long> MEMORY_SUPPLY_MAX_BYTES = mutable(
            MEMORY,
            "memory-supply-max-bytes",
            ValueType.bytes(0, 1024 * MB),
            32 * MB,
            "And at most so much, which is the stronger of the two. 0 = none is touched ahead.");

    private UpkeepDirectives() {}

    static List<Directive<?>> all() {
        return List.of(
                EVICTION_COMMAND_US,
                EVICTION_COMMAND_KEYS,
                EVICTION_OVERSHOOT_PERCENTAGE,
                EVICTION_WASTE_PERCENTAGE,
                EVICTION_SHARE_PERCENTAGE,
                EVICTION_BURST_US,
                EXPIRE_TICK_KEYS,
                RELEASE_TICK_BLOCKS,
                COMPACTION_TICK_US,
                MEMORY_SUPPLY_MIN_BYTES,
                MEMORY_SUPPLY_MAX_BYTES);
    }
}
