package dev.interrex.sentinel.config;

/**
 * A sentinel of the Raft group.
 *
 * @param id its name, unique
 * @param grpcAddress {@code host:port} for the other sentinels, smart clients and the command line
 * @param respAddress {@code host:port} that speaks the Redis Sentinel protocol
 * @param zone availability zone; empty if unknown
 */
public record SentinelAddress(String id, String grpcAddress, String respAddress, String zone) {}
