package dev.interrex.chaos.sim.invariant;

/** 10: a node's memory is the fold of its log up to what it applied; a replica applies nothing that is not committed. */
public final class MemoryIsFoldOfLog extends Invariant {
    private final CommittedLog committed;

    public MemoryIsFoldOfLog(CommittedLog committed) {
        super(10);
        this.committed = committed;
    }

    /**
     * @param digest of the memory after {@code entry} was applied to it
     * @param sessions digest of its sessions, where the entry says something of them
     */
    public void applied(NodeView node, Entry entry, long digest, long sessions, boolean asReplica) {
        if (digest != entry.digest) {
            throw broken("memory of " + node.member() + " differs from the fold of its log at " + entry);
        }
        if (entry.session != null && entry.session.digest() != sessions) {
            throw broken("sessions of " + node.member() + " differ from the fold of its log at " + entry);
        }
        if (asReplica && !committed.contains(entry)) {
            throw broken(node.member() + " applied " + entry + " as a replica, which is not committed");
        }
    }
}
