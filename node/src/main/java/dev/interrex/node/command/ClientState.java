package dev.interrex.node.command;

import dev.interrex.node.engine.Watcher;

/**
 * A connection as commands see it; implemented by the dispatcher's session. Loop thread only.
 */
public interface ClientState extends Watcher {
    /** Unique since the node's start, ascending. */
    long id();

    /** Set by CLIENT SETNAME or HELLO; empty if none. */
    String name();

    void name(String name);

    /** Set by CLIENT SETINFO LIB-NAME; empty if none. */
    String libraryName();

    void libraryName(String name);

    String libraryVersion();

    void libraryVersion(String version);

    /** Index of the selected database. */
    int database();

    void database(int index);

    /** 2 or 3. */
    int respVersion();

    /** Replies from the next one on are in this version. */
    void respVersion(int version);

    boolean authenticated();

    void authenticated(boolean authenticated);

    /** Between MULTI and EXEC. */
    boolean inTransaction();

    /** MULTI. */
    void beginTransaction();

    /** DISCARD: forgets the queue and all watched keys. */
    void discardTransaction();

    /** WATCH: the key at argument {@code index} of this call, in the selected database. */
    void watch(Call call, int index);

    void unwatchAll();

    /** Channels and patterns subscribed to. */
    int subscriptions();

    /** The connection is closed once the replies written so far have left. */
    void closeAfterReplies();
}
