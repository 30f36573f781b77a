package dev.interrex.sentinel.config;

/**
 * What concerns clients of the Redis Sentinel protocol.
 *
 * @param password {@code requirepass}; empty = none
 * @param maxClients {@code maxclients}
 * @param holdAnswersMs {@code hold-answers-ms}
 */
public record RespSettings(String password, int maxClients, int holdAnswersMs) {
    /** Without the password. */
    @Override
    public String toString() {
        return "RespSettings[maxClients=" + maxClients + ", holdAnswersMs=" + holdAnswersMs + "]";
    }
}
