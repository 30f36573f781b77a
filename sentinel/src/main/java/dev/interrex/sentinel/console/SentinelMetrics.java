package dev.interrex.sentinel.console;

import dev.interrex.http.MetricsText;
import dev.interrex.sentinel.view.ClientFigures;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.FailoverSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeSnapshot;
import java.util.function.BiConsumer;

/** The page {@code /metrics}: everything as this sentinel sees it. */
final class SentinelMetrics {
    private static final double MS_PER_SECOND = 1000;

    private final MetricsText out = new MetricsText();
    private final ClusterSnapshot snapshot;
    private final long nowMs;

    private SentinelMetrics(ClusterSnapshot snapshot, long nowMs) {
        this.snapshot = snapshot;
        this.nowMs = nowMs;
    }

    static MetricsText of(ClusterSnapshot snapshot, ClientFigures clients, String version, long nowMs) {
        SentinelMetrics metrics = new SentinelMetrics(snapshot, nowMs);
        metrics.out
                .gauge("interrex_build_info", "The running version.")
                .sample(true, "program", "sentinel", "version", version);
        metrics.sentinels();
        metrics.groups();
        metrics.failovers();
        metrics.nodes();
        metrics.clients(clients);
        return metrics.out;
    }

    private void sentinels() {
        out.gauge("interrex_sentinel_healthy", "1 while this sentinel can do its work.")
                .sample(Condition.problem(snapshot, nowMs).isEmpty());
        out.gauge("interrex_sentinel_leader", "1 at the leading sentinel.")
                .sample(snapshot.leaderKnown() && snapshot.leaderId().equals(snapshot.sentinelId()));
        out.gauge("interrex_sentinel_leader_known", "1 while a leading sentinel is known here.")
                .sample(snapshot.leaderKnown());
        out.gauge("interrex_sentinel_reachable", "1 for every sentinel that this one hears.");
        snapshot.sentinels().forEach(each -> out.sample(each.reachable(), "sentinel", each.id(), "zone", each.zone()));
        out.gauge("interrex_groups", "Founded groups.").sample(snapshot.groups().size());
        out.gauge("interrex_groups_pending", "Configured groups that are not founded.")
                .sample(snapshot.pending().size());
    }

    private void groups() {
        eachGroup(
                "interrex_group_epoch",
                "Number of the reign.",
                (group, name) -> out.sample(group.epoch(), "group", name));
        eachGroup(
                "interrex_group_version",
                "Changes of the topology.",
                (group, name) -> out.sample(group.topology().version(), "group", name));
        eachGroup(
                "interrex_group_primary_serving",
                "1 while the primary says that it serves.",
                (group, name) -> out.sample(group.primaryServesNow(), "group", name));
        eachGroup(
                "interrex_group_nodes",
                "Nodes of the group.",
                (group, name) -> out.sample(group.nodes().size(), "group", name));
        eachGroup(
                "interrex_group_isr_members",
                "Size of the recorded in-sync set.",
                (group, name) -> out.sample(group.topology().isr().size(), "group", name));
        eachGroup(
                "interrex_group_min_isr",
                "Writes commit only while the in-sync set has so many members.",
                (group, name) -> out.sample(group.topology().minIsr(), "group", name));
    }

    private void failovers() {
        out.counter("interrex_group_failovers_total", "Changes of primary that this sentinel saw since its start.");
        snapshot.groups().forEach(group -> out.sample(group.failoverCount(), "group", group.name()));
        eachGroup(
                "interrex_group_last_failover_seconds",
                "From the first suspicion, or the request, until the new primary served.",
                (group, name) -> last(group, name, failover -> failover.servingAfterMs() / MS_PER_SECOND));
        eachGroup(
                "interrex_group_last_failover_decided_seconds",
                "From the first suspicion until the new reign was proposed; where this sentinel led.",
                (group, name) -> last(group, name, failover -> failover.decidedAfterMs() / MS_PER_SECOND));
        eachGroup(
                "interrex_group_last_failover_timestamp_seconds",
                "When the last change of primary began.",
                (group, name) -> last(group, name, failover -> failover.suspectedAtUnixMs() / MS_PER_SECOND));
    }

    private interface Figure {
        double of(FailoverSnapshot failover);
    }

