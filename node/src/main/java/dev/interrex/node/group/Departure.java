package dev.interrex.node.group;

import dev.interrex.model.GroupTopology;
import dev.interrex.node.replication.core.CommitRule;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a primary takes leave: of its role, before the process stops, and of its clients, when it handed over. Those wait, with nothing
 * executed, until the successor serves: told earlier, they would find nobody who does. Event loop only, but for {@link #leave}.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private final NodeLoop loop;
    private final Member member;
    private final GroupSettings settings;
    private boolean leaving;
    private boolean holding;
    /** Opens when this node, once it was told to leave, serves nobody, keeps nobody waiting, and is not counted on. */
    private final CountDownLatch left = new CountDownLatch(1);
    /** Counts times of serving. */
    private int generation;

    Departure(NodeLoop loop, Member member, GroupSettings settings) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
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
    void leaveIfPointless() {
        if (!leaving || holding) {
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

    /** It begins to serve; call before anybody is served. Where this node is its own successor, those who wait begin anew. */
    void serving() {
        letGo();
        generation++;
    }

    /** @param handedOver in a switchover: somebody else is about to serve */
    void stopped(boolean handedOver) {
        if (!handedOver || settings.switchoverHoldMs() == 0) {
            go();
            return;
        }
        holding = true;
        int ofThisTime = generation;
        loop.schedule(
                settings.switchoverHoldMs(),
                () -> member.guarded(() -> {
                    if (ofThisTime == generation) {
                        letGo();
                    }
                }));
    }

    /** The primary said what is committed: with its first record, the barrier, it begins to serve. */
    void committed() {
        if (holding) {
            NodeLog log = member.log();
            if (log.history().epochAt(log.highWatermark()) == member.role().epoch()) {
                letGo();
            }
        }
    }

    /** Clients wait no longer, whatever came of it. */
    void letGo() {
        if (holding) {
            holding = false;
            go();
        }
    }

    private void go() {
        member.tellClientsToGo();
        leaveIfPointless();
    }

    boolean holdsClients() {
        return holding;
    }
}
