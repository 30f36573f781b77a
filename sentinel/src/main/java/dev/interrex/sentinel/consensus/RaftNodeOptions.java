package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.option.NodeOptions;

/**
 * JRaft's options and what our transport needs of the node that is built with them. JRaft makes its RPC client through a
 * static factory; this is how the client finds its own node's connections rather than static ones.
 */
final class RaftNodeOptions extends NodeOptions {
    private final PeerConnections connections;
    private final VoteGate voteGate;

    RaftNodeOptions(PeerConnections connections, VoteGate voteGate) {
        this.connections = connections;
        this.voteGate = voteGate;
    }

    PeerConnections connections() {
        return connections;
    }

    VoteGate voteGate() {
        return voteGate;
    }
}
