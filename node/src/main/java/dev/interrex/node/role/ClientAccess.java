package dev.interrex.node.role;

/**
 * What clients may do on this node, by its role; and until when those wait, with nothing executed, who would find nobody that serves: those of a
 * primary that handed over, until its successor serves, and those who are early at that successor. Time is monotonic nanoseconds, passed in.
 */
public final class ClientAccess {
    /** What becomes of a command that arrives now. In the cases other than {@link #SERVES} it is not executed. */
    public enum Answer {
        /** It is executed. */
        SERVES,
        /** It waits if it touches keys: a planned switchover is under way, which may still be called off. */
        PARKS_KEYS,
        /** It waits, also if it is a message: this node gave its lease up, and its successor does not serve yet; or it is that successor. */
        PARKS_ALL,
        /** It is refused: this node becomes the primary. */
        PROMOTING,
        /** It is refused: another node is the primary. */
        REPLICA,
        /** It is refused: who is the primary is not known. */
        UNASSIGNED;

        /** Whether some commands wait. */
        public boolean parks() {
            return this == PARKS_KEYS || this == PARKS_ALL;
        }
    }

    private final RoleMachine role;
    private final long holdNanos;
    private final long noticeNanos;
    private final Runnable letGo;
    private boolean gaveUpLease;
    private long undecidedUntilNanos;
    /** The lease was given up, and no new epoch was heard of for so long that waiting for it is pointless. */
    private boolean undecided;

    private boolean holding;
    private long heldUntilNanos;
    private boolean expecting;
    private long expectedUntilNanos;
    private String successor = "";

    /**
     * @param holdNanos how long clients wait at most: for the epoch of a successor, then, from the time at which this node hears of it, for it
     *     to serve; and at the successor, from the time at which it hears that it may be, then from that at which it is chosen. 0 = not at all
     * @param noticeNanos how long those who waited go on waiting once the successor serves: until whoever tells them where it is has done so
     * @param letGo ends all client connections, and refuses what waits
     */
    public ClientAccess(RoleMachine role, long holdNanos, long noticeNanos, Runnable letGo) {
        this.role = role;
        this.holdNanos = holdNanos;
        this.noticeNanos = noticeNanos;
        this.letGo = letGo;
    }

    public Answer answer() {
        if (holding) {
            return Answer.PARKS_ALL;
        }
        return switch (role.role()) {
            case PRIMARY -> role.parksWrites() ? Answer.PARKS_KEYS : Answer.SERVES;
            // The next epoch decides where they go. It may never come here: this node, or the sentinels, may be cut
            // off.
            case HANDED_OVER -> undecided ? Answer.UNASSIGNED : Answer.PARKS_ALL;
            case PROMOTING -> expecting ? Answer.PARKS_ALL : Answer.PROMOTING;
            case REPLICA -> expecting ? Answer.PARKS_ALL : Answer.REPLICA;
            case UNASSIGNED -> Answer.UNASSIGNED;
        };
    }

    /** Whether clients wait for another node to serve. */
    public boolean holding() {
        return holding;
    }

    /** This node is about to become the primary, or was chosen: who comes early waits for it to serve, rather than be refused. */
    public void expect(long nowNanos) {
        boolean chosen = role.role() == Role.PROMOTING;
        boolean early = chosen || role.role() == Role.REPLICA && !expecting;
        if (early && holdNanos > 0) {
            expecting = true;
            expectedUntilNanos = nowNanos + holdNanos;
        }
    }

    /** Another node was chosen, at this address. */
    public void follows(String primaryRespAddress) {
        expecting = false;
        successor = primaryRespAddress;
    }

    /** A switchover to the node at this address is about to begin: there clients go once the lease was given up. */
    public void successor(String respAddress) {
        successor = respAddress;
    }

    /** The lease was given up; may be said again. */
    public void handedOver(long nowNanos) {
        if (!gaveUpLease) {
            gaveUpLease = true;
            undecidedUntilNanos = nowNanos + holdNanos;
        }
    }

    private void reignEnds() {
        gaveUpLease = false;
        undecided = false;
    }

    /**
     * {@code host:port} of the node that waits for the clients of this one, which gave its lease up; empty if that is not so. It is a hint:
     * where another one is chosen in the end, it refuses them.
     */
    public String redirectsTo() {
        return role.role() == Role.HANDED_OVER || holding ? successor : "";
    }

    /** This node begins to serve; call before anybody is served. Where it is its own successor, those who wait begin anew. */
    public void serving() {
        endHold();
        reignEnds();
        expecting = false;
    }

    /**
     * This node serves nobody any more.
     *
     * @param handedOver in a switchover: somebody else is about to serve
     */
    public void stopped(boolean handedOver, long nowNanos) {
        reignEnds();
        if (handedOver && holdNanos > 0) {
            holding = true;
            heldUntilNanos = nowNanos + holdNanos;
        } else {
            letGo.run();
        }
    }

    /**
     * As a replica it heard what is committed: with its first record, the barrier, the primary begins to serve. May be said again.
     *
     * @param newestCommittedEpoch epoch of the newest record that this node knows to be committed
     */
    public void committed(long newestCommittedEpoch, long nowNanos) {
        if (holding && newestCommittedEpoch == role.epoch()) {
            heldUntilNanos -= Math.max(0, heldUntilNanos - (nowNanos + noticeNanos));
            tick(nowNanos);
        }
    }

    /** Call regularly: nobody waits for ever. */
    public void tick(long nowNanos) {
        undecided |= gaveUpLease && nowNanos - undecidedUntilNanos >= 0;
        if (holding && nowNanos - heldUntilNanos >= 0) {
            endHold();
        }
        if (expecting && nowNanos - expectedUntilNanos >= 0) {
            expecting = false;
        }
    }

    /** Clients wait no longer, whatever came of it. */
    public void endHold() {
        if (holding) {
            holding = false;
            letGo.run();
        }
    }
}
