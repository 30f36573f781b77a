package dev.interrex.node.dispatch;

import dev.interrex.node.command.Call;
import dev.interrex.node.command.ClientState;
import dev.interrex.node.command.KeyWait;
import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.pubsub.Kind;
import dev.interrex.node.pubsub.SubscriberState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection: what it has said about itself, and the replies that it is owed. Loop thread only. */
public final class Session implements ClientState {
    /** A key of WATCH. */
    private record Watched(Database database, byte[] key) {}

    private final long id;
    private final Dispatcher dispatcher;
    private final ClientConnection connection;
    private final long connectedAtMs;
    private final Outbox outbox;
    private final SubscriberState subscriptions = new SubscriberState();
    private final List<Watched> watched = new ArrayList<>();

    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";
    private int database;
    private int respVersion = 2;
    private boolean authenticated;
    private boolean waitsForCommit = true;
    private boolean followsRedirects;
    private boolean keepsStandby;
    private boolean exemptFromEviction;
    private boolean leavesKeysUntouched;
    private Replies replies = Replies.ON;
    private @Nullable Transaction transaction;
    private @Nullable BlockedCommand blockedCommand;
    private boolean watchedKeyTouched;

    /** Of the command that waits, not executed; 0 if none does. */
    private long parkedBytes;

    private boolean blocked;
    private boolean closing;
    private boolean closed;
    private boolean held;
    private long lastWriteLsn;
    private long lastActiveMs;
    private String lastCommand = "NULL";

    Session(long id, Dispatcher dispatcher, ClientConnection connection, ByteBufAllocator allocator, long nowMs) {
        this.id = id;
        this.dispatcher = dispatcher;
        this.connection = connection;
        this.connectedAtMs = nowMs;
        this.lastActiveMs = nowMs;
        this.outbox = new Outbox(allocator);
    }

    // ---- for server

    /** Bytes of replies that may leave now. */
    public int releasedBytes() {
        return outbox.releasedBytes();
    }

    /** Bytes of replies that have not left, those included that must not leave yet. */
    public int owedBytes() {
        return outbox.bytes();
    }

    /** Takes out what may leave, if that is anything; to be written and passed to {@link #giveBack}. */
    public ByteBuf take() {
        return outbox.take();
    }

    /** Ends the use of what {@link #take} gave; the caller still holds one reference. */
    public void giveBack(ByteBuf taken) {
        outbox.giveBack(taken);
    }

    /** Whether the next command may be executed: no earlier one waits, and the connection is not about to be closed. */
    public boolean isReady() {
        return !parked() && !blocked && !closing;
    }

    /** Whether it is to be closed as soon as everything that may leave has left. */
    public boolean isClosing() {
        return closing;
    }

    /** Waiting for something else than its client: never idle. */
    public boolean isWaiting() {
        return parked() || blocked || subscriptions.total() > 0 || outbox.holds();
    }

    /** Monotonic time of its last command, in milliseconds. */
    public long lastActiveMs() {
        return lastActiveMs;
    }

    // ---- for the dispatcher

    Outbox outbox() {
        return outbox;
    }

    ClientConnection connection() {
        return connection;
    }

    @Nullable
    Transaction transaction() {
        return transaction;
    }

    boolean parked() {
        return parkedBytes > 0;
    }

    long parkedBytes() {
        return parkedBytes;
    }

    void parkedBytes(long bytes) {
        parkedBytes = bytes;
    }

    @Override
    public boolean blocked() {
        return blocked;
    }

    void blocked(boolean blocked) {
        this.blocked = blocked;
    }

    /** The command with which it waits for keys, also while that is executed again. */
    @Nullable
    BlockedCommand blockedCommand() {
        return blockedCommand;
    }

    void blockedCommand(@Nullable BlockedCommand command) {
        blockedCommand = command;
    }

    /** Whether the command executed last has not been answered, as it waits for keys. */
    boolean waitsForKeys() {
        return blockedCommand != null && !blockedCommand.running;
    }

