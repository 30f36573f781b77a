package dev.interrex.node.http;

import dev.interrex.http.MetricsText;
import dev.interrex.model.HostPort;
import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.DurabilityView;
import dev.interrex.node.command.MembershipView;
import dev.interrex.node.command.MembershipView.Follower;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.metrics.ProcessStatus;
import dev.interrex.node.metrics.ServerStatistics;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The page {@code /metrics}: what INFO tells, in Prometheus's words. Positions in the log are bytes since the group's first record.
 *
 * <p>Made on one thread, filled on the loop: what the operating system must be asked for is asked for first.
 */
final class NodeMetrics {
    private static final double MS_PER_SECOND = 1000;
    private static final double MICROS_PER_SECOND = 1_000_000;

    private final MetricsText out = new MetricsText();

    /** Begins with the process itself. Any thread. */
    NodeMetrics(String version) {
        out.gauge("interrex_build_info", "The running version.").sample(true, "program", "node", "version", version);
        out.gauge("process_resident_memory_bytes", "Resident memory.").sample(ProcessStatus.residentBytes());
        out.counter("process_cpu_seconds_total", "Processor time.")
                .sample(ProcessStatus.userCpuSeconds() + ProcessStatus.systemCpuSeconds());
        out.gauge("jvm_heap_used_bytes", "Java heap in use.")
                .sample(ProcessStatus.heap().getUsed());
        out.gauge("jvm_heap_committed_bytes", "Java heap taken from the system.")
                .sample(ProcessStatus.heap().getCommitted());
    }

    /** Everything. Loop thread. */
    MetricsText of(NodeStatus status) {
        membership(status);
        log(status);
        followers(status.node().membership());
        clients(status.node().statistics(), status);
        commands(status.node().commands());
        keyspace(status.engine());
        memory(status);
        snapshots(status.node().durability());
        return out;
    }

    private void membership(NodeStatus status) {
        MembershipView membership = status.node().membership();
        out.gauge("interrex_role", "1 for what the node is now.")
                .sample(true, "role", status.role(), "group", membership.group(), "node", membership.nodeId());
        out.gauge("interrex_serving", "1 while reads and writes are executed.").sample(status.refusal() == null);
        out.gauge("interrex_loading", "1 while data is being read or the node is becoming primary.")
                .sample(membership.isLoading());
        out.gauge("interrex_epoch", "The highest epoch that the node has persisted.")
                .sample(membership.epoch());
        out.counter("interrex_snapshot_sent_bytes_total", "Bytes of snapshots sent to other nodes.")
                .sample(membership.snapshotBytesSent());
        if (!membership.fullSyncSource().isEmpty()) {
            out.gauge("interrex_full_sync_source_info", "The node that this one's last snapshot came from.")
                    .sample(true, "source", membership.fullSyncSource());
        }
        out.gauge("interrex_isr_members", "Size of the recorded in-sync set.").sample(membership.inSyncMembers());
        out.gauge("interrex_min_isr", "Writes commit only while the in-sync set has so many members.")
                .sample(membership.minInSyncMembers());
        if (!membership.isPrimary()) {
            out.gauge("interrex_replication_link_up", "1 while the stream from the primary is up.")
                    .sample(membership.isLinkUp());
            if (membership.linkSilenceMs() >= 0) {
                out.gauge("interrex_replication_silence_seconds", "Since the primary was heard.")
                        .sample(membership.linkSilenceMs() / MS_PER_SECOND);
            }
            out.gauge("interrex_replication_syncing", "1 while a snapshot is being received.")
                    .sample(membership.isSyncing());
        }
    }

    private void log(NodeStatus status) {
        MembershipView membership = status.node().membership();
        out.gauge("interrex_log_start_bytes", "Oldest position that a follower can be given without a snapshot.")
                .sample(membership.startLsn());
        out.gauge("interrex_log_end_bytes", "End of the log.").sample(membership.endLsn());
        out.gauge("interrex_log_committed_bytes", "High watermark.").sample(membership.committedLsn());
        out.gauge("interrex_log_applied_bytes", "End of what memory reflects.").sample(status.appliedLsn());
        out.gauge("interrex_log_durable_bytes", "End of what is synced to this node's disk.")
                .sample(status.node().durability().durableLsn());
    }

    private void followers(MembershipView membership) {
        List<Follower> followers = membership.followers();
        out.gauge("interrex_followers", "Connected followers.").sample(followers.size());
        if (followers.isEmpty()) {
            return;
        }
        out.gauge("interrex_follower_lag_bytes", "What the follower has not received.");
        eachFollower(followers, follower -> Math.max(0, membership.endLsn() - follower.receivedLsn()));
        out.gauge("interrex_follower_in_sync", "1 for members of the recorded in-sync set.");
        eachFollower(followers, follower -> follower.inSync() ? 1 : 0);
        out.gauge("interrex_follower_silence_seconds", "Since the follower's last ack.");
        followers.forEach(follower -> out.sample(follower.silenceMs() / MS_PER_SECOND, "follower", name(follower)));
    }

