package dev.interrex.sentinel.promotion;

import dev.interrex.model.GroupTopology;
import dev.interrex.sentinel.failover.Phase;
import java.util.Optional;

/** Something about a group that others may want to be told. */
public sealed interface GroupEvent {
    String group();

    /** A new state was applied. {@code before} is empty if the group is new here. */
    record StateApplied(Optional<GroupTopology> before, GroupTopology state) implements GroupEvent {
        @Override
        public String group() {
            return state.group();
        }
    }

    /**
     * The primary of the state's epoch was seen serving, for the first time in that epoch.
     *
     * @param previous the last state whose primary was seen serving here; empty if none was
     */
    record PrimaryServing(Optional<GroupTopology> previous, GroupTopology state) implements GroupEvent {
        @Override
        public String group() {
            return state.group();
        }
    }

    /** This sentinel lost a node, or hears it again (Redis: {@code +sdown}, {@code -sdown}). */
    record NodeReachability(String group, String nodeId, boolean reachable) implements GroupEvent {}

    /** A majority of sentinels lost a node, or no longer (Redis: {@code +odown}, {@code -odown}). */
    record MajoritySuspicion(String group, String nodeId, boolean suspected) implements GroupEvent {}

    /** The leader's machine moved on; elsewhere it is STANDBY all the time. */
    record PhaseEntered(String group, Phase phase, String detail) implements GroupEvent {}
}