    /** Whether the dispatcher has it on its list of those with held replies. */
    boolean held() {
        return held;
    }

    void held(boolean held) {
        this.held = held;
    }

    boolean closed() {
        return closed;
    }

    void closed(boolean closed) {
        this.closed = closed;
    }

    boolean waitsForCommit() {
        return waitsForCommit;
    }

    boolean followsRedirects() {
        return followsRedirects;
    }

    boolean keepsStandby() {
        return keepsStandby;
    }

    Replies replies() {
        return replies;
    }

    /**
     * CLIENT REPLY: takes the reply back unless the client wants it.
     *
     * @param before what it wanted before the command
     * @param from where the reply begins in the outbox
     */
    void suppressReply(Replies before, int from) {
        if (before == Replies.SKIP_NEXT && replies == Replies.SKIP_NEXT) {
            replies = Replies.ON;
            outbox.truncate(from);
        } else if (replies != Replies.ON) {
            outbox.truncate(from);
        }
    }

    long lastWriteLsn() {
        return lastWriteLsn;
    }

    void wrote(long lsn) {
        lastWriteLsn = lsn;
    }

    void active(String command, long nowMs) {
        lastCommand = command;
        lastActiveMs = nowMs;
    }

    boolean watches() {
        return !watched.isEmpty();
    }

    /** Looks at every watched key, so that those whose time is over count as changed; true if any was. A record is open. */
    boolean watchedKeyWasTouched() {
        Slice key = new Slice();
        for (int i = 0; i < watched.size() && !watchedKeyTouched; i++) {
            Watched one = watched.get(i);
            one.database.exists(key.set(one.key, 0, one.key.length));
        }
        return watchedKeyTouched;
    }

    // ---- ClientState

    @Override
    public long id() {
        return id;
    }

    @Override
    public String address() {
        return connection.remoteAddress();
    }

