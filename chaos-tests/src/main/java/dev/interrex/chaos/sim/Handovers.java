package dev.interrex.chaos.sim;

import dev.interrex.model.MemberBoot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The orders to hand over that a primary heard, for those who judge whether it did so rightly. */
final class Handovers {
    private record Order(SimNode target, long atNanos) {}

    private final SimNode node;
    /** By token. */
    private final Map<String, Order> orders = new HashMap<>();

    private final Set<String> ready = new HashSet<>();

    Handovers(SimNode node) {
        this.node = node;
    }

    void ordered(String token, SimNode target) {
        orders.putIfAbsent(token, new Order(target, node.world.now()));
    }

    /** The primary gives its lease up. */
    void ready(String token) {
        Order order = orders.get(token);
        // It says so again when it is told again.
        if (order != null && ready.add(token)) {
            MemberBoot follower = node.followers().start(order.target);
            boolean answered = follower != null && order.target.ran(follower.id(), order.atNanos);
            node.world.invariants().handsOver(node, order.target, answered);
        }
    }
}
