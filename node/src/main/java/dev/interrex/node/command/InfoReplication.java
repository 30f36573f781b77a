package dev.interrex.node.command;

import dev.interrex.model.HostPort;
import java.util.List;

/** The replication section of INFO, and ROLE. */
final class InfoReplication {
    private static final String NO_ID = "0".repeat(40);

    private InfoReplication() {}

    static void replication(InfoText text, Call call) {
        MembershipView membership = call.node().membership();
        boolean primary = membership.isPrimary();
        text.line("role", primary ? "master" : "slave");
        if (!primary) {
            replica(text, membership);
        }
        List<MembershipView.Follower> followers = primary ? membership.followers() : List.of();
        text.line("connected_slaves", followers.size());
        for (int i = 0; i < followers.size(); i++) {
            MembershipView.Follower follower = followers.get(i);
            // No further fields and no underscore: Lettuce's pattern for this line allows none.
            text.line(
                    "slave" + i,
                    "ip=" + follower.host() + ",port=" + follower.port() + ",state=" + state(follower) + ",offset="
                            + follower.receivedLsn() + ",lag=" + Math.max(0, follower.silenceMs()) / 1000);
        }
        text.line("master_failover_state", "no-failover")
                .line("master_replid", membership.replicationId())
                .line("master_replid2", NO_ID)
                .line("master_repl_offset", membership.endLsn())
                .line("second_repl_offset", -1)
                .line("repl_backlog_active", 1)
                .line("repl_backlog_size", membership.endLsn() - membership.startLsn())
                .line("repl_backlog_first_byte_offset", membership.startLsn())
                .line("repl_backlog_histlen", membership.endLsn() - membership.startLsn())
                .line("interrex_group", membership.group())
                .line("interrex_node_id", membership.nodeId())
                .line("interrex_epoch", membership.epoch())
                .line("interrex_committed_lsn", membership.committedLsn())
                .line("interrex_in_sync", membership.inSyncMembers())
                .line("interrex_min_in_sync", membership.minInSyncMembers())
                .line("interrex_full_sync_source", membership.fullSyncSource())
                .line("interrex_snapshot_bytes_sent", membership.snapshotBytesSent());
    }

    private static String state(MembershipView.Follower follower) {
        return follower.state().equals("online") ? "online" : "sync";
    }

    private static void replica(InfoText text, MembershipView membership) {
        long silenceMs = membership.linkSilenceMs();
        text.line("master_host", HostPort.orNowhere(membership.primaryAddress()).host())
                .line(
                        "master_port",
                        HostPort.orNowhere(membership.primaryAddress()).port())
                .line("master_link_status", membership.isLinkUp() ? "up" : "down")
                .line("master_last_io_seconds_ago", silenceMs < 0 ? -1 : silenceMs / 1000)
                .line("master_sync_in_progress", membership.isSyncing())
                .line("slave_read_repl_offset", membership.endLsn())
                .line("slave_repl_offset", membership.endLsn());
        if (!membership.isLinkUp()) {
            text.line("master_link_down_since_seconds", silenceMs < 0 ? -1 : silenceMs / 1000);
        }
        text.line("slave_priority", 100).line("slave_read_only", 1).line("replica_announced", 1);
    }

    static void role(Call call) {
        MembershipView membership = call.node().membership();
        if (membership.isPrimary()) {
            List<MembershipView.Follower> followers = membership.followers();
            call.reply().array(3);
            call.reply().bulk("master");
            call.reply().integer(membership.endLsn());
            call.reply().array(followers.size());
            for (MembershipView.Follower follower : followers) {
                call.reply().array(3);
                call.reply().bulk(follower.host());
                call.reply().bulk(Integer.toString(follower.port()));
                call.reply().bulk(Long.toString(follower.receivedLsn()));
            }
            return;
        }
        call.reply().array(5);
        call.reply().bulk("slave");
        call.reply().bulk(HostPort.orNowhere(membership.primaryAddress()).host());
        call.reply().integer(HostPort.orNowhere(membership.primaryAddress()).port());
        call.reply().bulk(membership.isSyncing() ? "sync" : membership.isLinkUp() ? "connected" : "connect");
        call.reply().integer(membership.endLsn());
    }
}
