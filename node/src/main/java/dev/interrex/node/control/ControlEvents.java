package dev.interrex.node.control;

import dev.interrex.proto.v1.SentinelMessage;

/** What sentinels say, told on gRPC's threads; the node hands it to its event loop, which answers on the stream. */
public interface ControlEvents {
    void onMessage(SentinelStream stream, SentinelMessage message);

    void onClosed(SentinelStream stream);
}
