package dev.interrex.node.group;

/**
 * What bounds the connections between nodes.
 *
 * @param connectTimeoutMs {@code replication-connect-timeout-ms}
 * @param keepAliveMs {@code replication-keepalive-ms}: a peer that says nothing is asked after so long, and given up after twice that
 * @param windowBytes {@code replication-window-bytes}: HTTP/2 window per stream, the bytes that may be under way to this node
 * @param sendBufferBytes {@code replication-send-buffer-bytes}: what gRPC may buffer for a follower before the shipper stops giving it more
 */
public record TransportLimits(int connectTimeoutMs, int keepAliveMs, int windowBytes, int sendBufferBytes) {
    /** The directives' defaults. */
    public static final TransportLimits DEFAULT = new TransportLimits(200, 2_000, 8 << 20, 1 << 20);
}