    private void eachFollower(List<Follower> followers, ToLongFunction<Follower> value) {
        followers.forEach(follower -> out.sample(value.applyAsLong(follower), "follower", name(follower)));
    }

    private static String name(Follower follower) {
        return new HostPort(follower.host(), follower.port()).toString();
    }

    private void clients(ServerStatistics statistics, NodeStatus status) {
        out.gauge("interrex_connected_clients", "Connections of clients.")
                .sample(status.node().clients().size());
        out.gauge("interrex_max_clients", "Limit of connections.")
                .sample(status.node().config().get(NetworkDirectives.MAXCLIENTS));
        out.counter("interrex_connections_total", "Connections accepted.").sample(statistics.connectionsReceived());
        out.counter("interrex_rejected_connections_total", "Connections above the limit.")
                .sample(statistics.connectionsRejected());
        out.counter("interrex_commands_total", "Commands executed.").sample(statistics.commandsProcessed());
        out.counter("interrex_input_bytes_total", "Bytes received from clients.")
                .sample(statistics.inputBytes());
        out.counter("interrex_output_bytes_total", "Bytes sent to clients.").sample(statistics.outputBytes());
        out.counter("interrex_held_replies_total", "Replies that waited for their commit.")
                .sample(statistics.heldReplies());
        out.counter("interrex_parked_commands_total", "Commands that waited before their execution.")
                .sample(statistics.parkedCommands());
        out.counter("interrex_indeterminate_replies_total", "Writes whose fate was unknown to the node.")
                .sample(statistics.indeterminateReplies());
        out.counter("interrex_error_replies_total", "Errors sent, by code.");
        statistics.errors().forEach((code, count) -> out.sample(count, "code", code));
    }

    /** Of commands that were used at all. */
    private void commands(CommandTable table) {
        List<CommandSpec> used = table.all().stream()
                .flatMap(spec -> Stream.concat(Stream.of(spec), spec.subcommands().values().stream()))
                .filter(spec -> spec.statistics().calls() + spec.statistics().rejectedCalls() > 0)
                .toList();
        out.counter("interrex_command_calls_total", "Executions.");
        used.forEach(spec -> out.sample(spec.statistics().calls(), "command", spec.label()));
        out.counter("interrex_command_seconds_total", "Time spent executing.");
        used.forEach(spec -> out.sample(spec.statistics().micros() / MICROS_PER_SECOND, "command", spec.label()));
        out.counter("interrex_command_failures_total", "Executions that ended with an error.");
        used.forEach(spec -> out.sample(spec.statistics().failedCalls(), "command", spec.label()));
        out.counter("interrex_command_rejections_total", "Refused before execution.");
        used.forEach(spec -> out.sample(spec.statistics().rejectedCalls(), "command", spec.label()));
    }

    private void keyspace(Engine engine) {
        out.gauge("interrex_db_keys", "Keys.");
        for (int i = 0; i < engine.settings().databases(); i++) {
            Database database = engine.database(i);
            if (i == 0 || database.size() > 0) {
                out.sample(database.size(), "db", Integer.toString(i));
            }
        }
        out.gauge("interrex_db_expiring_keys", "Keys with a time to live.");
        for (int i = 0; i < engine.settings().databases(); i++) {
            Database database = engine.database(i);
            if (i == 0 || database.size() > 0) {
                out.sample(database.expiringKeys(), "db", Integer.toString(i));
            }
        }
        out.counter("interrex_keyspace_hits_total", "Reads that found their key.")
                .sample(engine.hits());
        out.counter("interrex_keyspace_misses_total", "Reads that did not.").sample(engine.misses());
        out.counter("interrex_expired_keys_total", "Keys whose time was over.").sample(engine.expiredKeys());
    }

    private void memory(NodeStatus status) {
        out.gauge("interrex_memory_used_bytes", "Memory of the data.")
                .sample(status.engine().usedMemoryBytes());
        out.gauge("interrex_memory_max_bytes", "maxmemory; 0 = no limit.")
                .sample(status.node().config().get(EngineDirectives.MAXMEMORY));
    }

    private void snapshots(DurabilityView durability) {
        out.gauge("interrex_log_kept_bytes", "Bytes of the log that are kept on disk.")
                .sample(durability.logBytes());
        out.gauge("interrex_snapshot_running", "1 while a snapshot is being taken.")
                .sample(durability.isSnapshotRunning());
        out.gauge("interrex_snapshot_ok", "1 if the last snapshot ended well, or none was begun.")
                .sample(durability.isLastSnapshotOk());
        out.gauge("interrex_snapshot_timestamp_seconds", "When the newest snapshot ended; 0 = never.")
                .sample(durability.lastSnapshotAtMs() / MS_PER_SECOND);
        out.gauge("interrex_snapshot_bytes", "Size of the newest snapshot.").sample(durability.lastSnapshotBytes());
        out.gauge("interrex_snapshot_age_bytes", "Bytes logged since the newest snapshot.")
                .sample(durability.bytesSinceSnapshot());
    }
}
