package dev.interrex.chaos.sim.invariant;

/** 10: a node's memory is the fold of its log up to what it applied; a replica applies nothing that is not committed. */
public final class MemoryIsFoldOfLog extends Invariant {
    private final CommittedLog committed;

    public MemoryIsFoldOfLog(CommittedLog committed) {
        super(10);
        this.committed = committed;
    }

    /** @param digest of the memory after {@code entry} was applied to it */
    public void applied(NodeView node, Entry entry, long digest, boolean asReplica) {
        if (digest != entry.digest) {
            throw broken("memory of " + node.member() + " differs from the fold of its log at " + entry);
        }
        if (asReplica && !committed.contains(entry)) {
            throw broken(node.member() + " applied " + entry + " as a replica, which is not committed");
        }
    }
}
