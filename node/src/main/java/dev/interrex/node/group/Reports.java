package dev.interrex.node.group;

import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.node.control.ControlEvents;
import dev.interrex.node.control.SentinelStream;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowerProgress;
import dev.interrex.node.replication.core.IsrChange;
import dev.interrex.node.role.Role;
import dev.interrex.node.role.RoleMachine;
import dev.interrex.proto.v1.BeginSwitchover;
import dev.interrex.proto.v1.FollowerReport;
import dev.interrex.proto.v1.IsrProposal;
import dev.interrex.proto.v1.IsrRefused;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.SentinelMessage;
import dev.interrex.wire.TopologyWire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the sentinels: every ping with a report, and with the proposals that are still undecided. An answer takes its turn on
 * the event loop, so that a node whose loop is stuck looks as dead as it is.
 */
final class Reports implements ControlEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final NodeLoop loop;
    private final Member member;
    private final GroupSettings settings;
    private final MemberBoot boot;
    private final PromotionTrace trace;
    private final Persister persister;
    private final SwitchoverPreparation preparation;
    private final long processId = ProcessHandle.current().pid();

    Reports(
            NodeLoop loop,
            Member member,
            GroupSettings settings,
            MemberBoot boot,
            PromotionTrace trace,
            Persister persister) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
        this.boot = boot;
        this.trace = trace;
        this.persister = persister;
        this.preparation = new SwitchoverPreparation(member, settings, persister);
    }

    @Override
    public void onMessage(SentinelStream stream, SentinelMessage message) {
        loop.execute(() -> member.guarded(() -> handle(stream, message)));
    }

    @Override
    public void onClosed(SentinelStream stream) {
        // A sentinel that went away needs nothing; a healthy group goes on without any.
    }

    private void handle(SentinelStream stream, SentinelMessage message) {
        switch (message.getMessageCase()) {
            case PING -> {
                stream.pinged(message.getPing().getSequence());
                stream.send(NodeMessage.newBuilder()
                        .setReport(report(message.getPing().getSequence()))
                        .build());
                CommitRule reign = member.role().reign();
                if (reign != null) {
                    reign.proposals().forEach(change -> stream.send(wire(change)));
                }
            }
            case TOPOLOGY -> {
                trace.heard();
                member.onTopology(TopologyWire.fromWire(message.getTopology()));
                member.followers().onTopology();
            }
            case PREPARE_SWITCHOVER -> preparation.prepare(stream, message.getPrepareSwitchover());
            case BEGIN_SWITCHOVER -> beginSwitchover(message.getBeginSwitchover());
            case ABORT_SWITCHOVER ->
                member.role().abortSwitchover(message.getAbortSwitchover().getToken());
            case ISR_REFUSED -> proposalRefused(message.getIsrRefused());
            case MESSAGE_NOT_SET -> {}
        }
    }

    private void proposalRefused(IsrRefused news) {
        CommitRule reign = member.role().reign();
        if (reign != null && reign.onRefused(news.getProposalId(), member.nanoTime())) {
            LOG.info("the sentinels refused in-sync set proposal {}: it {}", news.getProposalId(), news.getReason());
        }
    }

    private void beginSwitchover(BeginSwitchover order) {
        if (!member.role().parksWrites()) {
            trace.ordered();
            member.departure().headsFor(order.getTarget().getNodeId());
        }
        member.departure()
                .beginSwitchover(
                        order.getToken(),
                        order.getEpoch(),
                        TopologyWire.fromWire(order.getTarget()),
                        order.getTimeoutMs() * 1_000_000L);
    }

    /** Reports to every sentinel at once, rather than with its next ping: something happened that it waits for. */
    void announce() {
        member.control()
                .forEach(stream -> stream.send(NodeMessage.newBuilder()
                        .setReport(report(stream.lastPing()))
                        .build()));
    }

    /** Tells every sentinel at once, rather than with its next ping. */
    void propose(IsrChange change) {
        member.control().broadcast(wire(change));
    }

    private NodeMessage wire(IsrChange change) {
        return NodeMessage.newBuilder()
                .setIsrProposal(IsrProposal.newBuilder()
                        .setGroup(settings.group())
                        .setProposalId(change.proposalId())
                        .setEpoch(change.epoch())
                        .setVersion(change.version())
                        .addAllIsr(change.isr().stream()
                                .sorted()
                                .map(TopologyWire::toWire)
                                .toList())
                        .addAllJoining(change.joining().stream()
                                .map(TopologyWire::toWire)
                                .toList()))
                .build();
    }

    NodeReport report(long pingSequence) {
        RoleMachine role = member.role();
        NodeLog log = member.log();
        long nowNanos = member.nanoTime();
        NodeReport.Builder report = NodeReport.newBuilder()
                .setGroup(settings.group())
                .setMember(TopologyWire.toWire(member.self()))
                .setRole(wire(role.role()))
                .setEpoch(role.epoch())
                .setVersion(role.version())
                .setBootCounter(boot.counter())
                .setBootId(boot.id())
                .setLastEpoch(log.end().epoch())
                .setLeo(log.end().lsn())
                .setDurableLsn(member.durableLsn())
                .setHighWatermark(log.highWatermark())
                .setAppliedLsn(log.appliedLsn())
                .setNeedsNewEpoch(role.needsNewEpoch())
                .setPrimarySilenceMs(role.primarySilenceMs(nowNanos))
                .setPrimaryConnectionRefused(member.following().refused())
                .setServing(member.serving())
                .setPingSequence(pingSequence)
                .setHealthy(persister.diskAnswers())
                .setDiskSlow(persister.diskSlow())
                .setUsedMemoryBytes(member.engine().usedMemoryBytes())
                .setConnectedClients(member.connectedClients())
                .setProcessId(processId)
                .setRespAddress(settings.respAddress())
                .setLeaving(member.departure().leaving())
                .setBlank(role.epoch() == 0 && log.end().lsn() == 0);
        report.setHandedOverUs(trace.handedOverMicros());
        CommitRule reign = role.reign();
        if (reign != null) {
            report.setPromotion(trace.times());
            report.setReachesIsr(reign.reachesIsr(nowNanos));
            for (FollowerProgress follower : reign.followers()) {
                report.addFollowers(follower(follower, reign, nowNanos));
            }
        }
        return report.build();
    }

    private static FollowerReport follower(FollowerProgress follower, CommitRule reign, long nowNanos) {
        MemberId member = follower.member();
        return FollowerReport.newBuilder()
                .setMember(TopologyWire.toWire(member))
                .setReceivedLsn(Math.max(0, follower.receivedLsn()))
                .setDurableLsn(Math.max(0, follower.durableLsn()))
                .setAppliedLsn(Math.max(0, follower.appliedLsn()))
                .setLagBytes(reign.leo() - Math.max(0, follower.receivedLsn()))
                .setInSync(reign.topology().inSync(member))
                .setConnected(follower.connected())
                .setLastAckMs((nowNanos - follower.lastAckNanos()) / 1_000_000)
                .build();
    }

    private static dev.interrex.proto.v1.Role wire(Role role) {
        return switch (role) {
            case UNASSIGNED -> dev.interrex.proto.v1.Role.ROLE_UNASSIGNED;
            case REPLICA -> dev.interrex.proto.v1.Role.ROLE_REPLICA;
            case PROMOTING -> dev.interrex.proto.v1.Role.ROLE_PROMOTING;
            case PRIMARY -> dev.interrex.proto.v1.Role.ROLE_PRIMARY;
            case HANDED_OVER -> dev.interrex.proto.v1.Role.ROLE_HANDED_OVER;
        };
    }
}
