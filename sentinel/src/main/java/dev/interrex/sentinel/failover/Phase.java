package dev.interrex.sentinel.failover;

/** Where a group stands; the legal transitions are drawn at {@link GroupFailover}. */
public enum Phase {
    /** Another sentinel leads, or none: this one watches and remembers. */
    STANDBY,
    /** The log knows no such group. */
    ABSENT,
    /** The primary of the epoch was seen serving. */
    STEADY,
    /** The primary has to go; positions of its possible successors are collected, one is proposed. */
    ELECTING,
    /** A planned switchover is under way, up to its new epoch. */
    HANDING_OVER,
    /** The epoch is committed, its primary was not seen serving yet. */
    PROMOTING
}
