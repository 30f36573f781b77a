package dev.interrex.sentinel.facade;

import dev.interrex.model.HostPort;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.SentinelSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes Redis Sentinel's events out of successive pictures of the cluster. What matters to clients: {@code +switch-master} comes
 * when the new primary was seen serving, not when it was chosen. The others are for Lettuce, node-redis and people; Lettuce
 * refreshes its view 5 s after the first of them that it knows, so they come as early as they are true.
 *
 * <p>Plain object. The first picture of a group makes no events: nothing has changed.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/">Redis Sentinel: Pub/Sub messages</a>
 */
final class EventFeed {
    /** A group as its events so far have told it. */
    private static final class Told {
        /** The primary that clients were last told of, and the epoch in which it serves. */
        NodeSnapshot primary;

        long epoch;
        boolean failingOver;
        boolean primaryDown;
        /** Node ids. */
        final Set<String> known = new HashSet<>();

        final Set<String> unreachable = new HashSet<>();
        /** Sentinel ids. */
        final Set<String> knownSentinels = new HashSet<>();

        final Set<String> unreachableSentinels = new HashSet<>();

        Told(NodeSnapshot primary, long epoch) {
            this.primary = primary;
            this.epoch = epoch;
        }
    }

    private final Map<String, Told> groups = new HashMap<>();
    private final List<Event> events = new ArrayList<>();

    /** Events since the picture before, in the order in which they are to be published. */
    List<Event> onSnapshot(ClusterSnapshot snapshot) {
        events.clear();
        groups.keySet().removeIf(name -> snapshot.group(name).isEmpty());
        for (GroupSnapshot group : snapshot.groups()) {
            group.primary().ifPresent(primary -> onGroup(snapshot, group, primary));
        }
        return List.copyOf(events);
    }

    private void onGroup(ClusterSnapshot snapshot, GroupSnapshot group, NodeSnapshot primary) {
        Told told = groups.get(group.name());
        if (told == null) {
            told = new Told(primary, group.epoch());
            groups.put(group.name(), told);
            remember(told, snapshot, group);
            return;
        }
        reachability(told, group);
        agreement(told, snapshot, group);
        failover(told, snapshot, group, primary);
        members(told, group);
        sentinels(told, snapshot, group.name());
    }

    private static void remember(Told told, ClusterSnapshot snapshot, GroupSnapshot group) {
        for (NodeSnapshot node : group.nodes()) {
            told.known.add(node.nodeId());
            if (!node.reachable()) {
                told.unreachable.add(node.nodeId());
            }
        }
        told.primaryDown = primaryDown(told, group);
        for (SentinelSnapshot sentinel : snapshot.others()) {
            told.knownSentinels.add(sentinel.id());
            if (!sentinel.reachable()) {
                told.unreachableSentinels.add(sentinel.id());
            }
        }
    }

    private void reachability(Told told, GroupSnapshot group) {
        for (NodeSnapshot node : group.nodes()) {
            if (!node.reachable() && told.unreachable.add(node.nodeId())) {
                event("+sdown", instance(told, group.name(), node));
            } else if (node.reachable() && told.unreachable.remove(node.nodeId())) {
                event("-sdown", instance(told, group.name(), node));
            }
        }
    }

    /** Agreement of the sentinels that the primary is down. */
    private void agreement(Told told, ClusterSnapshot snapshot, GroupSnapshot group) {
        boolean down = primaryDown(told, group);
        if (down && !told.primaryDown) {
            int suspecting = group.node(told.primary.nodeId())
                    .map(NodeSnapshot::suspecting)
                    .orElse(0);
            event("+odown", master(told, group.name()) + " #quorum " + suspecting + "/" + snapshot.majority());
        } else if (!down && told.primaryDown) {
            event("-odown", master(told, group.name()));
        }
        told.primaryDown = down;
    }

    private static boolean primaryDown(Told told, GroupSnapshot group) {
        return group.node(told.primary.nodeId())
                .map(NodeSnapshot::suspectedByMajority)
                .orElse(false);
    }

