package dev.interrex.chaos.nemesis;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;

/** SIGKILL to the primary: its connections are reset at once, so that detection need not wait for silence. */
public final class KillPrimary implements Nemesis {
    private String victim = "";

    @Override
    public String description() {
        return "SIGKILL to the primary " + victim;
    }

    @Override
    public void strike(Cluster cluster, GroupView before) {
        victim = before.primary();
        cluster.kill(victim);
    }

    @Override
    public void heal(Cluster cluster) {
        if (!victim.isEmpty()) {
            cluster.start(victim);
        }
    }
}
