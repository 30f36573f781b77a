package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.wire.TopologyWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives {@link GroupRegistry} with what JRaft commits, and tells listeners. JRaft calls it on one thread.
 */
final class TopologyStateMachine extends StateMachineAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyStateMachine.class);

    private final String sentinelId;
    private final Membership membership;
    private final HaltHook haltHook;
    /** Guarded by this: so that a new listener sees each change either in what it is told first or afterwards. */
    private final List<TopologyLogListener> listeners = new ArrayList<>();

    private GroupRegistry registry = new GroupRegistry();
    private volatile Map<String, GroupTopology> groups = Map.of();
    private volatile Leadership leadership = Leadership.NONE;
    /** Whom this sentinel follows; empty = nobody. */
    private volatile String leaderAddress = "";

    TopologyStateMachine(String sentinelId, Membership membership, HaltHook haltHook) {
        this.sentinelId = sentinelId;
        this.membership = membership;
        this.haltHook = haltHook;
        membership.follow(this::sentinelsChanged);
    }

    Map<String, GroupTopology> groups() {
        return groups;
    }

    Leadership leadership() {
        return leadership;
    }

    synchronized void addListener(TopologyLogListener listener) {
        listeners.add(listener);
        groups.values().forEach(state -> listener.groupChanged(null, state));
        listener.leadershipChanged(leadership);
        listener.sentinelsChanged(membership.members());
    }

    /** Any thread. */
    private synchronized void sentinelsChanged(List<SentinelAddress> members) {
        tell(listener -> listener.sentinelsChanged(members));
        if (!leadership.local() && !leaderAddress.isEmpty()) {
            lead(new Leadership(leadership.term(), membership.idOf(leaderAddress), false));
        }
    }

    @Override
    public void onApply(Iterator entries) {
        while (entries.hasNext()) {
            RaftCommand command = parse(entries);
            String name = groupOf(command);
            GroupState before = registry.group(name);
            RaftOutcome outcome = registry.apply(command);
            GroupState after = registry.group(name);
            if (after != null && after != before) {
                publish(List.of(after));
            }
            if (command.hasDescribeSentinels()) {
                membership.described(registry.roll());
            }
            if (entries.done() instanceof AwaitsOutcome proposal) {
                proposal.applied(outcome);
            }
            entries.next();
        }
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        try {
            SnapshotFile.write(Path.of(writer.getPath()), registry.snapshot());
            if (!writer.addFile(SnapshotFile.NAME)) {
                throw new IOException("cannot add the file to the snapshot");
            }
            done.run(Status.OK());
        } catch (IOException e) {
            LOG.error("cannot write a snapshot of the topology", e);
            done.run(new Status(RaftError.EIO, "%s", e));
        }
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            registry = GroupRegistry.restore(SnapshotFile.read(Path.of(reader.getPath())));
        } catch (IOException e) {
            LOG.error("cannot load a snapshot of the topology", e);
            return false;
        }
        List<GroupState> changed = registry.groups().stream()
                .filter(state -> !TopologyWire.fromWire(state).equals(groups.get(state.getGroup())))
                .toList();
        membership.described(registry.roll());
        publish(changed);
        return true;
    }

    /** A change of the sentinels is committed. */
    @Override
    public void onConfigurationCommitted(Configuration conf) {
        membership.committed(conf.listPeers().stream().map(PeerId::toString).toList());
    }

    @Override
    public void onLeaderStart(long term) {
        leaderAddress = "";
        lead(new Leadership(term, Optional.of(sentinelId), true));
    }

    @Override
    public void onLeaderStop(Status status) {
        lead(new Leadership(leadership.term(), Optional.empty(), false));
    }

    @Override
    public void onStartFollowing(LeaderChangeContext context) {
        leaderAddress = context.getLeaderId().toString();
        lead(new Leadership(context.getTerm(), membership.idOf(leaderAddress), false));
    }

    @Override
    public void onStopFollowing(LeaderChangeContext context) {
        leaderAddress = "";
        lead(new Leadership(context.getTerm(), Optional.empty(), false));
    }

    @Override
    public void onError(RaftException error) {
        haltHook.halt("the sentinels' log failed: " + error.getStatus(), error);
    }

    @Override
    public void onShutdown() {
        LOG.debug("state machine closed");
    }

    private static RaftCommand parse(Iterator entries) {
        try {
            return RaftCommand.parseFrom(entries.getData());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("entry " + entries.getIndex() + " of the log is not a command", e);
        }
    }

    private static String groupOf(RaftCommand command) {
        return switch (command.getCommandCase()) {
            case CREATE_GROUP -> command.getCreateGroup().getState().getGroup();
            case CHANGE_GROUP -> command.getChangeGroup().getState().getGroup();
            case ACCEPT_DATA_LOSS -> command.getAcceptDataLoss().getState().getGroup();
            case DESCRIBE_SENTINELS, COMMAND_NOT_SET -> "";
        };
    }

    private synchronized void publish(List<GroupState> changed) {
        Map<String, GroupTopology> next = new TreeMap<>(groups);
        Map<String, GroupTopology> previous = groups;
        for (GroupState state : changed) {
            next.put(state.getGroup(), TopologyWire.fromWire(state));
        }
        groups = Collections.unmodifiableMap(next);
        for (GroupState state : changed) {
            @Nullable GroupTopology before = previous.get(state.getGroup());
            GroupTopology after = TopologyWire.fromWire(state);
            tell(listener -> listener.groupChanged(before, after));
        }
    }

    private synchronized void lead(Leadership next) {
        if (!next.equals(leadership)) {
            leadership = next;
            LOG.info(
                    "term {}: {}",
                    next.term(),
                    next.leaderId().map(id -> id + " leads").orElse("no leader"));
            tell(listener -> listener.leadershipChanged(next));
        }
    }

    private void tell(Consumer<TopologyLogListener> event) {
        for (TopologyLogListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener of the topology log failed", e);
            }
        }
    }
}
