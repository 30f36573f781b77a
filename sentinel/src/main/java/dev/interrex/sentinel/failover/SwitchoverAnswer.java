package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;

/** What whoever asked for a switchover may conclude. */
public sealed interface SwitchoverAnswer {
    /** The new primary serves. */
    record Done(FailoverTimes record, GroupTopology state) implements SwitchoverAnswer {}

    /** Nothing changed: the old primary goes on. */
    record NotDone(String reason) implements SwitchoverAnswer {}

    /** There is no such group or node. */
    record NotFound(String reason) implements SwitchoverAnswer {}

    /** It may have happened, or may still: read the status. */
    record Unknown(String reason) implements SwitchoverAnswer {}
}
