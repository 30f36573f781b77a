package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.rpc.ProtobufMsgFactory;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.util.concurrent.DefaultFixedThreadsExecutorGroupFactory;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.DescribeSentinels;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.wire.TopologyWire;
import io.grpc.BindableService;
import io.grpc.ChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topology log on SOFAJRaft. Make it, add {@link #transport} to the sentinel's gRPC server, start that server, then
 * {@link #start} this.
 *
 * <p>A sentinel with an empty directory joins the configured ones; it never makes state up. It does not vote before
 * {@link VoterAdmission} lets it.
 */
public final class RaftTopologyLog implements TopologyLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftTopologyLog.class);

    private static final String RAFT_GROUP = "interrex-sentinels";
    private static final String LOG_DIRECTORY = "log";
    private static final String VOTE_DIRECTORY = "vote";
    /** No snapshot for fewer new entries than this. */
    private static final int SNAPSHOT_MIN_ENTRIES = 64;
    /** JRaft's ring buffers, four per node; its default of 16384 is for data, this log holds a few entries a second. */
    private static final int DISRUPTOR_ENTRIES = 1024;

    private static final int HEARTBEATS_PER_ELECTION_TIMEOUT = 10;
    /** A change of the members looks this often for what it waits for. */
    private static final int LOOK_MS = 20;

    /** Entries that a sentinel may still lack when it begins to count. */
    private static final int CATCH_UP_ENTRIES = 8;

    private final ConsensusConfig config;
    private final Path directory;
    private final String diskId;
    private final Membership membership;
    private final PeerConnections connections;
    private final VoterAdmission admission;
    private final RaftRpcServer rpcServer;
    private final RaftExecutors executors = new RaftExecutors();
    private final ScheduledExecutorService ticker;
    private final TopologyStateMachine stateMachine;
    private final ElectionPace electionPace;
    private final HaltHook haltHook;
    private final AtomicBoolean changing = new AtomicBoolean();
    /** Address of whoever is being added; empty = nobody. */
    private volatile String candidate = "";

    private volatile @Nullable RaftVoteStorage voteStorage;
    private volatile @Nullable Node node;
    private @Nullable RaftGroupService service;

    /**
     * Opens no connection and no port yet.
     *
     * @param credentials with which this sentinel calls the others
     * @throws IOException if the data directory cannot be used
     */
    public RaftTopologyLog(ConsensusConfig config, ChannelCredentials credentials, HaltHook haltHook)
            throws IOException {
        this.config = config;
        this.haltHook = haltHook;
        this.directory = Files.createDirectories(config.dir().resolve("raft"));
        this.admission = VoterAdmission.open(directory);
        this.diskId = LineFile.diskId(directory, UUID.randomUUID().toString());
        this.membership = new Membership(config.sentinels());
        this.connections = new PeerConnections(config.limits(), credentials);
        this.rpcServer = new RaftRpcServer(config.limits(), admission);
        this.stateMachine = new TopologyStateMachine(config.sentinelId(), membership, haltHook);
        this.electionPace = new ElectionPace(
                config,
                membership::members,
                config.electionTimeoutMs() / HEARTBEATS_PER_ELECTION_TIMEOUT,
                stateMachine::leadership,
                this::setElectionTimeouts);
        this.ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("raft-ticker").factory());
    }

    /** The service that the other sentinels call; it refuses requests until {@link #start}. */
    public BindableService transport() {
        return rpcServer;
    }

    /**
     * Opens the log, connects to the other sentinels and takes part.
     *
     * @throws IOException if the log cannot be opened: damaged, partly missing, or in use by another process
     */
    public void start() throws IOException {
        refuseHalfADisk();
        ProtobufMsgFactory.load();
        executors.registerProcessors(rpcServer, this::peerState);
        otherAddresses().forEach(connections::to);
        PeerId self = peerOf(config.self());
        RaftGroupService opening = new RaftGroupService(RAFT_GROUP, self, nodeOptions(), rpcServer, true);
        service = opening;
        try {
            node = opening.start();
        } catch (RuntimeException e) {
            throw new IOException("cannot open the sentinels' log in " + directory, e);
        }
        membership.committed(ownMembers());
        connections.addListener(electionPace);
        stateMachine.addListener(electionPace);
        int everyMs = config.limits().pingIntervalMs();
        ticker.scheduleWithFixedDelay(this::tick, everyMs, everyMs, TimeUnit.MILLISECONDS);
        LOG.info(
                "sentinel {} takes part in the log of {} sentinels{}",
                config.sentinelId(),
                membership.members().size(),
                admission.admitted() ? "" : ", without a vote: its disk is new");
    }

    @Override
    public CompletableFuture<ProposalOutcome> propose(RaftCommand command) {
        Task task = new Task();
        task.setData(RaftCommands.encode(command).asReadOnlyByteBuffer());
        Leadership now = stateMachine.leadership();
        Node open = node;
        if (!now.local() || open == null) {
            return CompletableFuture.completedFuture(new ProposalOutcome.NotLeader(now.leaderId()));
        }
        Proposal proposal = new Proposal();
        task.setDone(proposal);
        task.setExpectedTerm(now.term());
        try {
            open.apply(task);
        } catch (IllegalStateException e) {
            LOG.debug("proposal while closing", e);
        }
        proposal.outcome().thenAccept(outcome -> tellFollowers(open, outcome));
        return proposal.outcome()
                .completeOnTimeout(
                        new ProposalOutcome.Unknown("not committed in " + config.proposalTimeoutMs() + " ms"),
                        config.proposalTimeoutMs(),
                        TimeUnit.MILLISECONDS);
    }

    /** They hear what is committed with the leader's next message, which is a heartbeat away. A read sends one now; its result is nobody's. */
    private void tellFollowers(Node open, ProposalOutcome outcome) {
        if (outcome instanceof ProposalOutcome.Applied) {
            new LinearizableRead(open, stateMachine::groups, config.readTimeoutMs())
                    .start()
                    .exceptionally(failure -> Map.of());
        }
    }

    @Override
    public CompletableFuture<Map<String, GroupTopology>> linearizableRead() {
        Node open = node;
        if (open == null) {
            return CompletableFuture.failedFuture(new LogUnavailableException("not started"));
        }
        return new LinearizableRead(open, stateMachine::groups, config.readTimeoutMs()).start();
    }

    @Override
    public Map<String, GroupTopology> groups() {
        return stateMachine.groups();
    }

    @Override
    public Leadership leadership() {
        return stateMachine.leadership();
    }

    @Override
    public void addListener(TopologyLogListener listener) {
        stateMachine.addListener(listener);
    }

    @Override
    public List<SentinelAddress> members() {
        return membership.members();
    }

    @Override
    public boolean votes() {
        return admission.votes();
    }

    @Override
    public CompletableFuture<MembershipOutcome> change(SentinelChange change) {
        Leadership now = stateMachine.leadership();
        Node open = node;
        if (!now.local() || open == null) {
            return CompletableFuture.completedFuture(new MembershipOutcome.NotLeader(now.leaderId()));
        }
        if (!changing.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(
                    new MembershipOutcome.NotDone("another change of the sentinels is under way"));
        }
        candidate = change.add().map(SentinelAddress::grpcAddress).orElse("");
        LOG.info("sentinels are to change: {}", change);
        AtomicBoolean overdue = new AtomicBoolean();
        CompletableFuture.delayedExecutor(config.changeTimeoutMs(), TimeUnit.MILLISECONDS)
                .execute(() -> overdue.set(true));
        MembershipChange begun = new MembershipChange(
                new RaftMembers(open, now.term()),
                change,
                CompletableFuture.delayedExecutor(LOOK_MS, TimeUnit.MILLISECONDS),
                overdue::get);
        return begun.start().whenComplete((outcome, failure) -> {
            LOG.info("change of the sentinels: {}", outcome);
            candidate = "";
            changing.set(false);
        });
    }

    /** Leaves: a leader tells the best follower to take over. Waits until the log is closed. */
    @Override
    public void close() throws InterruptedException {
        ticker.shutdown();
        electionPace.close();
        rpcServer.shutdown();
        executors.close();
        RaftGroupService open = service;
        if (open != null && open.isStarted()) {
            open.shutdown();
            open.join();
        }
        connections.close();
    }

    /** A sentinel that voted has both files: without one of them it would take its disk for older, or newer, than it is. */
    private void refuseHalfADisk() throws IOException {
        for (Path part : List.of(
                directory.resolve(LOG_DIRECTORY),
                directory.resolve(VOTE_DIRECTORY).resolve(RaftVoteStorage.FILE))) {
            if (admission.admitted() && !Files.exists(part)) {
                throw new IOException(part + " is missing; move all of " + directory
                        + " away to join again, at first without a vote");
            }
        }
    }

    private RaftNodeOptions nodeOptions() {
        RaftNodeOptions options = new RaftNodeOptions(connections, admission, config.electionTimeoutMs());
        options.setServiceFactory(new DefaultJRaftServiceFactory() {
            @Override
            public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions raftOptions) {
                RaftVoteStorage created = new RaftVoteStorage(Path.of(uri));
                voteStorage = created;
                return created;
            }
        });
        options.setFsm(stateMachine);
        options.setInitialConf(new Configuration(
                config.sentinels().stream().map(RaftTopologyLog::peerOf).toList()));
        options.setLogUri(directory.resolve(LOG_DIRECTORY).toString());
        options.setRaftMetaUri(directory.resolve(VOTE_DIRECTORY).toString());
        options.setSnapshotUri(directory.resolve("snapshot").toString());
        options.setSnapshotIntervalSecs(config.snapshotIntervalSecs());
        options.setSnapshotLogIndexMargin(SNAPSHOT_MIN_ENTRIES);
        options.setDisableCli(true);
        options.setCatchupMargin(CATCH_UP_ENTRIES);
        options.setRpcConnectTimeoutMs(config.limits().syncWaitMs());
        options.setRpcDefaultTimeout(2 * config.electionTimeoutMs());
        options.setRpcProcessorThreadPoolSize(6);
        options.setTimerPoolSize(3);
        // One thread: JRaft counts the answers to a ReadIndex round in one object that two threads could mix up.
        options.setAppendEntriesExecutors(DefaultFixedThreadsExecutorGroupFactory.INSTANCE.newExecutorGroup(
                1, "raft-append-sender", 4 * config.limits().maxInFlight(), true));
        options.setRaftOptions(raftOptions());
        return options;
    }

    private RaftOptions raftOptions() {
        RaftOptions options = new RaftOptions();
        options.setMaxElectionDelayMs(config.electionJitterMs());
        options.setElectionHeartbeatFactor(HEARTBEATS_PER_ELECTION_TIMEOUT);
        options.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe);
        options.setEnableLogEntryChecksum(true);
        options.setSync(true);
        options.setSyncMeta(true);
        options.setReplicatorPipeline(false);
        options.setMaxReplicatorInflightMsgs(64);
        options.setDisruptorBufferSize(DISRUPTOR_ENTRIES);
        options.setOpenStatistics(false);
        return options;
    }

    private void tick() {
        try {
            rpcServer.tick();
            Node open = node;
            RaftVoteStorage term = voteStorage;
            if (open == null || term == null) {
                return;
            }
            lookForMembers(term.highestTerm());
            List<String> others = otherAddresses();
            List<PeerStateReply> states = connections.lastStates(others);
            if (admission.admitted()) {
                return;
            }
            VoterAdmission.Self self =
                    new VoterAdmission.Self(term.highestTerm(), open.getLastLogIndex(), open.getLastAppliedLogIndex());
            boolean newcomer = SentinelRoll.find(
                            membership.roll(), config.self().grpcAddress())
                    .filter(entry -> entry.getDiskId().equals(diskId))
                    .isPresent();
            if (admission.tick(self, states, others.size(), newcomer)) {
                LOG.info("sentinel {} votes from now on", config.sentinelId());
            }
        } catch (IOException e) {
            haltHook.halt("cannot write to " + directory, e);
        } catch (RuntimeException e) {
            LOG.debug("not active", e);
        }
    }

    /** A member learns who the others are from its log, and whoever is none from the leader, if any. */
    private void lookForMembers(long ownTerm) {
        List<PeerStateReply> states = connections.lastStates(connect());
        List<String> own = ownMembers();
        boolean excluded = VoterAdmission.excluded(config.self().grpcAddress(), own, ownTerm, states);
        if (admission.exclude(excluded)) {
            LOG.warn(
                    excluded
                            ? "sentinel {} is not among the members: removed, or not added yet; it does not vote"
                            : "sentinel {} is a member",
                    config.sentinelId());
        }
        Optional<List<SentinelAddress>> told = excluded ? VoterAdmission.membersByLeader(states) : Optional.empty();
        told.ifPresentOrElse(membership::told, () -> membership.committed(own));
    }

    /** By the newest entry of the log, committed or not; by the file while there is none. */
    private List<String> ownMembers() {
        Configuration conf = node instanceof NodeImpl open ? open.getCurrentConf() : null;
        return conf == null || conf.isEmpty()
                ? config.sentinels().stream().map(SentinelAddress::grpcAddress).toList()
                : conf.listPeers().stream().map(PeerId::toString).toList();
    }

    private List<String> otherAddresses() {
        return membership.members().stream()
                .map(SentinelAddress::grpcAddress)
                .filter(address -> !address.equals(config.self().grpcAddress()))
                .toList();
    }

    /**
     * Keeps connections to the members, to whoever is about to be one, and to whom one of the others takes for one: the leader may be
     * somebody of whom this log does not know yet.
     */
    private List<String> connect() {
        Set<String> wanted = new LinkedHashSet<>(otherAddresses());
        for (PeerStateReply state : connections.lastStates(List.copyOf(wanted))) {
            state.getMembersList().forEach(member -> wanted.add(member.getGrpcAddress()));
        }
        if (!candidate.isEmpty()) {
            wanted.add(candidate);
        }
        wanted.remove(config.self().grpcAddress());
        connections.retain(wanted);
        return List.copyOf(wanted);
    }

    /** What a change of the members needs of Raft, while this sentinel leads. */
    private final class RaftMembers implements MembershipChange.Raft {
        private final Node open;
        private final long term;

        RaftMembers(Node open, long term) {
            this.open = open;
            this.term = term;
        }

        @Override
        public boolean leads() {
            Leadership now = stateMachine.leadership();
            return now.local() && now.term() == term;
        }

        @Override
        public MembershipRule.Sight sight() {
            Map<String, PeerStateReply> states = new HashMap<>();
            for (String address : otherAddresses()) {
                note(states, address);
            }
            if (!candidate.isEmpty() && !candidate.equals(config.self().grpcAddress())) {
                note(states, candidate);
            }
            return new MembershipRule.Sight(
                    config.self().grpcAddress(), membership.members(), states, membership.roll());
        }

        private void note(Map<String, PeerStateReply> states, String address) {
            PeerStateReply state = state(address);
            if (state != null) {
                states.put(address, state);
            }
        }

        @Override
        public @Nullable PeerStateReply state(String grpcAddress) {
            return connections.to(grpcAddress).lastState();
        }

        @Override
        public CompletableFuture<RaftOutcome> describe(DescribeSentinels command) {
            Description description = new Description();
            Task task = new Task();
            task.setData(RaftCommands.encode(RaftCommand.newBuilder()
                            .setProposalId(UUID.randomUUID().toString())
                            .setDescribeSentinels(command)
                            .build())
                    .asReadOnlyByteBuffer());
            task.setDone(description);
            task.setExpectedTerm(term);
            open.apply(task);
            return description.outcome().orTimeout(config.proposalTimeoutMs(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void change(List<SentinelAddress> members, Closure done) {
            open.changePeers(
                    new Configuration(
                            members.stream().map(RaftTopologyLog::peerOf).toList()),
                    done);
        }
    }

    private void setElectionTimeouts(int standAfterMs, int patienceMs) {
        Node open = node;
        if (open != null) {
            ((RaftNodeOptions) open.getOptions()).setLeaderPatienceMs(patienceMs);
            open.resetElectionTimeoutMs(standAfterMs);
        }
    }

    /** What the other sentinels are told when they ask. */
    private PeerStateReply peerState() {
        Node open = node;
        RaftVoteStorage meta = voteStorage;
        if (open == null || meta == null) {
            throw new IllegalStateException("not started");
        }
        long term = meta.highestTerm();
        boolean leader = open.isLeader(false) && meta.highestTerm() == term;
        return PeerStateReply.newBuilder()
                .setSentinelId(config.sentinelId())
                .setTerm(term)
                .setLastLogIndex(open.getLastLogIndex())
                .setLeader(leader)
                .setDiskId(diskId)
                .setVoter(admission.votes())
                .addAllMembers(membership.at(ownMembers()).stream()
                        .map(TopologyWire::toWire)
                        .toList())
                .build();
    }

    private static PeerId peerOf(SentinelAddress sentinel) {
        PeerId peer = new PeerId();
        if (!peer.parse(sentinel.grpcAddress())) {
            throw new IllegalArgumentException("address of sentinel " + sentinel.id() + ": " + sentinel.grpcAddress());
        }
        return peer;
    }
}
