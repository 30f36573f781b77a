package dev.interrex.sentinel.facade;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What this sentinel says that it is.
 *
 * @param sentinelId its name by configuration
 * @param version of Interrex
 * @param processId of this process
 * @param startedAtMs on the monotonic clock
 */
record Identity(String sentinelId, String version, long processId, long startedAtMs) {
    /** The version of Redis whose behaviour clients may expect; the nodes say the same. */
    static final String REDIS_VERSION = "7.4.2";

    /** 40 hexadecimal digits, always the same for one name: clients and tools expect that of a sentinel's id. */
    String runId() {
        return runIdOf(sentinelId);
    }

    static String runIdOf(String sentinelId) {
        return sha1("interrex sentinel " + sentinelId);
    }

    /** Of a node's data and process: another one after a restart. */
    static String runIdOf(String incarnation, long bootCounter) {
        return sha1("interrex node " + incarnation + " " + bootCounter);
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
