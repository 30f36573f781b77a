package dev.interrex.node.group;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.role.ClientAccess;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a primary takes leave: of its role, before the process stops, and of its clients, as {@link ClientAccess} says. Event loop only, but
 * for {@link #leave}.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private final NodeLoop loop;
    private final Member member;
    private final GroupSettings settings;
    private final ClientAccess access;
    private @Nullable ClientSide clients;
    private boolean leaving;
    /** Opens when this node, once it was told to leave, serves nobody, keeps nobody waiting, and is not counted on. */
    private final CountDownLatch left = new CountDownLatch(1);

    Departure(NodeLoop loop, Member member, GroupSettings settings) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
        access = new ClientAccess(
                member.role(),
                settings.switchoverHoldMs() * 1_000_000L,
                settings.switchoverNoticeMs() * 1_000_000L,
                this::go);
    }

    /** Set once, before anything is served. */
    void clients(ClientSide side) {
        clients = side;
    }

    /** A switchover to the node at this RESP address is about to begin: those clients that asked for it connect to it already. */
    void successor(String respAddress) {
        access.successor(respAddress);
        if (clients != null) {
            clients.onSuccessor(respAddress);
        }
    }

    /** A switchover to this node was ordered, perhaps one that nobody was prepared for. */
    void headsFor(String nodeId) {
        GroupTopology topology = member.role().topology();
        if (topology != null && member.serving()) {
            topology.node(nodeId).map(NodeAddress::respAddress).ifPresent(access::successor);
        }
    }

    /**
     * A planned switchover was ordered. Commands may have been executed in this turn of the loop, the end of which is yet to come: the target
     * has to have what they wrote, too.
     */
    void beginSwitchover(String token, long epoch, MemberId target, long timeoutNanos) {
        member.onAppended();
        member.role().beginSwitchover(token, epoch, target, timeoutNanos, member.nanoTime());
    }

    /** The lease was given up: clients that follow redirections go to the successor, where they wait for it to serve. */
    void handedOver() {
        access.handedOver(member.nanoTime());
        if (clients != null) {
            clients.onHandedOver();
        }
    }

    /**
     * The process is about to stop. A serving primary of a group says so to the sentinels, which hand its role over; a replica tells its
     * primary, which takes it out of the in-sync set, so that no write waits for its acks in vain.
     * Returns when nobody counts on this node any more, when waiting for that is pointless, or after {@code timeoutMs}. Not on the
     * loop.
     */
    void leave(int timeoutMs) {
        if (settings.standalone() || timeoutMs == 0) {
            return;
        }
        loop.execute(() -> member.guarded(() -> {
            leaving = true;
            leaveIfPointless();
            member.announce();
        }));
        try {
            if (!left.await(timeoutMs, TimeUnit.MILLISECONDS)) {
                LOG.warn("no switchover within {} ms: stopping without one", timeoutMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waiting helps only where somebody hears of it, and the others can do without this node. */
    private void leaveIfPointless() {
        if (!leaving || access.holding()) {
            return;
        }
        if (!member.serving()) {
            member.following().leave();
        }
        boolean pointless = member.serving() ? !canHandOver() : !countedOn();
        if (pointless) {
            left.countDown();
        }
    }

    private boolean canHandOver() {
        CommitRule reign = member.role().reign();
        return reign != null && !reign.alone() && member.control().watched();
    }

    private boolean countedOn() {
        GroupTopology topology = member.role().topology();
        return topology != null
                && member.following().linked()
                && topology.inSync(member.self())
                && topology.isr().size() > topology.minIsr();
    }

    boolean leaving() {
        return leaving && member.serving();
    }

    /** The primary said what is committed. */
    void committed() {
        if (access.holding()) {
            NodeLog log = member.log();
            access.committed(log.history().epochAt(log.highWatermark()), member.nanoTime());
        }
    }

    /** Every {@code tick-ms}. */
    void tick(long nowNanos) {
        access.tick(nowNanos);
        leaveIfPointless();
    }

    private void go() {
        if (clients != null) {
            clients.onStopped(member.primaryRespAddress());
        }
        leaveIfPointless();
    }

    ClientAccess access() {
        return access;
    }
}
