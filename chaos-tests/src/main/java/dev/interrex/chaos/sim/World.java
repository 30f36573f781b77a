package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Function;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything there is in one simulation: time, machines, what is between them, and what they are measured against. */
final class World {
    /** Splits the random numbers of what expires from those of everything else. */
    private static final long EXPIRY = 0x5851F42D4C957F2DL;

    private static final long TURNS = 0x7452_6e53_0b1aL;

    private static final long OPERATOR_TAKES_NANOS = 100 * SimSettings.MS;

    private final SimSettings settings;
    private final Randomness random;
    private final Randomness expiryRandom;
    private final Randomness turnRandom;
    private final EventQueue queue = new EventQueue();
    private final Timeline timeline;
    private final Network network;
    private final SimRaft raft;
    private final List<Machine> machines = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimSentinel> sentinels = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Map<String, SimNode> nodesByName = new HashMap<>();
    private final List<NodeAddress> addresses = new ArrayList<>();
    private final List<String> sentinelNames = new ArrayList<>();
    private final List<ClientOp> operations = new ArrayList<>();
    private final Machine laboratory;
    private final Invariants invariants;

    private long now;
    private long events;
    private long values;
    private long attempts;
    private boolean clientsWork = true;
    private long lastAcknowledgedWriteNanos;
    private long newestAcknowledgedEpoch;

    World(long seed, SimSettings settings) {
        this.settings = settings;
        this.random = new Randomness(seed);
        this.expiryRandom = new Randomness(seed ^ EXPIRY);
        this.turnRandom = new Randomness(seed ^ TURNS);
        this.timeline = new Timeline(settings.timeline());
        int count = settings.nodes() + settings.sentinels() + settings.clients() + 1;
        this.network = new Network(this, new Randomness(random.next()), count);
        this.raft = new SimRaft(this);
        for (int i = 1; i <= settings.nodes(); i++) {
            String name = "n" + i;
            addresses.add(new NodeAddress(name, name + ":1", name + ":2", "", 100));
        }
        for (int i = 1; i <= settings.sentinels(); i++) {
            sentinelNames.add("s" + i);
        }
        for (NodeAddress address : addresses) {
            SimNode node = new SimNode(this, machines.size(), address.nodeId());
            machines.add(node);
            nodes.add(node);
            nodesByName.put(node.name, node);
        }
        for (String name : sentinelNames) {
            SimSentinel sentinel = new SimSentinel(this, machines.size(), name);
            machines.add(sentinel);
            sentinels.add(sentinel);
        }
        for (int i = 0; i < settings.clients(); i++) {
            boolean numbers = i >= settings.clients() - settings.numbered();
            SimClient client = new SimClient(this, machines.size(), "c" + (i + 1), i, numbers);
            machines.add(client);
            clients.add(client);
        }
        laboratory = new Laboratory(this, machines.size());
        invariants = new Invariants(this);
    }

    /** Who injects the faults and counts the time: never fails. */
    private static final class Laboratory extends Machine {
        Laboratory(World world, int index) {
            super(world, index, "faults");
        }

        @Override
        void started() {}

        @Override
        void killed() {}

        @Override
        void connectionReset(Machine peer) {}
    }

    void start() {
        laboratory.start();
        machines.forEach(Machine::start);
        raft.start();
    }

    // ---- time ------------------------------------------------------------------------------------------------

    long now() {
        return now;
    }

    long events() {
        return events;
    }

    /** Runs what is due up to {@code untilNanos}, or until {@code stop} says so. */
    void run(long untilNanos, java.util.function.BooleanSupplier stop) {
        while (!queue.isEmpty()) {
            EventQueue.Event event = queue.pop();
            if (event.atNanos > untilNanos) {
                queue.push(event);
                break;
            }
            now = Math.max(now, event.atNanos);
            if (happens(event)) {
                events++;
                event.step.run();
                if (stop.getAsBoolean()) {
                    return;
                }
            }
        }
        now = Math.max(now, untilNanos);
    }

