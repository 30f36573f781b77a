package dev.interrex.node.group;

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
    /** Opens when this node, once it was told to leave, serves nobody, and keeps nobody waiting. */
    private volatile CountDownLatch left = new CountDownLatch(1);

    Departure(NodeLoop loop, Member member, GroupSettings settings) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
    }

    /**
     * The process is about to stop. A serving primary of a group says so to the sentinels, which hand its role over.
     * Returns when this node does not serve, when nobody is there to hand over to or to do it, or after {@code timeoutMs}. Not on the
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

    /** Waiting helps only where a sentinel hears of it and another member is in sync. */
    void leaveIfPointless() {
        CommitRule reign = member.role().reign();
        boolean pointless = !member.serving()
                || reign == null
                || reign.alone()
                || !member.control().watched();
        if (leaving && !holding && pointless) {
            left.countDown();
        }
    }

    boolean leaving() {
        return leaving && member.serving();
    }

    void serving() {
        left = new CountDownLatch(1);
    }

    /** @param handedOver in a switchover: somebody else is about to serve */
    void stopped(boolean handedOver) {
        if (!handedOver || settings.switchoverHoldMs() == 0) {
            go();
            return;
        }
        holding = true;
        CountDownLatch ofThisTime = left;
        loop.schedule(
                settings.switchoverHoldMs(),
                () -> member.guarded(() -> {
                    if (ofThisTime == left) {
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
        left.countDown();
    }

    boolean holdsClients() {
        return holding;
    }
}
