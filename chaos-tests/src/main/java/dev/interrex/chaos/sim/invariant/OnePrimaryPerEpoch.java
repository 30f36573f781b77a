package dev.interrex.chaos.sim.invariant;

import java.util.HashMap;
import java.util.Map;

/** 1: at most one process rules in an epoch, and a node's epoch only rises. */
public final class OnePrimaryPerEpoch extends Invariant {
    private final Map<Long, String> rulers = new HashMap<>();

    public OnePrimaryPerEpoch() {
        super(1);
    }

    public void reignBegins(NodeView node, long epoch) {
        String process = node.member() + " boot " + node.boots();
        String other = rulers.putIfAbsent(epoch, process);
        if (other != null) {
            throw broken("epoch " + epoch + " is ruled by " + other + " and by " + process);
        }
    }

    public void epochPersisted(NodeView node, long before, long epoch) {
        if (epoch < before) {
            throw broken(node.member() + " went from epoch " + before + " to " + epoch);
        }
    }
}
