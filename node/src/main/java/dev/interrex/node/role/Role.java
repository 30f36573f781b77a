package dev.interrex.node.role;

/** The roles of a node in its group; the legal transitions are drawn at {@link RoleMachine}. */
public enum Role {
    /** No usable topology is known: refuses reads and writes. */
    UNASSIGNED,
    /** Follows the primary of its epoch, or tries to. */
    REPLICA,
    /** Chosen, not yet serving: its barrier is not committed, or its promise to the predecessor has not lapsed. */
    PROMOTING,
    /** Executes reads and writes. */
    PRIMARY,
    /** Was primary and gave its lease up for a planned switchover: serves nothing until the next epoch. */
    HANDED_OVER
}
