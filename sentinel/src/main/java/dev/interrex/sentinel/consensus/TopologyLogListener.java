package dev.interrex.sentinel.consensus;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.SentinelAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the log says, in log order, one call at a time, on the state machine's thread: do not block, and do not throw
 * (what is thrown is logged and dropped).
 */
public interface TopologyLogListener {
    /**
     * A group's state changed.
     *
     * @param before null if the group is new here; a state several versions older after a snapshot was installed
     */
    default void groupChanged(@Nullable GroupTopology before, GroupTopology after) {}

    /** Who leads changed, or is not known any more. */
    default void leadershipChanged(Leadership leadership) {}

    /** The sentinels are these from now on; called with those that are known at first. On any thread, one call at a time. */
    default void sentinelsChanged(List<SentinelAddress> members) {}
}
