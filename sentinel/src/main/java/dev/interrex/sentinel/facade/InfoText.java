package dev.interrex.sentinel.facade;

import dev.interrex.model.HostPort;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeSnapshot;
import java.util.List;

/** The text of INFO. */
final class InfoText {
    private static final List<String> EVERYTHING = List.of("all", "default", "everything");

    private final StringBuilder text = new StringBuilder();

    private InfoText() {}

    /** @param sections in small letters; none = all */
    static String of(Desk desk, ClusterSnapshot snapshot, List<String> sections) {
        InfoText info = new InfoText();
        boolean all = sections.isEmpty() || sections.stream().anyMatch(EVERYTHING::contains);
        if (all || sections.contains("server")) {
            info.server(desk);
        }
        if (all || sections.contains("clients")) {
            info.clients(desk);
        }
        if (all || sections.contains("stats")) {
            info.stats(desk.statistics);
        }
        if (all || sections.contains("sentinel")) {
            info.sentinel(snapshot);
        }
        return info.text.toString();
    }

    private void server(Desk desk) {
        long uptimeSeconds = (desk.nowMs() - desk.identity.startedAtMs()) / 1000;
        section("Server");
        field("redis_version", Identity.REDIS_VERSION);
        field("server_name", "interrex");
        field("interrex_version", desk.identity.version());
        field("redis_mode", "sentinel");
        field("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        field("arch_bits", 64);
        field("process_id", desk.identity.processId());
        field("run_id", desk.identity.runId());
        field("tcp_port", desk.port());
        field("uptime_in_seconds", uptimeSeconds);
        field("uptime_in_days", uptimeSeconds / 86_400);
        field("sentinel_id", desk.identity.sentinelId());
    }

    private void clients(Desk desk) {
        section("Clients");
        field("connected_clients", desk.sessions().size());
        field("maxclients", desk.settings.maxClients());
        field(
                "pubsub_clients",
                desk.sessions().stream()
                        .filter(session -> session.subscriptions() > 0)
                        .count());
    }

    private void stats(Statistics statistics) {
        section("Stats");
        field("total_connections_received", statistics.connectionsReceived);
        field("rejected_connections", statistics.connectionsRejected);
        field("total_commands_processed", statistics.commandsProcessed);
        field("total_error_replies", statistics.errorReplies);
        field("held_answers", statistics.heldAnswers);
        field("events_published", statistics.eventsPublished);
    }

    private void sentinel(ClusterSnapshot snapshot) {
        section("Sentinel");
        field("sentinel_masters", snapshot.groups().size());
        field("sentinel_tilt", 0);
        field("sentinel_tilt_since_seconds", -1);
        field("sentinel_running_scripts", 0);
        field("sentinel_scripts_queue_length", 0);
        field("sentinel_simulate_failure_flags", 0);
        field("sentinel_leader", snapshot.leaderId());
        field("sentinel_leader_known", snapshot.leaderKnown() ? 1 : 0);
        for (int i = 0; i < snapshot.groups().size(); i++) {
            GroupSnapshot group = snapshot.groups().get(i);
            HostPort address = HostPort.orNowhere(
                    group.primary().map(NodeSnapshot::respAddress).orElse(""));
            field(
                    "master" + i,
                    "name=" + group.name() + ",status=" + status(snapshot, group) + ",address=" + address + ",slaves="
                            + group.replicas().size() + ",sentinels="
                            + snapshot.sentinels().size());
        }
    }

    private static String status(ClusterSnapshot snapshot, GroupSnapshot group) {
        List<String> flags = InstanceFields.primaryFlags(snapshot, group);
        return flags.contains("o_down") ? "odown" : flags.contains("s_down") ? "sdown" : "ok";
    }

    private void section(String name) {
        text.append(text.isEmpty() ? "" : "\r\n").append("# ").append(name).append("\r\n");
    }

    private void field(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
