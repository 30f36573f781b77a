package dev.interrex.sentinel.config;

/**
 * What concerns clients of the Redis Sentinel protocol.
 *
 * @param password {@code requirepass}; empty = none
 * @param maxClients {@code maxclients}
 * @param holdAnswersMs {@code hold-answers-ms}
 * @param queryBufferBytes {@code client-query-buffer-bytes}
 * @param unreadBytes {@code client-unread-bytes}
 * @param backlog {@code tcp-backlog}
 */
public record RespSettings(
        String password, int maxClients, int holdAnswersMs, int queryBufferBytes, int unreadBytes, int backlog) {
    /** Without the password. */
    @Override
    public String toString() {
        return "RespSettings[maxClients=" + maxClients + ", holdAnswersMs=" + holdAnswersMs + "]";
    }
}
