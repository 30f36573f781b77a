package dev.interrex.node.command;

import java.util.Locale;

/** Properties of a command, as {@code COMMAND INFO} reports them and as the dispatcher obeys them. */
public enum CommandFlag {
    /** May change the keyspace: refused on a replica, executed with an open record. */
    WRITE,
    /** Reads keys and changes none, except that it may log the delete of a key whose time is over. */
    READONLY,
    /** Refused while memory is above {@code maxmemory} and nothing can be evicted. */
    DENYOOM,
    /** Constant or logarithmic time. */
    FAST,
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    /** May park the client. */
    BLOCKING,
    /** Allowed while the data is being loaded. */
    LOADING,
    /** Allowed on a node that may not serve reads. */
    STALE,
    /** Not shown by MONITOR. */
    SKIP_MONITOR,
    SKIP_SLOWLOG,
    /** Allowed before authentication. */
    NO_AUTH,
    /** Refused between MULTI and EXEC. */
    NO_MULTI,
    /** Has key arguments, but may be called without any. */
    NO_MANDATORY_KEYS,
    /** Allowed while a long script runs. */
    ALLOW_BUSY,
    NO_ASYNC_LOADING;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name on the wire: lower case. */
    public String wireName() {
        return wireName;
    }

    long bit() {
        return 1L << ordinal();
    }
}
