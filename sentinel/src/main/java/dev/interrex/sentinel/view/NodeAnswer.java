package dev.interrex.sentinel.view;

/**
 * What a node last said of itself.
 *
 * @param incarnation of its data
 * @param bootCounter rises with every start of its process
 * @param processId of the node on its machine
 * @param role what it does now
 * @param epoch highest epoch that it has persisted
 * @param serving it executes reads and writes
 * @param reachesIsr as primary: most of its in-sync set answers it
 * @param healthy its disk answers
 * @param primarySilenceMs as replica: since when it has not heard the primary; -1 = never, or it is the primary
 * @param primaryRefused as replica: its connection to the primary was refused or reset
 * @param endLsn end of its log
 * @param durableLsn end of what is synced to its disk
 * @param committedLsn the high watermark that it knows
 * @param appliedLsn end of what its memory reflects
 */
public record NodeAnswer(
        String incarnation,
        long bootCounter,
        long processId,
        NodeRole role,
        long epoch,
        boolean serving,
        boolean reachesIsr,
        boolean healthy,
        long primarySilenceMs,
        boolean primaryRefused,
        long endLsn,
        long durableLsn,
        long committedLsn,
        long appliedLsn,
        long usedMemoryBytes,
        long connectedClients) {
    /** Roles as {@code Role} in control.proto has them. */
    public enum NodeRole {
        UNASSIGNED,
        REPLICA,
        PROMOTING,
        PRIMARY,
        HANDED_OVER
    }

    /** As replica: whether it hears its primary. */
    public boolean linkUp() {
        return role == NodeRole.REPLICA && primarySilenceMs >= 0 && !primaryRefused;
    }
}
