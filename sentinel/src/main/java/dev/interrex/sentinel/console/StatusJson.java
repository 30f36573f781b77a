package dev.interrex.sentinel.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.FailoverSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.PendingGroup;
import dev.interrex.sentinel.view.SentinelSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The page {@code /api/status}. Fields are only ever added. */
final class StatusJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final ClusterSnapshot snapshot;
    private final long nowMs;
    private final JsonGenerator json;

    private StatusJson(ClusterSnapshot snapshot, long nowMs, JsonGenerator json) {
        this.snapshot = snapshot;
        this.nowMs = nowMs;
        this.json = json;
    }

    static String of(ClusterSnapshot snapshot, long nowMs) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            new StatusJson(snapshot, nowMs, json).write();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail", e);
        }
        return text.append('\n').toString();
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeStringField("sentinel", snapshot.sentinelId());
        json.writeStringField("leader", snapshot.leaderId());
        json.writeStringField("problem", Condition.problem(snapshot, nowMs).orElse(""));
        json.writeArrayFieldStart("sentinels");
        for (SentinelSnapshot sentinel : snapshot.sentinels()) {
            sentinel(sentinel);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("groups");
        for (GroupSnapshot group : snapshot.groups()) {
            group(group);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("pending");
        for (PendingGroup group : snapshot.pending()) {
            json.writeStartObject();
            json.writeStringField("name", group.name());
            json.writeStringField("missing", group.missing());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void sentinel(SentinelSnapshot sentinel) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", sentinel.id());
        json.writeStringField("respAddress", sentinel.respAddress());
        json.writeStringField("grpcAddress", sentinel.grpcAddress());
        json.writeStringField("zone", sentinel.zone());
        json.writeBooleanField("reachable", sentinel.reachable());
        json.writeBooleanField("leader", sentinel.id().equals(snapshot.leaderId()));
        json.writeEndObject();
    }

    private void group(GroupSnapshot group) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", group.name());
        json.writeStringField("condition", Condition.of(group));
        json.writeNumberField("epoch", group.epoch());
        json.writeNumberField("version", group.topology().version());
        json.writeStringField("primary", group.topology().primary().nodeId());
        json.writeBooleanField("primaryServing", group.primaryServesNow());
        json.writeNumberField("minIsr", group.topology().minIsr());
        json.writeStringField("commitMode", lower(group.topology().commitMode()));
        json.writeNumberField("failoverCount", group.failoverCount());
        json.writeArrayFieldStart("nodes");
        for (NodeSnapshot node : group.nodes()) {
            node(group, node);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("failovers");
        for (FailoverSnapshot failover : group.failovers()) {
            failover(failover);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void node(GroupSnapshot group, NodeSnapshot node) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", node.nodeId());
        json.writeStringField("respAddress", node.respAddress());
        json.writeStringField("grpcAddress", node.address().grpcAddress());
        json.writeStringField("zone", node.address().zone());
        json.writeNumberField("priority", node.address().priority());
        json.writeBooleanField("reachable", node.reachable());
        json.writeBooleanField("inSync", node.inSync());
        json.writeNumberField("suspectingSentinels", node.suspecting());
        json.writeBooleanField("suspectedByMajority", node.suspectedByMajority());
        NodeAnswer said = node.said();
        if (said != null) {
            json.writeNumberField("reportAgeMs", Math.max(0, nowMs - node.heardAtMs()));
            json.writeObjectFieldStart("report");
            report(group, node, said);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void report(GroupSnapshot group, NodeSnapshot node, NodeAnswer said) throws IOException {
        json.writeStringField("role", lower(said.role()));
        json.writeNumberField("epoch", said.epoch());
        json.writeBooleanField("serving", said.serving());
        json.writeBooleanField("healthy", said.healthy());
        json.writeStringField("incarnation", said.incarnation());
        json.writeNumberField("bootCounter", said.bootCounter());
        json.writeNumberField("processId", said.processId());
        json.writeNumberField("endLsn", said.endLsn());
        json.writeNumberField("durableLsn", said.durableLsn());
        json.writeNumberField("committedLsn", said.committedLsn());
        json.writeNumberField("appliedLsn", said.appliedLsn());
        json.writeNumberField("lagBytes", Condition.lagBytes(group, node));
        json.writeNumberField("usedMemoryBytes", said.usedMemoryBytes());
        json.writeNumberField("connectedClients", said.connectedClients());
    }

    private void failover(FailoverSnapshot failover) throws IOException {
        json.writeStartObject();
        json.writeNumberField("oldEpoch", failover.oldEpoch());
        json.writeNumberField("newEpoch", failover.newEpoch());
        json.writeStringField("oldPrimary", failover.oldPrimary());
        json.writeStringField("newPrimary", failover.newPrimary());
        json.writeStringField("cause", failover.cause());
        json.writeBooleanField("planned", failover.planned());
        json.writeNumberField("suspectedAtUnixMs", failover.suspectedAtUnixMs());
        json.writeNumberField("decidedAfterMs", failover.decidedAfterMs());
        json.writeNumberField("committedAfterMs", failover.committedAfterMs());
        json.writeNumberField("servingAfterMs", failover.servingAfterMs());
        json.writeEndObject();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
