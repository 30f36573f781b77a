package dev.interrex.node.command;

import dev.interrex.node.engine.Watcher;
import dev.interrex.node.pubsub.Subscriber;

/**
 * A connection as commands see it; implemented by the dispatcher's session. Loop thread only.
 */
public interface ClientState extends Watcher, Subscriber {
    /** What becomes of the replies to a client's commands: CLIENT REPLY. */
    enum Replies {
        ON,
        OFF,
        /** None to the next command. */
        SKIP_NEXT
    }

    /** Unique since the node's start, ascending. */
    long id();

    /** {@code host:port} of the client. */
    String address();

    /** {@code host:port} that the client has connected to. */
    String localAddress();

    /** Set by CLIENT SETNAME or HELLO; empty if none. */
    String name();

    void name(String name);

    /** Set by CLIENT SETINFO LIB-NAME; empty if none. */
    String libraryName();

    void libraryName(String name);

    String libraryVersion();

    void libraryVersion(String version);

    /** Seconds since it connected. */
    long ageSeconds();

    /** Its line in CLIENT LIST. */
    String describe();

    /** Index of the selected database. */
    int database();

    void database(int index);

    /** 2 or 3. */
    int respVersion();

    /** Replies from this one on are in this version. */
    void respVersion(int version);

    boolean authenticated();

    void authenticated(boolean authenticated);

    /** Whether its replies leave only when they are committed, which is the default; {@code CLIENT ACK commit|none}. */
    void waitsForCommit(boolean waits);

    /** Whether it asked to be told where to go instead of being refused: {@code CLIENT CAPA redirect}. */
    void followsRedirects(boolean follows);

    /** Whether it asked to be told early where a planned switchover will lead: {@code CLIENT CAPA standby}, with RESP3. */
    void keepsStandby(boolean keeps);

    void replies(Replies replies);

    /** CLIENT NO-EVICT: kept though it holds much memory. */
    void exemptFromEviction(boolean exempt);

    /** CLIENT NO-TOUCH: its reads do not count as uses of keys. */
    void leavesKeysUntouched(boolean untouched);

    /** Between MULTI and EXEC. */
    boolean inTransaction();

    /** MULTI. */
    void beginTransaction();

    /** DISCARD: forgets the queue and all watched keys. */
    void discardTransaction();

    /** EXEC: runs the queue within this call and writes the whole reply, which may be that it was aborted. */
    void executeTransaction(Call call);

    /** WATCH: the key at argument {@code index} of this call, in the selected database. */
    void watch(Call call, int index);

    void unwatchAll();

    /** Channels and patterns subscribed to. */
    int subscriptions();

    /**
     * WAIT: answers with the number of followers that have this client's last write in memory, once they are
     * {@code followers} or the time is over. Whatever the client sent after it waits.
     *
     * @param timeoutMs 0 = for ever
     */
    void awaitReceived(Call call, long followers, long timeoutMs);

    /** WAITAOF: as {@link #awaitReceived} for what is synced, to {@code local} (0 or 1) disk here and those of {@code followers}. */
    void awaitDurable(Call call, int local, long followers, long timeoutMs);

    /**
     * The command has found nothing and waits for keys: see {@link Call#waitFor}.
     *
     * @return false if it must not wait
     */
    boolean waitForKeys(Call call, KeyWait wait);

    /** Whether its last command is executed but not answered: it waits for keys or for followers. */
    boolean blocked();

    /**
     * CLIENT UNBLOCK: its command is answered as if its time were over.
     *
     * @param withError with {@code UNBLOCKED} instead
     * @return false if it is not {@link #blocked}
     */
    boolean unblock(boolean withError);

    /** RESET: as if it had just connected. */
    void reset();

    /** The connection is closed once the replies written so far have left. */
    void closeAfterReplies();

    /** The connection is closed at once; what it was not answered yet stays unanswered. */
    void closeNow();
}
