package dev.interrex.model;

/**
 * Where a node is reached and what it is meant to be.
 *
 * @param nodeId name of the node
 * @param respAddress {@code host:port} for clients
 * @param grpcAddress {@code host:port} for replication and control
 * @param zone availability zone, empty if unknown
 * @param priority smaller is preferred at promotion; 0 = never promote; Redis's {@code replica-priority}
 */
public record NodeAddress(String nodeId, String respAddress, String grpcAddress, String zone, int priority) {}
