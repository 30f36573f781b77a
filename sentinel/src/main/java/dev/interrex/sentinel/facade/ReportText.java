package dev.interrex.sentinel.facade;

import dev.interrex.model.HostPort;
import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeSnapshot;
import java.util.Locale;

/** A node's last report in the form of the INFO text that Redis Sentinel would have cached. */
final class ReportText {
    private ReportText() {}

    /** Null where the node was never heard. */
    static void write(RespWriter out, GroupSnapshot group, NodeSnapshot node) {
        NodeAnswer said = node.said();
        if (said == null) {
            out.nullBulk();
            return;
        }
        boolean primary = node.nodeId().equals(group.topology().primary().nodeId());
        out.bulk(String.join(
                "\r\n",
                "# Server",
                "redis_version:" + Identity.REDIS_VERSION,
                "redis_mode:standalone",
                "process_id:" + said.processId(),
                "run_id:" + Identity.runIdOf(said.incarnation(), said.bootCounter()),
                "tcp_port:" + HostPort.orNowhere(node.respAddress()).port(),
                "availability_zone:" + node.address().zone(),
                "# Clients",
                "connected_clients:" + said.connectedClients(),
                "# Memory",
                "used_memory:" + said.usedMemoryBytes(),
                "# Replication",
                "role:" + (primary ? "master" : "slave"),
                "interrex_role:" + said.role().name().toLowerCase(Locale.ROOT),
                "interrex_epoch:" + said.epoch(),
                "interrex_serving:" + (said.serving() ? 1 : 0),
                "interrex_in_sync:" + (node.inSync() ? 1 : 0),
                "master_link_status:" + (primary || said.linkUp() ? "up" : "down"),
                "master_repl_offset:" + said.endLsn(),
                "slave_repl_offset:" + said.endLsn(),
                "slave_priority:" + node.address().priority(),
                ""));
    }
}
