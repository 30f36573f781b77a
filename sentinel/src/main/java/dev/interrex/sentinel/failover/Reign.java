package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;

/**
 * What was seen of the primary of one epoch since that epoch began. Kept by every sentinel, leader or not.
 */
final class Reign {
    private static final long NEVER = -1;
    private static final long UNKNOWN = -1;

    private final long epoch;
    private final MemberId primary;
    private final long beganMs;
    private final long isolationPatienceMs;
    /** Of the first report in this epoch. */
    private long bootCounter = UNKNOWN;

    private boolean rebooted;
    private boolean servingSeen;
    private long isolatedSinceMs = NEVER;

    /**
     * @param beganMs when this sentinel heard of it
     * @param isolationPatienceMs how long its primary may be cut off from its in-sync set
     */
    Reign(long epoch, MemberId primary, long beganMs, long isolationPatienceMs) {
        this.epoch = epoch;
        this.primary = primary;
        this.beganMs = beganMs;
        this.isolationPatienceMs = isolationPatienceMs;
    }

    boolean isOf(GroupTopology topology) {
        return topology.epoch() == epoch && topology.primary().equals(primary);
    }

    /** Call with every report of the primary's node. */
    void observe(NodeFacts facts, GroupTopology topology) {
        if (!facts.member().equals(primary) || facts.epoch() > epoch) {
            return;
        }
        if (bootCounter == UNKNOWN && facts.epoch() == epoch) {
            bootCounter = facts.bootCounter();
        }
        if (bootCounter != UNKNOWN && facts.bootCounter() > bootCounter) {
            rebooted = true;
        }
        if (facts.epoch() < epoch) {
            return;
        }
        servingSeen |= facts.role() == NodeRole.PRIMARY && facts.serving();
        boolean rules = facts.role() == NodeRole.PRIMARY || facts.role() == NodeRole.PROMOTING;
        boolean alone = topology.isr().size() == 1;
        if (!rules || facts.reachesIsr() || alone) {
            isolatedSinceMs = NEVER;
        } else if (isolatedSinceMs == NEVER) {
            isolatedSinceMs = facts.takenAtMs();
        }
    }

    /** When this sentinel heard that it is committed. */
    long beganMs() {
        return beganMs;
    }

    /** The primary was seen serving in this epoch. */
    boolean servingSeen() {
        return servingSeen;
    }

    /** The primary's process restarted in this epoch: what it had promised or answered is forgotten. */
    boolean rebooted() {
        return rebooted;
    }

    /** The primary has been saying for long enough that it does not reach its in-sync set. */
    boolean isolated(long nowMs) {
        return isolatedSinceMs != NEVER && nowMs - isolatedSinceMs >= isolationPatienceMs;
    }

    /**
     * The patience with the next primary. Where one that was chosen never got to serve and was alone as well, nodes probably do
     * not reach one another at all: twice as long, rather than a new epoch every few hundred milliseconds until they do.
     */
    long nextIsolationPatienceMs(FailoverSettings settings) {
        boolean inVain = !servingSeen && isolatedSinceMs != NEVER;
        return inVain
                ? Math.min(2 * isolationPatienceMs, settings.isolationPatienceMaxMs())
                : settings.suspectAfterMs();
    }
}
