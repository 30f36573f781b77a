package dev.interrex.node.command;

import dev.interrex.model.CommitMode;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.GroupDirectives;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.MemoryUse;
import dev.interrex.node.metrics.CommandStatistics;
import dev.interrex.node.metrics.ProcessStatus;
import dev.interrex.node.metrics.ServerStatistics;
import dev.interrex.node.pubsub.Kind;
import java.util.Collection;
import java.util.Locale;

/** The sections of INFO, but for that on replication. */
final class InfoSections {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int LRU_CLOCK_BITS = 24;

    private InfoSections() {}

    static void server(InfoText text, Call call) {
        NodeConfig config = call.node().config();
        long uptime = (call.nowMs() - call.node().statistics().startedAtMs()) / 1000;
        text.line("redis_version", Identity.REDIS_VERSION)
                .line("redis_git_sha1", "00000000")
                .line("redis_git_dirty", 0)
                .line("redis_build_id", "0")
                .line("redis_mode", Identity.MODE)
                .line("server_name", "interrex")
                .line("interrex_version", Identity.INTERREX_VERSION)
                .line(
                        "os",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch"))
                .line("arch_bits", 64)
                .line("monotonic_clock", "System.nanoTime")
                .line(
                        "multiplexing_api",
                        config.get(NetworkDirectives.IO_TRANSPORT).name().toLowerCase(Locale.ROOT))
                .line("gcc_version", "0.0.0")
                .line("java_version", Runtime.version().toString())
                .line("process_id", ProcessHandle.current().pid())
                .line("process_supervised", "no")
                .line("run_id", call.node().statistics().runId())
                .line("tcp_port", config.get(NetworkDirectives.PORT))
                .line("server_time_usec", call.nowMs() * 1000)
                .line("uptime_in_seconds", uptime)
                .line("uptime_in_days", uptime / SECONDS_PER_DAY)
                .line("hz", 40)
                .line("configured_hz", 40)
                .line("lru_clock", call.nowMs() / 1000 & (1L << LRU_CLOCK_BITS) - 1)
                .line("executable", "")
                .line("config_file", config.file().map(Object::toString).orElse(""))
                .line("io_threads_active", 0)
                .line("availability_zone", config.get(GroupDirectives.ZONE));
    }

    static void clients(InfoText text, Call call) {
        Collection<? extends ClientState> clients = call.node().clients();
        long subscribed =
                clients.stream().filter(client -> client.subscriptions() > 0).count();
        long blocked = clients.stream().filter(ClientState::blocked).count();
        text.line("connected_clients", clients.size())
                .line("cluster_connections", 0)
                .line("maxclients", call.node().config().get(NetworkDirectives.MAXCLIENTS))
                .line("client_recent_max_input_buffer", 0)
                .line("client_recent_max_output_buffer", 0)
                .line("blocked_clients", blocked)
                .line("exactly_once_sessions", call.engine().exactlyOnce().size())
                .line("tracking_clients", 0)
                .line("pubsub_clients", subscribed)
                .line("watching_clients", 0)
                .line("clients_in_timeout_table", 0)
                .line("total_blocking_keys", call.node().blockingKeys());
    }

    static void memory(InfoText text, Call call) {
        NodeConfig config = call.node().config();
        MemoryUse use = call.engine().memoryUse();
        long used = use.used();
        long resident = ProcessStatus.residentBytes();
        long heap = ProcessStatus.heap().getUsed();
        text.bytes("used_memory", used)
                .bytes("used_memory_rss", resident)
                .bytes("used_memory_peak", Math.max(used, ProcessStatus.peakResidentBytes()))
                .line("used_memory_overhead", use.overhead())
                .line("used_memory_startup", 0)
                .line("used_memory_dataset", used - use.overhead())
                .line(
                        "used_memory_dataset_perc",
                        used == 0
                                ? "0.00%"
                                : String.format(Locale.ROOT, "%.2f%%", 100.0 * (used - use.overhead()) / used))
                .line("allocator_allocated", use.slots())
                .line("allocator_active", use.pages())
                .line("allocator_resident", use.pages() + use.keptPages())
                .bytes("total_system_memory", ProcessStatus.systemMemoryBytes())
                .bytes("used_memory_lua", 0)
                .bytes("used_memory_scripts", 0)
                .bytes("maxmemory", config.get(EngineDirectives.MAXMEMORY))
                .line("maxmemory_policy", config.rendered(EngineDirectives.MAXMEMORY_POLICY))
                .decimal("allocator_frag_ratio", use.fragmentation(), 2)
                .line("allocator_frag_bytes", use.pages() - use.slots())
                .decimal("mem_fragmentation_ratio", used == 0 ? 1 : (double) resident / used, 2)
                .line("mem_fragmentation_bytes", Math.max(0, resident - used))
                .line("mem_not_counted_for_evict", 0)
                .line("mem_clients_normal", 0)
                .line("mem_replication_backlog", config.get(GroupDirectives.LOG_RING_SIZE))
                .line("mem_allocator", "interrex-slabs")
                .line("active_defrag_running", 0)
                .line("lazyfree_pending_objects", call.engine().pendingReleases())
                .line("interrex_large_values_on_heap", use.objects())
                .line("interrex_heap_used", heap)
                .line("interrex_heap_committed", ProcessStatus.heap().getCommitted());
    }

    static void persistence(InfoText text, Call call) {
        DurabilityView durability = call.node().durability();
        boolean loading = call.node().membership().isLoading();
        text.line("loading", loading)
                .line("async_loading", 0)
                .line("rdb_changes_since_last_save", durability.bytesSinceSnapshot())
                .line("rdb_bgsave_in_progress", durability.isSnapshotRunning())
                .line("rdb_last_save_time", durability.lastSnapshotAtMs() / 1000)
                .line("rdb_last_bgsave_status", durability.isLastSnapshotOk() ? "ok" : "err")
                .line("rdb_last_bgsave_time_sec", -1)
                .line("rdb_current_bgsave_time_sec", -1)
                .line("rdb_saves", 0)
                .line("aof_enabled", 1)
                .line("aof_rewrite_in_progress", durability.isSnapshotRunning())
                .line("aof_rewrite_scheduled", 0)
                .line("aof_last_rewrite_time_sec", -1)
                .line("aof_current_rewrite_time_sec", -1)
                .line("aof_last_bgrewrite_status", durability.isLastSnapshotOk() ? "ok" : "err")
                .line("aof_last_write_status", "ok")
                .line("aof_current_size", durability.logBytes())
                .line("aof_base_size", durability.lastSnapshotBytes())
                .line("aof_pending_bio_fsync", 0)
                .line("aof_delayed_fsync", 0)
                .line("interrex_commit_mode", durability.commitMode().name().toLowerCase(Locale.ROOT))
                .line("interrex_durable_lsn", durability.durableLsn())
                .line("interrex_synced_before_reply", durability.commitMode() == CommitMode.DURABLE);
    }

    static void stats(InfoText text, Call call) {
        ServerStatistics statistics = call.node().statistics();
        text.line("total_connections_received", statistics.connectionsReceived())
                .line("total_commands_processed", statistics.commandsProcessed())
                .line("instantaneous_ops_per_sec", statistics.commandsPerSecond())
                .line("total_net_input_bytes", statistics.inputBytes())
                .line("total_net_output_bytes", statistics.outputBytes())
                .line("total_net_repl_input_bytes", 0)
                .line("total_net_repl_output_bytes", 0)
                .decimal("instantaneous_input_kbps", statistics.inputBytesPerSecond() / 1024.0, 2)
                .decimal("instantaneous_output_kbps", statistics.outputBytesPerSecond() / 1024.0, 2)
                .line("rejected_connections", statistics.connectionsRejected())
                .line("sync_full", 0)
                .line("sync_partial_ok", 0)
                .line("sync_partial_err", 0)
                .line("expired_keys", call.engine().expiredKeys())
                .line("expired_subkeys", call.engine().expiredFields())
                .line("evicted_keys", statistics.evictedKeys())
                .line("evicted_clients", 0)
                .line("keyspace_hits", call.engine().hits())
                .line("keyspace_misses", call.engine().misses())
                .line("pubsub_channels", call.node().pubSub().count(Kind.CHANNEL))
                .line("pubsub_patterns", call.node().pubSub().count(Kind.PATTERN))
                .line("pubsubshard_channels", call.node().pubSub().count(Kind.SHARD))
                .line("latest_fork_usec", 0)
                .line("total_forks", 0)
                .line("migrate_cached_sockets", 0)
                .line("slave_expires_tracked_keys", 0)
                .line("tracking_total_keys", 0)
                .line("unexpected_error_replies", 0)
                .line("total_error_replies", statistics.totalErrors())
                .line("dump_payload_sanitizations", 0)
                .line("total_reads_processed", 0)
                .line("total_writes_processed", 0)
                .line("interrex_held_replies", statistics.heldReplies())
                .line("interrex_indeterminate_replies", statistics.indeterminateReplies())
                .line("interrex_parked_commands", statistics.parkedCommands());
    }

    static void cpu(InfoText text, Call call) {
        text.decimal("used_cpu_sys", ProcessStatus.systemCpuSeconds(), 6)
                .decimal("used_cpu_user", ProcessStatus.userCpuSeconds(), 6)
                .decimal("used_cpu_sys_children", 0, 6)
                .decimal("used_cpu_user_children", 0, 6);
    }

    static void commandStats(InfoText text, Call call) {
        for (CommandSpec spec : call.node().commands().all()) {
            commandStats(text, spec);
            spec.subcommands().values().forEach(subcommand -> commandStats(text, subcommand));
        }
    }

    private static void commandStats(InfoText text, CommandSpec spec) {
        CommandStatistics statistics = spec.statistics();
        long calls = statistics.calls();
        if (calls + statistics.rejectedCalls() == 0) {
            return;
        }
        double perCall = calls == 0 ? 0 : (double) statistics.micros() / calls;
        text.line(
                "cmdstat_" + spec.label(),
                "calls=" + calls + ",usec=" + statistics.micros() + ",usec_per_call="
                        + String.format(Locale.ROOT, "%.2f", perCall) + ",rejected_calls=" + statistics.rejectedCalls()
                        + ",failed_calls=" + statistics.failedCalls());
    }

    static void errorStats(InfoText text, Call call) {
        call.node().statistics().errors().forEach((code, count) -> text.line("errorstat_" + code, "count=" + count));
    }

    static void keyspace(InfoText text, Call call) {
        for (int i = 0; i < call.engine().settings().databases(); i++) {
            Database database = call.engine().database(i);
            if (database.size() > 0) {
                text.line(
                        "db" + i,
                        "keys=" + database.size() + ",expires=" + database.expiringKeys() + ",avg_ttl="
                                + database.averageTtlMs() + ",subexpiry=" + database.expiringHashes());
            }
        }
    }
}
