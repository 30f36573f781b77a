package dev.interrex.chaos.nemesis;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;

/** SIGTERM to the primary, as at an upgrade: it hands over before it stops. */
final class TerminatePrimary implements Nemesis {
    private String victim = "";

    @Override
    public String description() {
        return "SIGTERM to the primary " + victim;
    }

    @Override
    public void strike(Cluster cluster, GroupView before) {
        victim = before.primary();
        cluster.terminate(victim);
    }

    @Override
    public void heal(Cluster cluster) {
        if (!victim.isEmpty()) {
            cluster.start(victim);
        }
    }
}
