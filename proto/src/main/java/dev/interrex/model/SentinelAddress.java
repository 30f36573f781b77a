package dev.interrex.model;

import java.util.regex.Pattern;

/**
 * A sentinel of the Raft group.
 *
 * @param id its name, unique
 * @param grpcAddress {@code host:port} for the other sentinels, smart clients and the command line
 * @param respAddress {@code host:port} that speaks the Redis Sentinel protocol
 * @param zone availability zone; empty if unknown
 */
public record SentinelAddress(String id, String grpcAddress, String respAddress, String zone) {
    private static final Pattern NAME = Pattern.compile(MemberId.NODE_ID_PATTERN);

    /** Whether the name is one, and the addresses are {@link HostPort}s. */
    public boolean wellFormed() {
        return NAME.matcher(id).matches()
                && HostPort.parse(grpcAddress).isPresent()
                && HostPort.parse(respAddress).isPresent();
    }
}
