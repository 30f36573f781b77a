package dev.interrex.sentinel.failover;

/** What a node says that it is; see {@code Role} in control.proto. */
public enum NodeRole {
    UNASSIGNED,
    REPLICA,
    PROMOTING,
    PRIMARY,
    HANDED_OVER
}
