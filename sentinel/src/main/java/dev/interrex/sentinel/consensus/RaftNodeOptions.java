package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.option.NodeOptions;

/**
 * JRaft's options and what our transport needs of the node that is built with them. JRaft makes its RPC client through a
 * static factory; this is how the client finds its own node's connections rather than static ones.
 *
 * <p>JRaft uses one number, the election timeout, for several things. Here two of them come apart: how long a leader's last
 * sign of life counts, which {@link ElectionPace} changes, and all others, which stay.
 */
final class RaftNodeOptions extends NodeOptions {
    private final PeerConnections connections;
    private final VoteGate voteGate;
    private final int electionTimeoutMs;
    private volatile int leaderPatienceMs;

    RaftNodeOptions(PeerConnections connections, VoteGate voteGate, int electionTimeoutMs) {
        this.connections = connections;
        this.voteGate = voteGate;
        this.electionTimeoutMs = electionTimeoutMs;
        this.leaderPatienceMs = electionTimeoutMs;
        super.setElectionTimeoutMs(electionTimeoutMs);
    }

    PeerConnections connections() {
        return connections;
    }

    VoteGate voteGate() {
        return voteGate;
    }

    /** How long to wait for a vote; JRaft would take its present patience. */
    int voteTimeoutMs() {
        return electionTimeoutMs;
    }

    /** A leader that was heard less long ago is taken to live: no candidate is encouraged. Any thread. */
    void setLeaderPatienceMs(int patienceMs) {
        leaderPatienceMs = patienceMs;
    }

    @Override
    public int getElectionTimeoutMs() {
        return leaderPatienceMs;
    }

    /** Called by JRaft when its election timer is set anew; what depends on it besides stays as it is. */
    @Override
    public void setElectionTimeoutMs(int timeoutMs) {}
}
