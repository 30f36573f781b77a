package dev.interrex.chaos.nemesis;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;

/**
 * SIGSTOP to the primary, SIGCONT later: a machine that hangs. Its connections stay open and silent, and when it comes back it
 * believes to be the primary until somebody tells it otherwise.
 */
public final class StopPrimary implements Nemesis {
    private String victim = "";

    @Override
    public String description() {
        return "SIGSTOP to the primary " + victim;
    }

    @Override
    public void strike(Cluster cluster, GroupView before) {
        victim = before.primary();
        cluster.suspend(victim);
    }

    @Override
    public void heal(Cluster cluster) {
        if (!victim.isEmpty()) {
            cluster.resume(victim);
        }
    }
}
