package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.error.RemotingException;
import com.google.protobuf.Message;
import dev.interrex.proto.v1.PeerStateReply;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one peer: keeps a {@link PeerLink} open, for ever, in the background. Asking whether it is up costs a
 * volatile read, because JRaft asks while it holds its node's lock; a request while it is down fails without waiting.
 *
 * <p>Owned by the client's event loop; {@link #isUp}, {@link #lastState} and {@link #send} may be called on any thread.
 */
final class PeerConnection implements PeerLink.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private final String peer;
    private final EventLoop loop;
    private final TransportLimits limits;
    private final Supplier<ManagedChannel> channels;
    private final PeerConnections.Listener listener;
    private @Nullable PeerLink link;
    private int backoffMs;
    private boolean reported;
    private boolean closed;
    private volatile boolean up;
    private volatile @Nullable PeerStateReply lastState;

    /**
     * @param peer {@code host:port}, for logs
     * @param listener called on the event loop
     */
    PeerConnection(
            String peer,
            EventLoop loop,
            TransportLimits limits,
            Supplier<ManagedChannel> channels,
            PeerConnections.Listener listener) {
        this.peer = peer;
        this.loop = loop;
        this.limits = limits;
        this.channels = channels;
        this.listener = listener;
        this.backoffMs = limits.firstBackoffMs();
    }

    boolean isUp() {
        return up;
    }

    /** What the peer said of itself last, on the present connection; null while there is none. */
    @Nullable
    PeerStateReply lastState() {
        return lastState;
    }

    void start() {
        loop.execute(this::open);
    }

    void close() {
        loop.execute(() -> {
            closed = true;
            if (link != null) {
                link.breakOff("closed");
            }
        });
    }

    /** Gives the present link up; another one is opened at once. */
    void reset() {
        loop.execute(() -> {
            if (link != null && link.isUp()) {
                link.breakOff("reset");
            }
        });
    }

    /** Sends a request. Requests of one thread leave in the order of the calls; the handler is called on the event loop. */
    void send(Message request, int timeoutMs, PeerLink.ResponseHandler handler) {
        try {
            loop.execute(() -> {
                if (link == null) {
                    handler.complete(null, new RemotingException("not connected"));
                } else {
                    link.send(request, timeoutMs, handler);
                }
            });
        } catch (RejectedExecutionException e) {
            handler.complete(null, new RemotingException("closed", e));
        }
    }

    @Override
    public void linkUp(PeerLink link) {
        up = true;
        backoffMs = limits.firstBackoffMs();
        reported = false;
        LOG.info("connected to sentinel {}", peer);
        listener.up(peer);
    }

    @Override
    public void peerState(PeerLink link, PeerStateReply state) {
        lastState = state;
    }

    @Override
    public void linkBroken(PeerLink broken, String reason) {
        boolean wasUp = up;
        up = false;
        lastState = null;
        link = null;
        if (wasUp) {
            listener.down(peer);
        }
        if (closed) {
            return;
        }
        if (!reported) {
            reported = true;
            LOG.info("no connection to sentinel {}: {}", peer, reason);
        }
        loop.schedule(this::open, backoffMs, TimeUnit.MILLISECONDS);
        backoffMs = Math.min(2 * backoffMs, limits.maxBackoffMs());
    }

    private void open() {
        if (closed || link != null) {
            return;
        }
        PeerLink opening = new PeerLink(loop, limits, channels.get(), this);
        link = opening;
        opening.open();
    }
}
