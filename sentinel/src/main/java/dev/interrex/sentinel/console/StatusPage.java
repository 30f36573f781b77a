package dev.interrex.sentinel.console;

import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.FailoverSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.SentinelSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page {@code /}: tables without scripts, styles of its own, renewed every two seconds. */
final class StatusPage {
    private static final String HEAD = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
        <meta name="viewport" content="width=device-width"><title>Interrex sentinel</title><style>
        body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1b1b1b;background:#fff}
        h1{font-size:1.25rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ddd}
        th{font-weight:600}.bad{color:#a40000;font-weight:600}.good{color:#0a6b2c}
        @media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}th,td{border-color:#3a3a3a}
        .bad{color:#ff8a80}.good{color:#7fd99a}}</style>
        """;

    private final StringBuilder page = new StringBuilder(HEAD);
    private final ClusterSnapshot snapshot;
    private final long nowMs;

    private StatusPage(ClusterSnapshot snapshot, long nowMs) {
        this.snapshot = snapshot;
        this.nowMs = nowMs;
    }

    static String of(ClusterSnapshot snapshot, long nowMs) {
        return new StatusPage(snapshot, nowMs).write();
    }

    private String write() {
        page.append("<h1>Sentinel ").append(escape(snapshot.sentinelId())).append("</h1><p>");
        page.append(
                Condition.problem(snapshot, nowMs).map(StatusPage::bad).orElse(good("led by " + snapshot.leaderId())));
        page.append("</p>");
        for (GroupSnapshot group : snapshot.groups()) {
            group(group);
        }
        snapshot.pending()
                .forEach(group -> page.append("<h2>Group ")
                        .append(escape(group.name()))
                        .append("</h2><p>")
                        .append(bad("not founded: " + group.missing()))
                        .append("</p>"));
        page.append("<h2>Sentinels</h2>");
        table(List.of("name", "zone", "Redis protocol", "gRPC", "state"), this::sentinels);
        page.append("<p><a href=\"/api/status\">JSON</a> <a href=\"/metrics\">metrics</a> <a"
                + " href=\"/health\">health</a></p>");
        return page.append("</html>\n").toString();
    }

    private void sentinels() {
        for (SentinelSnapshot sentinel : snapshot.sentinels()) {
            String role = sentinel.id().equals(snapshot.leaderId()) ? "leads" : "follows";
            row(List.of(
                    escape(sentinel.id()),
                    escape(sentinel.zone()),
                    escape(sentinel.respAddress()),
                    escape(sentinel.grpcAddress()),
                    sentinel.reachable() ? good(role) : bad("not heard")));
        }
    }

    private void group(GroupSnapshot group) {
        String condition = Condition.of(group);
        page.append("<h2>Group ").append(escape(group.name())).append("</h2><p>");
        page.append(condition.equals("serving") ? good(condition) : bad(condition));
        page.append(", epoch ").append(group.epoch());
        page.append(", version ").append(group.topology().version());
        page.append(", in-sync set ").append(group.topology().isr().size());
        page.append(" (at least ").append(group.topology().minIsr()).append("), commit ");
        page.append(lower(group.topology().commitMode())).append("</p>");
        table(
                List.of("node", "zone", "address", "role", "in sync", "lag", "memory", "clients", "state"),
                () -> group.nodes().forEach(node -> node(group, node)));
        if (!group.failovers().isEmpty()) {
            page.append("<h2>Changes of primary</h2>");
            table(
                    List.of("began", "epoch", "from", "to", "decided", "committed", "serving", "cause"),
                    () -> group.failovers().forEach(this::failover));
        }
    }

    private void node(GroupSnapshot group, NodeSnapshot node) {
        NodeAnswer said = node.said();
        boolean primary = node.nodeId().equals(group.topology().primary().nodeId());
        row(List.of(
                primary ? "<b>" + escape(node.nodeId()) + "</b>" : escape(node.nodeId()),
                escape(node.address().zone()),
                escape(node.respAddress()),
                said == null ? "" : lower(said.role()),
                node.inSync() ? "yes" : bad("no"),
                said == null || primary ? "" : bytes(Condition.lagBytes(group, node)),
                said == null ? "" : bytes(said.usedMemoryBytes()),
                said == null ? "" : Long.toString(said.connectedClients()),
                state(node, said)));
    }

    private static String state(NodeSnapshot node, @Nullable NodeAnswer said) {
        if (!node.reachable()) {
            return bad("lost by " + Math.max(1, node.suspecting()) + " sentinels");
        }
        if (said != null && !said.healthy()) {
            return bad("damaged");
        }
        return good("reachable");
    }

    private void failover(FailoverSnapshot failover) {
        Instant began = Instant.ofEpochMilli(failover.suspectedAtUnixMs()).truncatedTo(ChronoUnit.MILLIS);
        row(List.of(
                began.toString(),
                failover.oldEpoch() + " → " + failover.newEpoch(),
                escape(failover.oldPrimary()),
                escape(failover.newPrimary()),
                after(failover.decidedAfterMs()),
                after(failover.committedAfterMs()),
                after(failover.servingAfterMs()),
                escape(failover.cause())));
    }

    // ---- pieces ----------------------------------------------------------------------------------------------

    private void table(List<String> heads, Runnable rows) {
        page.append("<table><tr>");
        heads.forEach(head -> page.append("<th>").append(head));
        rows.run();
        page.append("</table>");
    }

    /** @param cells of HTML */
    private void row(List<String> cells) {
        page.append(cells.stream().collect(Collectors.joining("<td>", "<tr><td>", "\n")));
    }

    private static String after(long ms) {
        return ms == ClusterSnapshot.NEVER ? "" : ms + " ms";
    }

    private static String bytes(long count) {
        if (count < 0) {
            return "?";
        }
        return count < 10_240 ? count + " B" : count < 10_485_760 ? (count >> 10) + " KB" : (count >> 20) + " MB";
    }

    private static String good(String text) {
        return "<span class=\"good\">" + escape(text) + "</span>";
    }

    private static String bad(String text) {
        return "<span class=\"bad\">" + escape(text) + "</span>";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
