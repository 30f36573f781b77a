package dev.interrex.chaos.report;

/**
 * A promise of the replication protocol and how often the drill looked at it.
 *
 * @param number in the list of the protocol's invariants
 * @param claim what must always hold
 * @param means how it was looked at
 * @param checks how often
 * @param broken how often it did not hold
 */
public record InvariantCheck(int number, String claim, String means, long checks, long broken) {}
