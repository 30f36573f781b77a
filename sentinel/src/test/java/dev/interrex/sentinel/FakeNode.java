package dev.interrex.sentinel;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.proto.v1.BeginSwitchover;
import dev.interrex.proto.v1.IsrProposal;
import dev.interrex.proto.v1.NodeControlGrpc;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.Role;
import dev.interrex.proto.v1.SentinelMessage;
import dev.interrex.proto.v1.SwitchoverPrepared;
import dev.interrex.proto.v1.SwitchoverReady;
import dev.interrex.sentinel.heartbeat.SystemClock;
import dev.interrex.wire.TopologyWire;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node as its sentinels see it: a gRPC server whose reports tests dictate. It takes topologies as a real one does, serves as
 * primary at once, and knows whether the primary lives by asking the other fakes.
 */
final class FakeNode {
    private final String group;
    private final Map<String, FakeNode> cluster;
    private final SystemClock clock = new SystemClock();
    private final List<StreamObserver<NodeMessage>> sentinels = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final int port;
    private @Nullable Server server;
    private MemberId member;
    private Role role = Role.ROLE_UNASSIGNED;
    private @Nullable GroupTopology topology;
    private long persistedEpoch;
    private long bootCounter = 1;
    private long leo;
    private boolean needsNewEpoch;
    /** Asked by other fakes, which hold locks of their own. */
    private volatile boolean alive = true;

    private volatile boolean frozen;
    private volatile long frozenMs;
    /** When the topology of each epoch arrived first. */
    private final Map<Long, Long> heardOfEpochMs = new HashMap<>();

    FakeNode(String group, String nodeId, Map<String, FakeNode> cluster) throws IOException {
        this.group = group;
        this.cluster = cluster;
        this.member = new MemberId(nodeId, nodeId + "-0123456789");
        this.port = listen(ListenPorts.free());
    }

    private int listen(int wanted) throws IOException {
        Server started = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", wanted))
                .addService(new Control())
                .directExecutor()
                .build()
                .start();
        server = started;
        alive = true;
        return started.getPort();
    }

    String grpcAddress() {
        return "127.0.0.1:" + port;
    }

    // ---- what tests do ---------------------------------------------------------------------------------------

    /** As kill -9 does: connections break, new ones are refused. */
    synchronized void kill() {
        Server running = server;
        server = null;
        alive = false;
        sentinels.clear();
        if (running != null) {
            running.shutdownNow();
        }
    }

    /** The process starts again on its disk. */
    synchronized void restart() throws IOException {
        bootCounter++;
        role = Role.ROLE_UNASSIGNED;
        topology = null;
        listen(port);
    }

