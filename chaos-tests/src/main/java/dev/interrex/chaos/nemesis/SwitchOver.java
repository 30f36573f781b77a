package dev.interrex.chaos.nemesis;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;

/** An operator's planned switchover: nothing fails. */
final class SwitchOver implements Nemesis {
    private String from = "";

    @Override
    public String description() {
        return "planned switchover from " + from;
    }

    @Override
    public void strike(Cluster cluster, GroupView before) {
        from = before.primary();
        cluster.switchOver();
    }

    @Override
    public void heal(Cluster cluster) {
        // Nobody was hurt.
    }
}