    @Override
    public String localAddress() {
        return connection.localAddress();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void name(String name) {
        this.name = name;
    }

    @Override
    public String libraryName() {
        return libraryName;
    }

    @Override
    public void libraryName(String name) {
        libraryName = name;
    }

    @Override
    public String libraryVersion() {
        return libraryVersion;
    }

    @Override
    public void libraryVersion(String version) {
        libraryVersion = version;
    }

    @Override
    public long ageSeconds() {
        return (dispatcher.monotonicMs() - connectedAtMs) / 1000;
    }

    @Override
    public String describe() {
        Transaction queued = transaction;
        long unsent = connection.unsentBytes();
        int received = connection.receivedBytes();
        return "id=" + id + " addr=" + address() + " laddr=" + localAddress() + " fd=" + id + " name=" + name + " age="
                + ageSeconds() + " idle=" + (dispatcher.monotonicMs() - lastActiveMs) / 1000 + " flags=" + flags()
                + " db="
                + database + " sub=" + subscriptions.count(Kind.CHANNEL) + " psub=" + subscriptions.count(Kind.PATTERN)
                + " ssub=" + subscriptions.count(Kind.SHARD) + " multi="
                + (queued == null ? -1 : queued.queue().size()) + " watch=" + watched.size() + " qbuf=" + received
                + " qbuf-free=0 argv-mem=0 multi-mem=" + (queued == null ? 0 : queued.bytes()) + " rbs=0 rbp=0 obl="
                + outbox.bytes() + " oll=0 omem=" + unsent + " tot-mem=" + (received + outbox.bytes() + unsent)
                + " events="
                + (unsent > 0 ? "rw" : "r") + " cmd=" + lastCommand + " user=default redir=-1 resp=" + respVersion
                + " lib-name=" + libraryName + " lib-ver=" + libraryVersion;
    }

    private String flags() {
        StringBuilder flags = new StringBuilder();
        flags.append(subscriptions.total() > 0 ? "P" : "");
        flags.append(transaction != null ? "x" : "");
        flags.append(blocked || parked() ? "b" : "");
        flags.append(watchedKeyTouched ? "d" : "");
        flags.append(closing ? "c" : "");
        flags.append(exemptFromEviction ? "e" : "");
        flags.append(leavesKeysUntouched ? "T" : "");
        return flags.isEmpty() ? "N" : flags.toString();
    }

    @Override
    public int database() {
        return database;
    }

    @Override
    public void database(int index) {
        database = index;
    }

    @Override
    public int respVersion() {
        return respVersion;
    }

    @Override
    public void respVersion(int version) {
        respVersion = version;
        dispatcher.speaks(this);
    }

    @Override
    public boolean authenticated() {
        return authenticated;
    }

    @Override
    public void authenticated(boolean authenticated) {
        this.authenticated = authenticated;
    }

    @Override
    public void waitsForCommit(boolean waits) {
        waitsForCommit = waits;
    }

    @Override
    public void followsRedirects(boolean follows) {
        followsRedirects = follows;
    }

    @Override
    public void keepsStandby(boolean keeps) {
        keepsStandby = keeps;
    }

    @Override
    public void replies(Replies replies) {
        this.replies = replies;
    }

    @Override
    public void exemptFromEviction(boolean exempt) {
        exemptFromEviction = exempt;
    }

    @Override
    public void leavesKeysUntouched(boolean untouched) {
        leavesKeysUntouched = untouched;
    }

    @Override
    public boolean inTransaction() {
        return transaction != null;
    }

    @Override
    public void beginTransaction() {
        transaction = new Transaction();
    }

    @Override
    public void discardTransaction() {
        transaction = null;
        unwatchAll();
    }

    @Override
    public void executeTransaction(Call call) {
        Transaction queued = transaction;
        if (queued != null) {
            dispatcher.executeTransaction(this, queued, call);
        }
    }

    @Override
    public void watch(Call call, int index) {
        byte[] key = call.args().bytes(index);
        for (Watched one : watched) {
            if (one.database == call.db() && java.util.Arrays.equals(one.key, key)) {
                return;
            }
        }
        watched.add(new Watched(call.db(), key));
        call.db().watch(call.key(index), this);
    }

    @Override
    public void unwatchAll() {
        Slice key = new Slice();
        for (Watched one : watched) {
            one.database.unwatch(key.set(one.key, 0, one.key.length), this);
        }
        watched.clear();
        watchedKeyTouched = false;
    }

    @Override
    public void watchedKeyTouched() {
        watchedKeyTouched = true;
    }

    @Override
    public int subscriptions() {
        return subscriptions.total();
    }

    @Override
    public SubscriberState subscriberState() {
        return subscriptions;
    }

    @Override
    public void message(Kind kind, byte @Nullable [] pattern, byte[] channel, byte[] payload) {
        dispatcher.message(this, kind, pattern, channel, payload);
    }

    @Override
    public void awaitReceived(Call call, long followers, long timeoutMs) {
        dispatcher.waits().received(this, call, followers, timeoutMs);
    }

    @Override
    public void awaitDurable(Call call, int local, long followers, long timeoutMs) {
        dispatcher.waits().durable(this, call, local, followers, timeoutMs);
    }

    @Override
    public boolean waitForKeys(Call call, KeyWait wait) {
        return dispatcher.blocking().begin(this, call, wait);
    }

    @Override
    public boolean unblock(boolean withError) {
        String error = withError ? Blocking.UNBLOCKED : null;
        return dispatcher.waits().unblock(this, error) || dispatcher.blocking().unblock(this, error);
    }

    @Override
    public void reset() {
        discardTransaction();
        dispatcher.forgetSubscriptions(this);
        name = "";
        database = 0;
        respVersion(2);
        authenticated = dispatcher.isOpenToAll();
        waitsForCommit = true;
        followsRedirects = false;
        keepsStandby = false;
        exemptFromEviction = false;
        leavesKeysUntouched = false;
        replies = Replies.ON;
    }

    @Override
    public void closeAfterReplies() {
        closing = true;
        connection.changed();
    }

    @Override
    public void closeNow() {
        outbox.dropHeld();
        closing = true;
        connection.changed();
    }
}