    private boolean happens(EventQueue.Event event) {
        Machine machine = event.machine;
        if (!machine.up() || (event.boot != Machine.ANY_BOOT && event.boot != machine.boot())) {
            return false;
        }
        if (event.from != null && network.cutOff(event.from, machine)) {
            return false;
        }
        if (machine.paused()) {
            event.atNanos = machine.pausedUntilNanos();
            queue.push(event);
            return false;
        }
        return true;
    }

    void schedule(Machine machine, int boot, long delayNanos, Runnable step) {
        queue.add(now + delayNanos, null, machine, boot, step);
    }

    /** A message; it reaches only the process that runs there now. */
    void deliver(Machine from, Machine to, long atNanos, Runnable step) {
        queue.add(atNanos, from, to, to.boot(), step);
    }

    /** Of no machine. */
    void after(long delayNanos, Runnable step) {
        laboratory.after(delayNanos, step);
    }

    void every(long nanos, Runnable step) {
        laboratory.after(nanos, () -> {
            step.run();
            every(nanos, step);
        });
    }

    // ---- who is there ----------------------------------------------------------------------------------------

    SimSettings settings() {
        return settings;
    }

    Randomness random() {
        return random;
    }

    /** For turns of loops: groups without them live as before. */
    Randomness turnRandom() {
        return turnRandom;
    }

    /** For keys that expire: all else happens as it would without them. */
    Randomness expiryRandom() {
        return expiryRandom;
    }

    Timeline timeline() {
        return timeline;
    }

    Network network() {
        return network;
    }

    SimRaft raft() {
        return raft;
    }

    Invariants invariants() {
        return invariants;
    }

    List<Machine> machines() {
        return machines;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    List<SimSentinel> sentinels() {
        return sentinels;
    }

    List<SimClient> clients() {
        return clients;
    }

    List<NodeAddress> addresses() {
        return addresses;
    }

    List<String> sentinelNames() {
        return sentinelNames;
    }

    SimNode node(String name) {
        SimNode node = nodesByName.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return node;
    }

    @Nullable
    SimNode nodeOrNull(String name) {
        return nodesByName.get(name);
    }

    /** Names of members, in order. */
    String names(Collection<MemberId> members) {
        TreeSet<String> names = new TreeSet<>();
        members.forEach(member -> names.add(member.nodeId()));
        return names.toString();
    }

    void noteFault(String what) {
        timeline.note(now, "FAULT", what);
    }

    // ---- clients ---------------------------------------------------------------------------------------------

    boolean isCounter(int key) {
        return key >= settings.registers() && key < settings.registers() + settings.counters();
    }

    ClientOp invoked(SimClient client, int process, Function function, int key, boolean pair, long argument) {
        ClientOp op = new ClientOp(
                operations.size(), process, client, function, key, pair, argument, now, invariants.readBegins(key));
        op.mustBeGone(invariants.goneUpTo(key));
        operations.add(op);
        return op;
    }

    void completed(ClientOp op) {
        if (op.acknowledged() && op.function.writes() && op.key < settings.keys()) {
            lastAcknowledgedWriteNanos = now;
        }
    }

    /** For people: a reign's first write is the end of a failover as clients see it. */
    void acknowledgedIn(long epoch) {
        if (epoch > newestAcknowledgedEpoch) {
            newestAcknowledgedEpoch = epoch;
            if (timeline.on()) {
                timeline.note(now, "clients", "first write of epoch " + epoch + " is acknowledged");
            }
        }
    }

    long lastAcknowledgedWriteNanos() {
        return lastAcknowledgedWriteNanos;
    }

    List<ClientOp> operations() {
        return operations;
    }

    boolean clientsWork() {
        return clientsWork;
    }

    void stopClients() {
        clientsWork = false;
    }

    long nextValue() {
        return ++values;
    }

    long nextAttempt() {
        return ++attempts;
    }

    /** What the node has contradicts the history that the group goes on with: it says so, and is emptied. */
    void operatorEmpties(SimNode node) {
        int boot = node.boot();
        after(OPERATOR_TAKES_NANOS, () -> {
            if (node.boot() == boot) {
                node.note("is emptied by an operator");
                node.kill();
                node.replaceDisk(new NodeDisk(random.name()));
                node.start();
            }
        });
    }
}