    /** As SIGSTOP does: connections stay, what arrives waits. */
    synchronized void freeze() {
        frozenMs = clock.monotonicMs();
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    synchronized void writesUpTo(long lsn) {
        leo = lsn;
    }

    /** Asks every sentinel for another in-sync set, as the primary does. */
    synchronized void proposeIsr(String proposalId, List<MemberId> isr) {
        GroupTopology known = topology;
        if (known == null) {
            throw new IllegalStateException("no topology");
        }
        tell(NodeMessage.newBuilder()
                .setIsrProposal(IsrProposal.newBuilder()
                        .setGroup(group)
                        .setProposalId(proposalId)
                        .setEpoch(known.epoch())
                        .setVersion(known.version())
                        .addAllIsr(isr.stream().map(TopologyWire::toWire).toList()))
                .build());
    }

    // ---- what tests ask --------------------------------------------------------------------------------------

    synchronized MemberId member() {
        return member;
    }

    synchronized @Nullable GroupTopology topology() {
        return topology;
    }

    synchronized Role role() {
        return role;
    }

    boolean alive() {
        return alive;
    }

    /** -1 = not heard of. */
    synchronized long heardOfEpochMs(long epoch) {
        return heardOfEpochMs.getOrDefault(epoch, -1L);
    }

    long nowMs() {
        return clock.monotonicMs();
    }

    // ---- what it does ----------------------------------------------------------------------------------------

    private void tell(NodeMessage message) {
        sentinels.forEach(sentinel -> sentinel.onNext(message));
    }

    private synchronized void onMessage(SentinelMessage message, StreamObserver<NodeMessage> sentinel) {
        if (frozen) {
            waiting.add(() -> onMessage(message, sentinel));
            return;
        }
        if (server == null) {
            return;
        }
        switch (message.getMessageCase()) {
            case PING ->
                sentinel.onNext(NodeMessage.newBuilder()
                        .setReport(report(message.getPing().getSequence()))
                        .build());
            case TOPOLOGY -> onTopology(TopologyWire.fromWire(message.getTopology()));
            case PREPARE_SWITCHOVER ->
                tell(NodeMessage.newBuilder()
                        .setSwitchoverPrepared(SwitchoverPrepared.newBuilder()
                                .setGroup(group)
                                .setToken(message.getPrepareSwitchover().getToken())
                                .setMember(TopologyWire.toWire(member)))
                        .build());
            case BEGIN_SWITCHOVER -> onBeginSwitchover(message.getBeginSwitchover());
            case ABORT_SWITCHOVER, MESSAGE_NOT_SET -> {}
        }
    }

    private void onTopology(GroupTopology news) {
        boolean newer = topology == null || news.version() > topology.version();
        if (news.epoch() < persistedEpoch || !newer) {
            return;
        }
        boolean newEpoch = news.epoch() > persistedEpoch;
        heardOfEpochMs.putIfAbsent(news.epoch(), clock.monotonicMs());
        persistedEpoch = news.epoch();
        topology = news;
        if (!news.primary().equals(member)) {
            role = Role.ROLE_REPLICA;
            needsNewEpoch = false;
        } else if (newEpoch) {
            role = Role.ROLE_PRIMARY;
            needsNewEpoch = false;
        } else if (role == Role.ROLE_UNASSIGNED) {
            needsNewEpoch = true;
        }
    }

    private void onBeginSwitchover(BeginSwitchover begin) {
        role = Role.ROLE_HANDED_OVER;
        tell(NodeMessage.newBuilder()
                .setSwitchoverReady(SwitchoverReady.newBuilder()
                        .setGroup(group)
                        .setToken(begin.getToken())
                        .setEpoch(begin.getEpoch())
                        .setLeo(leo))
                .build());
    }

    private NodeReport report(long pingSequence) {
        GroupTopology known = topology;
        FakeNode primary = known == null || role != Role.ROLE_REPLICA
                ? null
                : cluster.get(known.primary().nodeId());
        return NodeReport.newBuilder()
                .setGroup(group)
                .setMember(TopologyWire.toWire(member))
                .setRole(role)
                .setEpoch(persistedEpoch)
                .setVersion(known == null ? 0 : known.version())
                .setBootCounter(bootCounter)
                .setLastEpoch(persistedEpoch)
                .setLeo(leo)
                .setDurableLsn(leo)
                .setNeedsNewEpoch(needsNewEpoch)
                .setPrimarySilenceMs(primary == null ? -1 : primary.silenceMs())
                .setPrimaryConnectionRefused(primary != null && !primary.alive())
                .setReachesIsr(true)
                .setServing(role == Role.ROLE_PRIMARY)
                .setPingSequence(pingSequence)
                .setHealthy(true)
                .setBlank(persistedEpoch == 0 && leo == 0)
                .build();
    }

    private long silenceMs() {
        return frozen ? clock.monotonicMs() - frozenMs : 0;
    }

    private final class Control extends NodeControlGrpc.NodeControlImplBase {
        @Override
        public StreamObserver<SentinelMessage> watch(StreamObserver<NodeMessage> sentinel) {
            // Without a handler, a message to a sentinel that went away would throw.
            ((ServerCallStreamObserver<NodeMessage>) sentinel).setOnCancelHandler(() -> forget(sentinel));
            synchronized (FakeNode.this) {
                sentinels.add(sentinel);
            }
            return new StreamObserver<>() {
                @Override
                public void onNext(SentinelMessage message) {
                    onMessage(message, sentinel);
                }

                @Override
                public void onError(Throwable failure) {
                    forget(sentinel);
                }

                @Override
                public void onCompleted() {
                    forget(sentinel);
                }
            };
        }
    }

    private synchronized void forget(StreamObserver<NodeMessage> sentinel) {
        sentinels.remove(sentinel);
    }
}
