package dev.interrex.sentinel.view;

/**
 * A sentinel as this one sees it.
 *
 * @param respAddress {@code host:port} of the Redis Sentinel protocol
 * @param grpcAddress {@code host:port} of its gRPC server
 * @param zone availability zone, empty if unknown
 * @param reachable it was heard lately; a sentinel always hears itself
 * @param heardAtMs when it was last heard, or {@link ClusterSnapshot#NEVER}
 */
public record SentinelSnapshot(
        String id, String respAddress, String grpcAddress, String zone, boolean reachable, long heardAtMs) {}
