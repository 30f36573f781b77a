package dev.interrex.model;

import java.util.regex.Matcher;
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
    private static final Pattern ADDRESS = Pattern.compile("[^:\\s]+:([0-9]{1,5})");
    private static final int MOST_PORT = 65535;

    /** Whether the name is one, and the addresses are {@code host:port}. */
    public boolean wellFormed() {
        return NAME.matcher(id).matches() && isAddress(grpcAddress) && isAddress(respAddress);
    }

    private static boolean isAddress(String text) {
        Matcher parts = ADDRESS.matcher(text);
        return parts.matches() && Integer.parseInt(parts.group(1)) <= MOST_PORT;
    }
}
