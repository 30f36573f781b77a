package dev.interrex.node.group;

/**
 * Snapshots between this node and others, since its process began.
 *
 * @param receiving whether one is being received, or asked for
 * @param source node id of whom the last one came from, or is being fetched from; empty = there was none
 * @param sentBytes sent to others
 */
public record FullSyncStatus(boolean receiving, String source, long sentBytes) {}
