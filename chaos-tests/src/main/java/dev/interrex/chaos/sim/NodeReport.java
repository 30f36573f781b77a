package dev.interrex.chaos.sim;

import dev.interrex.sentinel.failover.NodeFacts;

/** What a node says of itself; {@code version} is that of the topology it acts on. */
record NodeReport(NodeFacts facts, long version) {
    /** The same, as known to have been made at this time of a sentinel's clock or later. */
    NodeReport takenAt(long ms) {
        return new NodeReport(
                new NodeFacts(
                        facts.group(),
                        facts.member(),
                        facts.role(),
                        facts.epoch(),
                        facts.bootCounter(),
                        facts.bootId(),
                        facts.end(),
                        facts.highWatermark(),
                        facts.needsNewEpoch(),
                        facts.primarySilenceMs(),
                        facts.primaryRefused(),
                        facts.reachesIsr(),
                        facts.serving(),
                        facts.healthy(),
                        facts.diskSlow(),
                        facts.blank(),
                        facts.leaving(),
                        ms),
                version);
    }
}
