package dev.interrex.chaos.sim;

import dev.interrex.model.GroupTopology;
import dev.interrex.node.replication.core.CommitRule;

/** A node that was told to stop, as {@code node.group.Departure} has it: ends once nobody counts on it, or when that takes too long. */
final class Departing {
    private final SimNode node;
    private boolean leaving;
    private long untilNanos;
    private long downNanos;

    Departing(SimNode node) {
        this.node = node;
    }

    /** The process is gone. */
    void clear() {
        leaving = false;
    }

    boolean leaving() {
        return leaving;
    }

    /** The process is to stop, and starts again {@code downNanos} after it did. */
    void leave(long forNanos) {
        if (!node.up() || leaving) {
            return;
        }
        node.note("is told to stop");
        leaving = true;
        downNanos = forNanos;
        untilNanos = node.nanoTime() + SimSettings.LEAVE_TIMEOUT_MS * SimSettings.MS;
    }

    void tick(long nowNanos) {
        if (!leaving) {
            return;
        }
        if (!node.isServing() && !node.access().holding()) {
            node.following().leave();
        }
        if (nowNanos - untilNanos >= 0 || (!node.access().holding() && pointless())) {
            end();
        }
    }

    private boolean pointless() {
        CommitRule reign = node.reign();
        if (node.isServing()) {
            return reign == null || reign.alone();
        }
        GroupTopology topology = node.role().topology();
        boolean countedOn = topology != null
                && node.following().linked()
                && topology.inSync(node.member())
                && topology.isr().size() > topology.minIsr();
        return !countedOn;
    }

    private void end() {
        long again = downNanos;
        node.kill();
        node.world.after(again, node::start);
    }

    /** All is to be well: it ends now, and starts again. */
    void hurry() {
        if (leaving) {
            node.kill();
        }
    }
}