    private void last(GroupSnapshot group, String name, Figure figure) {
        group.failovers().stream()
                .filter(failover -> failover.oldEpoch() > 0)
                .findFirst()
                .filter(failover -> figure.of(failover) >= 0)
                .ifPresent(failover -> out.sample(
                        figure.of(failover), "group", name, "planned", Boolean.toString(failover.planned())));
    }

    private void nodes() {
        eachNode(
                "interrex_node_primary",
                "1 for the primary by the topology.",
                (group, node) -> sample(
                        group,
                        node,
                        node.nodeId().equals(group.topology().primary().nodeId())));
        eachNode(
                "interrex_node_reachable",
                "1 while this sentinel hears the node.",
                (group, node) -> sample(group, node, node.reachable()));
        eachNode(
                "interrex_node_in_sync",
                "1 for members of the recorded in-sync set.",
                (group, node) -> sample(group, node, node.inSync()));
        eachNode(
                "interrex_node_suspecting_sentinels",
                "How many sentinels cannot reach the node.",
                (group, node) -> sample(group, node, node.suspecting()));
        eachAnswer(
                "interrex_node_serving",
                "1 while the node says that it serves.",
                (group, node, said) -> sample(group, node, said.serving()));
        eachAnswer(
                "interrex_node_healthy",
                "0 after a disk error or a failed verification.",
                (group, node, said) -> sample(group, node, said.healthy()));
        eachAnswer(
                "interrex_node_epoch",
                "The highest epoch that the node has persisted.",
                (group, node, said) -> sample(group, node, said.epoch()));
        eachAnswer(
                "interrex_node_log_end_bytes",
                "End of the node's log.",
                (group, node, said) -> sample(group, node, said.endLsn()));
        eachAnswer(
                "interrex_node_lag_bytes",
                "Distance from the end of the primary's log.",
                (group, node, said) -> sample(group, node, Math.max(0, Condition.lagBytes(group, node))));
        eachAnswer(
                "interrex_node_report_age_seconds",
                "Age of the node's last report.",
                (group, node, said) ->
                        out.sample(Math.max(0, nowMs - node.heardAtMs()) / MS_PER_SECOND, labels(group, node)));
    }

    private void clients(ClientFigures clients) {
        out.gauge("interrex_sentinel_clients", "Connections of the Redis Sentinel protocol.")
                .sample(clients.connected());
        out.counter("interrex_sentinel_connections_total", "Connections accepted.")
                .sample(clients.connections());
        out.counter("interrex_sentinel_rejected_connections_total", "Connections above maxclients.")
                .sample(clients.rejected());
        out.counter("interrex_sentinel_commands_total", "Commands executed.").sample(clients.commands());
        out.counter("interrex_sentinel_error_replies_total", "Errors sent.").sample(clients.errors());
        out.counter("interrex_sentinel_held_answers_total", "Questions that had to wait for a failover.")
                .sample(clients.heldAnswers());
        out.counter("interrex_sentinel_events_total", "Events published.").sample(clients.events());
    }

    // ---- shapes ----------------------------------------------------------------------------------------------

    private interface AnswerConsumer {
        void accept(GroupSnapshot group, NodeSnapshot node, NodeAnswer said);
    }

    private void eachGroup(String name, String help, BiConsumer<GroupSnapshot, String> sample) {
        out.gauge(name, help);
        snapshot.groups().forEach(group -> sample.accept(group, group.name()));
    }

    private void eachNode(String name, String help, BiConsumer<GroupSnapshot, NodeSnapshot> sample) {
        out.gauge(name, help);
        snapshot.groups().forEach(group -> group.nodes().forEach(node -> sample.accept(group, node)));
    }

    private void eachAnswer(String name, String help, AnswerConsumer sample) {
        eachNode(name, help, (group, node) -> {
            NodeAnswer said = node.said();
            if (said != null) {
                sample.accept(group, node, said);
            }
        });
    }

    private void sample(GroupSnapshot group, NodeSnapshot node, boolean value) {
        out.sample(value, labels(group, node));
    }

    private void sample(GroupSnapshot group, NodeSnapshot node, long value) {
        out.sample(value, labels(group, node));
    }

    private static String[] labels(GroupSnapshot group, NodeSnapshot node) {
        return new String[] {
            "group", group.name(), "node", node.nodeId(), "zone", node.address().zone()
        };
    }
}
