package dev.interrex.sentinel.facade;

import dev.interrex.model.HostPort;
import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.SentinelSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Masters, replicas and sentinels as Redis Sentinel shows them: names and texts in a fixed order, a flat array in RESP2, a map in
 * RESP3. Fields that have no meaning here have the value that a healthy Redis would show, as clients parse them.
 */
final class InstanceFields {
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final long nowMs;
    private final FacadeSettings settings;

    private InstanceFields(long nowMs, FacadeSettings settings) {
        this.nowMs = nowMs;
        this.settings = settings;
    }

    static void write(RespWriter out, Map<String, String> fields) {
        out.map(fields.size());
        fields.forEach((name, value) -> {
            out.bulk(name);
            out.bulk(value);
        });
    }

    // ---- flags -----------------------------------------------------------------------------------------------

    /**
     * Flags of a group's primary. {@code s_down} also says that this sentinel does not know who rules: clients then ask another.
     */
    static List<String> primaryFlags(ClusterSnapshot snapshot, GroupSnapshot group) {
        boolean reachable = group.primary().map(NodeSnapshot::reachable).orElse(false);
        boolean suspected =
                group.primary().map(NodeSnapshot::suspectedByMajority).orElse(false);
        List<String> flags = new ArrayList<>();
        if (!reachable || !Patience.trusted(snapshot, group)) {
            flags.add("s_down");
        }
        if (suspected) {
            flags.add("o_down");
        }
        flags.add("master");
        if (!reachable) {
            flags.add("disconnected");
        }
        if (suspected || !group.primarySeenServing()) {
            flags.add("failover_in_progress");
        }
        return flags;
    }

    private static String flags(boolean reachable, String kind) {
        return reachable ? kind : "s_down," + kind + ",disconnected";
    }

    // ---- instances -------------------------------------------------------------------------------------------

    static Map<String, String> master(
            ClusterSnapshot snapshot, GroupSnapshot group, NodeSnapshot primary, long nowMs, FacadeSettings settings) {
        InstanceFields it = new InstanceFields(nowMs, settings);
        List<String> flags = primaryFlags(snapshot, group);
        it.address(group.name(), primary.respAddress(), runId(primary));
        it.put("flags", String.join(",", flags));
        it.link(primary.reachable(), primary.heardAtMs());
        it.down(flags, primary);
        it.put("down-after-milliseconds", settings.suspectAfterMs());
        it.put("info-refresh", it.age(primary.heardAtMs()));
        it.put("role-reported", "master");
        it.put("role-reported-time", it.age(primary.heardAtMs()));
        it.put("config-epoch", group.epoch());
        it.put("num-slaves", group.replicas().size());
        it.put("num-other-sentinels", snapshot.others().size());
        it.put("quorum", snapshot.majority());
        it.put("failover-timeout", settings.failoverTimeoutMs());
        it.put("parallel-syncs", 1);
        return it.fields;
    }

    static Map<String, String> replica(GroupSnapshot group, NodeSnapshot node, long nowMs, FacadeSettings settings) {
        InstanceFields it = new InstanceFields(nowMs, settings);
        NodeAnswer said = node.said();
        boolean linkUp = node.reachable() && said != null && said.linkUp();
        HostPort primary = HostPort.orNowhere(
                group.primary().map(NodeSnapshot::respAddress).orElse(""));
        it.address(HostPort.orNowhere(node.respAddress()).toString(), node.respAddress(), runId(node));
        it.put("flags", flags(node.reachable(), "slave"));
        it.link(node.reachable(), node.heardAtMs());
        it.down(node.reachable() ? List.of() : List.of("s_down"), node);
        it.put("down-after-milliseconds", settings.suspectAfterMs());
        it.put("info-refresh", it.age(node.heardAtMs()));
        it.put("role-reported", "slave");
        it.put("role-reported-time", it.age(node.heardAtMs()));
        it.put("master-link-down-time", linkUp || said == null ? 0 : Math.max(0, said.primarySilenceMs()));
        it.put("master-link-status", linkUp ? "ok" : "err");
        it.put("master-host", primary.host());
        it.put("master-port", primary.port());
        it.put("slave-priority", node.address().priority());
        it.put("slave-repl-offset", said == null ? 0 : said.endLsn());
        it.put("replica-announced", 1);
        return it.fields;
    }

    static Map<String, String> sentinel(
            ClusterSnapshot snapshot, SentinelSnapshot sentinel, long nowMs, FacadeSettings settings) {
        InstanceFields it = new InstanceFields(nowMs, settings);
        it.address(sentinel.id(), sentinel.respAddress(), Identity.runIdOf(sentinel.id()));
        it.put("flags", flags(sentinel.reachable(), "sentinel"));
        it.link(sentinel.reachable(), sentinel.heardAtMs());
        it.put("down-after-milliseconds", settings.suspectAfterMs());
        it.put("last-hello-message", it.age(sentinel.heardAtMs()));
        it.put("voted-leader", snapshot.leaderKnown() ? Identity.runIdOf(snapshot.leaderId()) : "?");
        it.put("voted-leader-epoch", 0);
        return it.fields;
    }

    private static String runId(NodeSnapshot node) {
        NodeAnswer said = node.said();
        return said == null ? "" : Identity.runIdOf(said.incarnation(), said.bootCounter());
    }

    // ---- parts -----------------------------------------------------------------------------------------------

    private void address(String name, String respAddress, String runId) {
        HostPort address = HostPort.orNowhere(respAddress);
        put("name", name);
        put("ip", address.host());
        put("port", address.port());
        put("runid", runId);
    }

    private void link(boolean reachable, long heardAtMs) {
        put("link-pending-commands", 0);
        put("link-refcount", 1);
        put("last-ping-sent", reachable ? 0 : age(heardAtMs));
        put("last-ok-ping-reply", age(heardAtMs));
        put("last-ping-reply", age(heardAtMs));
    }

    private void down(List<String> flags, NodeSnapshot node) {
        long since = node.suspectedAtMs() == ClusterSnapshot.NEVER ? node.heardAtMs() : node.suspectedAtMs();
        if (flags.contains("s_down")) {
            put("s-down-time", age(since));
        }
        if (flags.contains("o_down")) {
            put("o-down-time", age(since));
        }
    }

    /** Of something that never was: the sentinel's patience, so that it looks neither fresh nor absurd. */
    private long age(long atMs) {
        return atMs == ClusterSnapshot.NEVER ? settings.suspectAfterMs() : Math.max(0, nowMs - atMs);
    }

    private void put(String name, Object value) {
        fields.put(name, value.toString());
    }
}
