package dev.interrex.sentinel.heartbeat;

import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.sentinel.suspicion.NodeKey;

/** Hears what a link to a node has to say; all calls come on the sentinel loop. */
public interface NodeListener {
    /** A new stream to the node begins; what is sent now is the first that the node will hear. */
    void onStream(NodeKey node);

    /**
     * The node reported.
     *
     * @param takenAtMs the report was made at this time or later: when the ping was sent that it answers
     * @param receivedAtMs when it arrived
     */
    void onReport(NodeKey node, NodeReport report, long takenAtMs, long receivedAtMs);

    /** Any other message. */
    void onMessage(NodeKey node, NodeMessage message);

    /** An attempt to connect to the node was refused: no process listens there. */
    void onRefused(NodeKey node);
}
