package dev.interrex.sentinel.suspicion;

/**
 * What one sentinel thinks of one node.
 *
 * @param suspected it cannot reach the node
 * @param sinceMs when that began, on the clock of whoever holds this record; meaningless if not suspected
 * @param refused the node's host refuses connections, rather than being silent
 */
public record Opinion(boolean suspected, long sinceMs, boolean refused) {}