    private void failover(Told told, ClusterSnapshot snapshot, GroupSnapshot group, NodeSnapshot primary) {
        boolean newEpoch = group.epoch() > told.epoch;
        boolean failingOver = newEpoch || told.primaryDown;
        if (failingOver && !told.failingOver) {
            event("+try-failover", master(told, group.name()));
            if (snapshot.leaderKnown()) {
                event("+elected-leader", master(told, group.name()));
            }
        } else if (!failingOver && told.failingOver) {
            event("-failover-abort-not-needed", master(told, group.name()));
        }
        told.failingOver = failingOver;
        if (newEpoch && group.primarySeenServing()) {
            switched(told, group, primary);
        }
    }

    private void switched(Told told, GroupSnapshot group, NodeSnapshot primary) {
        NodeSnapshot old = told.primary;
        boolean moved = !old.respAddress().equals(primary.respAddress());
        if (moved) {
            event("+promoted-slave", instance(told, group.name(), primary));
        }
        event("+failover-end", master(told, group.name()));
        // Without the sign: Lettuce waits for it by this name.
        event("failover-end", master(told, group.name()));
        if (moved) {
            HostPort from = HostPort.orNowhere(old.respAddress());
            HostPort to = HostPort.orNowhere(primary.respAddress());
            event("+switch-master", group.name() + " " + from.spaced() + " " + to.spaced());
        }
        told.primary = primary;
        told.epoch = group.epoch();
        told.primaryDown = primaryDown(told, group);
        told.failingOver = told.primaryDown;
        if (moved) {
            // The instances start anew under their new primary, as in Redis; node-redis waits for these.
            for (NodeSnapshot replica : group.replicas()) {
                event("+slave", instance(told, group.name(), replica));
                if (!replica.reachable()) {
                    event("+sdown", instance(told, group.name(), replica));
                }
            }
        }
    }

    private void members(Told told, GroupSnapshot group) {
        for (NodeSnapshot node : group.nodes()) {
            if (told.known.add(node.nodeId())) {
                event("+slave", instance(told, group.name(), node));
            }
        }
        Set<String> present = new HashSet<>();
        group.nodes().forEach(node -> present.add(node.nodeId()));
        told.known.retainAll(present);
        told.unreachable.retainAll(present);
    }

    private void sentinels(Told told, ClusterSnapshot snapshot, String group) {
        Set<String> present = new HashSet<>();
        for (SentinelSnapshot sentinel : snapshot.others()) {
            present.add(sentinel.id());
            HostPort address = HostPort.orNowhere(sentinel.respAddress());
            String who = "sentinel " + sentinel.id() + " " + address.spaced() + at(told, group);
            if (told.knownSentinels.add(sentinel.id()) && sentinel.reachable()) {
                event("+sentinel", who);
            }
            if (!sentinel.reachable() && told.unreachableSentinels.add(sentinel.id())) {
                event("+sdown", who);
            } else if (sentinel.reachable() && told.unreachableSentinels.remove(sentinel.id())) {
                event("-sdown", who);
                event("+sentinel", who);
            }
        }
        told.knownSentinels.retainAll(present);
        told.unreachableSentinels.retainAll(present);
    }

    private void event(String channel, String payload) {
        events.add(new Event(channel, payload));
    }

    private static String instance(Told told, String group, NodeSnapshot node) {
        if (node.nodeId().equals(told.primary.nodeId())) {
            return master(told, group);
        }
        HostPort address = HostPort.orNowhere(node.respAddress());
        return "slave " + address + " " + address.spaced() + at(told, group);
    }

    private static String master(Told told, String group) {
        return "master " + group + " "
                + HostPort.orNowhere(told.primary.respAddress()).spaced();
    }

    private static String at(Told told, String group) {
        return " @ " + group + " "
                + HostPort.orNowhere(told.primary.respAddress()).spaced();
    }
}
