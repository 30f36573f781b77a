package dev.interrex.chaos.nemesis;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;

/** SIGKILL to the primary and to the sentinels' Raft leader together: as where one zone goes dark. */
public final class KillPrimaryAndLeader implements Nemesis {
    private String victim = "";
    private String leader = "";

    @Override
    public String description() {
        return "SIGKILL to the primary " + victim + " and the sentinel leader " + leader;
    }

    @Override
    public void strike(Cluster cluster, GroupView before) {
        victim = before.primary();
        cluster.kill(victim);
        leader = before.sentinelLeader();
        if (!leader.isEmpty()) {
            cluster.killSentinel(leader);
        }
    }

    @Override
    public void heal(Cluster cluster) {
        if (!leader.isEmpty()) {
            cluster.startSentinel(leader);
        }
        if (!victim.isEmpty()) {
            cluster.start(victim);
        }
    }
}
