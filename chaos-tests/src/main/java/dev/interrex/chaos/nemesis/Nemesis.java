package dev.interrex.chaos.nemesis;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;

/** One kind of fault. Each instance is used for one round: {@link #strike}, then {@link #heal}. */
public interface Nemesis {
    /** For the report: {@code SIGKILL to the primary n2}. Of the past once {@link #strike} returned. */
    String description();

    /** Makes the fault and returns as soon as it is made. {@code before} is the healthy group. */
    void strike(Cluster cluster, GroupView before);

    /** Undoes it: restarts what was killed, lets go what was stopped. Called also where {@link #strike} failed half-way. */
    void heal(Cluster cluster);
}
