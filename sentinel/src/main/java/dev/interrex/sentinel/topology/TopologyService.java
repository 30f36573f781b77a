package dev.interrex.sentinel.topology;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.TopologyEvent;
import dev.interrex.proto.v1.TopologyGrpc;
import dev.interrex.proto.v1.WatchRequest;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import dev.interrex.sentinel.promotion.GroupDriver;
import dev.interrex.sentinel.promotion.GroupEvent;
import dev.interrex.sentinel.promotion.GroupEventListener;
import dev.interrex.sentinel.promotion.Groups;
import dev.interrex.wire.TopologyWire;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@code Topology} service, see topology.proto. */
public final class TopologyService extends TopologyGrpc.TopologyImplBase implements GroupEventListener {
    private static final Status NOT_A_MEMBER =
            Status.UNAVAILABLE.withDescription("this sentinel is not among the members; ask another one");

    private final String sentinelId;
    private final Groups groups;
    private final SentinelLoop loop;
    private final int maxWatchers;
    private final Set<Watcher> watchers = new HashSet<>();

    /** Add it to the groups' listeners. */
    public TopologyService(String sentinelId, Groups groups, SentinelLoop loop, int maxWatchers) {
        this.sentinelId = sentinelId;
        this.groups = groups;
        this.loop = loop;
        this.maxWatchers = maxWatchers;
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<TopologyEvent> events) {
        ServerCallStreamObserver<TopologyEvent> stream = (ServerCallStreamObserver<TopologyEvent>) events;
        Watcher watcher = new Watcher(request.getGroup(), stream);
        stream.setOnCancelHandler(() -> loop.execute(() -> watchers.remove(watcher)));
        stream.setOnReadyHandler(() -> loop.execute(watcher::drain));
        loop.execute(() -> begin(request.getGroup(), watcher));
    }

    private void begin(String group, Watcher watcher) {
        GroupDriver named = groups.of(group);
        if (!group.isEmpty() && (named == null || named.committed() == null)) {
            watcher.end(Status.NOT_FOUND.withDescription("no group " + group));
        } else if (!member()) {
            watcher.end(NOT_A_MEMBER);
        } else if (watchers.size() >= maxWatchers) {
            watcher.end(Status.RESOURCE_EXHAUSTED.withDescription(
                    "this sentinel has " + maxWatchers + " watchers already; ask another one"));
        } else {
            watchers.add(watcher);
            groups.all().forEach(driver -> tell(watcher, driver));
        }
    }

    /** A sentinel that is none any more has nothing to tell; its clients go to another one. */
    @Override
    public void onSentinels(List<SentinelAddress> sentinels) {
        if (member()) {
            watchers.forEach(watcher -> groups.all().forEach(driver -> tell(watcher, driver)));
        } else {
            watchers.forEach(watcher -> watcher.end(NOT_A_MEMBER));
            watchers.clear();
        }
    }

    private boolean member() {
        return groups.sentinels().stream().anyMatch(sentinel -> sentinel.id().equals(sentinelId));
    }

    private void tell(Watcher watcher, GroupDriver driver) {
        GroupTopology state = driver.committed();
        if (state != null && watcher.watches(driver.group())) {
            watcher.offer(TopologyEvent.newBuilder()
                    .setState(TopologyWire.toWire(state))
                    .setPrimaryServing(driver.primaryServing())
                    .addAllSentinels(groups.sentinels().stream()
                            .map(TopologyWire::toWire)
                            .toList())
                    .build());
        }
    }

    @Override
    public void onEvent(GroupEvent event) {
        GroupDriver driver = groups.of(event.group());
        boolean news = event instanceof GroupEvent.StateApplied || event instanceof GroupEvent.PrimaryServing;
        if (news && driver != null) {
            watchers.forEach(watcher -> tell(watcher, driver));
        }
    }
}
