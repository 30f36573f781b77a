package dev.interrex.chaos.scenario;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.workload.Elements;
import dev.interrex.chaos.workload.NotDoneException;
import dev.interrex.chaos.workload.StoreClient;
import dev.interrex.chaos.workload.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A group of three nodes in one map: fails over in a few milliseconds, once it has refused somebody, and breaks its promises if told to; it is not
 * healthy again before it has. So what a drill sees does not depend on how soon its threads run.
 */
final class FakeGroup implements Cluster, GroupReader {
    private static final long FAILOVER_MS = 30;
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    /** What it does wrong. */
    enum Defect {
        NONE,
        LOSES_AN_ACKED_WRITE,
        APPLIES_AN_APPEND_TWICE,
        REFUSES_BUT_APPLIES,
        NEVER_RECOVERS,
        /** No fault: the primary is changed again while the node comes back. */
        CHANGES_ONCE_MORE
    }

    private final Defect defect;
    private final DrillClock clock;
    private final Map<String, String> data = new HashMap<>();
    private final Set<String> down = new HashSet<>();
    private final List<GroupView.Failover> failovers = new ArrayList<>();
    private String primary = "n1";
    private String lastWritten = "";
    private long epoch = 1;
    private long downSinceNs;
    private long downSinceUnixMs;
    private boolean refusedSinceDown;
    private boolean planted;

    FakeGroup(Defect defect, DrillClock clock) {
        this.defect = defect;
        this.clock = clock;
    }

    StoreClient client(String name) {
        return new FakeClient(name);
    }

    @Override
    public String group() {
        return "orders";
    }

    @Override
    public synchronized Optional<GroupView> view() {
        failOverWhenDue();
        List<GroupView.NodeView> nodes = NODES.stream().map(this::node).toList();
        return Optional.of(new GroupView(
                "s1",
                epoch,
                epoch,
                primary,
                !down.contains(primary),
                2,
                nodes,
                failovers.reversed(),
                GroupView.Steps.UNKNOWN));
    }

    private GroupView.NodeView node(String id) {
        boolean up = !down.contains(id);
        boolean serving = up && id.equals(primary);
        boolean inSync = (up || id.equals(primary)) && !(id.equals("n3") && owesADefect());
        return new GroupView.NodeView(id, id + ":1", "a", up, inSync, serving, epoch, 7, 7, 7);
    }

    private boolean owesADefect() {
        return defect != Defect.NONE && !planted && epoch > 1 && down.isEmpty();
    }

    private void failOverWhenDue() {
        boolean late = clock.nanos() - downSinceNs > FAILOVER_MS * 1_000_000;
        boolean due = down.contains(primary) && late && refusedSinceDown;
        if (!due || defect == Defect.NEVER_RECOVERS) {
            return;
        }
        String old = primary;
        primary =
                NODES.stream().filter(node -> !down.contains(node)).findFirst().orElseThrow();
        change(old, "test", downSinceUnixMs);
    }

    private void change(String old, String cause, long suspectedAtUnixMs) {
        failovers.add(new GroupView.Failover(
                epoch, epoch + 1, old, primary, cause, suspectedAtUnixMs, 1, FAILOVER_MS - 1, FAILOVER_MS));
        epoch++;
    }

    @Override
    public synchronized void kill(String nodeId) {
        down.add(nodeId);
        refusedSinceDown = false;
        downSinceNs = clock.nanos();
        downSinceUnixMs = clock.unixMs();
    }

    @Override
    public void suspend(String nodeId) {
        kill(nodeId);
    }

    @Override
    public void resume(String nodeId) {
        start(nodeId);
    }

    @Override
    public synchronized void start(String nodeId) {
        down.remove(nodeId);
        if (defect == Defect.CHANGES_ONCE_MORE && !planted) {
            planted = true;
            String old = primary;
            primary = "n3";
            change(old, "it stood still", clock.unixMs());
        }
    }

    @Override
    public void terminate(String nodeId) {
        kill(nodeId);
    }

    @Override
    public void switchOver() {}

    @Override
    public void killSentinel(String sentinelId) {}

    @Override
    public void startSentinel(String sentinelId) {}

    @Override
    public List<String> sentinelRespAddresses() {
        return List.of();
    }

    @Override
    public List<String> sentinelGrpcAddresses() {
        return List.of();
    }

    @Override
    public synchronized Answer read(String primaryAddress, Function function, String key) {
        String value = data.get(key);
        return switch (function) {
            case READ -> new Answer.Value(value);
            case READ_LIST -> new Answer.Elements(Elements.split(value));
            case READ_SET ->
                new Answer.Elements(data.keySet().stream()
                        .filter(member -> member.startsWith(key + ":"))
                        .map(data::get)
                        .toList());
            default -> throw new IllegalArgumentException(function.toString());
        };
    }

    @Override
    public Optional<String> digest(String nodeAddress) {
        return Optional.of("same");
    }

    @Override
    public synchronized void delete(String primaryAddress, String prefix) {
        data.keySet().removeIf(key -> key.startsWith(prefix));
    }

    synchronized int keys() {
        return data.size();
    }

    private synchronized Answer execute(Function function, String key, String argument)
            throws NotDoneException, UnknownOutcomeException {
        failOverWhenDue();
        if (down.contains(primary)) {
            refusedSinceDown = true;
            throw new NotDoneException("connection refused", new IllegalStateException());
        }
        if (defect == Defect.LOSES_AN_ACKED_WRITE && epoch > 1 && !planted) {
            planted = data.remove(lastWritten) != null;
        }
        boolean plantNow = epoch > 1 && !planted && function == Function.APPEND;
        if (plantNow && defect == Defect.REFUSES_BUT_APPLIES) {
            planted = true;
            apply(function, key, argument);
            throw new NotDoneException("READONLY", new IllegalStateException());
        }
        if (plantNow && defect == Defect.APPLIES_AN_APPEND_TWICE) {
            planted = true;
            apply(function, key, argument);
            apply(function, key, argument);
            throw new UnknownOutcomeException("timed out", new IllegalStateException());
        }
        return apply(function, key, argument);
    }

    private Answer apply(Function function, String key, String argument) {
        lastWritten = function == Function.ADD ? key + ":" + argument : lastWritten;
        return switch (function) {
            case READ, READ_LIST, READ_SET -> read("", function, key);
            case WRITE -> {
                data.put(key, argument);
                yield Answer.NONE;
            }
            case SWAP -> new Answer.Value(data.put(key, argument));
            case INCREMENT -> {
                long value = Long.parseLong(data.getOrDefault(key, "0")) + 1;
                data.put(key, Long.toString(value));
                yield new Answer.Number(value);
            }
            case APPEND -> {
                String value = data.merge(key, argument, String::concat);
                yield new Answer.Number(Elements.count(value.length()));
            }
            case ADD -> {
                data.put(key + ":" + argument, argument);
                yield Answer.NONE;
            }
        };
    }

    private final class FakeClient implements StoreClient {
        private final String name;

        FakeClient(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Answer execute(Function function, String key, String argument)
                throws NotDoneException, UnknownOutcomeException {
            return FakeGroup.this.execute(function, key, argument);
        }

        @Override
        public void close() {}
    }
}
