package dev.interrex.chaos.sim;

import dev.interrex.chaos.checker.CounterChecker;
import dev.interrex.chaos.checker.KeyChecker;
import dev.interrex.chaos.checker.RegisterChecker;
import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.sim.invariant.InvariantViolation;
import dev.interrex.chaos.sim.invariant.Linearizable;
import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/**
 * One group, its sentinels and clients, and everything that goes wrong with them, on one thread, from one seed: a time with faults, a
 * time in which all is well, a last look at every key, and the question whether the clients' histories make sense.
 */
public final class Simulation {
    private static final long MS = SimSettings.MS;
    private static final int MEMORY_GROUPS_PER_MILLE = 120;
    private static final int MOST_NUMBERED = 2;
    private static final int EXPIRING_GROUPS_PER_MILLE = 500;
    static final int EXPIRING_KEYS = 3;
    private static final int GROUPS_WITH_TURNS_PER_MILLE = 500;
    static final int LONGEST_TURN_MICROS = 2_000;
    /** {@code -Dsim.mode=memory}: all groups are. */
    static final String MODE = "sim.mode";

    static final String MEMORY = "memory";
    private static final long RECOVERY_MS = 3_000;
    private static final long LAST_OPERATIONS_MS = 2_000;
    private static final long LAST_READS_MS = 4_000;

    private final long seed;
    private final SimSettings settings;
    private final List<Fault> faults;
    private final World world;
    private long recoveredMs = -1;

    private Simulation(long seed, SimSettings settings, List<Fault> faults) {
        this.seed = seed;
        this.settings = settings;
        this.faults = faults;
        this.world = new World(seed, settings);
    }

    /** The simulation of a seed: also the size of the group and the faults come from it. */
    public static SimResult run(long seed, boolean timeline) {
        SimSettings settings = settingsOf(seed).withTimeline(timeline);
        return run(seed, settings, FaultPlan.of(seed, settings));
    }

    /** For the length and the mode that system properties ask for. */
    public static SimSettings settingsOf(long seed) {
        return settingsOf(seed, Length.wanted());
    }

    /** Most groups have three nodes. */
    static SimSettings settingsOf(long seed, Length length) {
        Randomness random = new Randomness(seed + 77);
        SimSettings standard = length == Length.SHORT ? SimSettings.brief() : SimSettings.standard();
        boolean memory = new Randomness(seed + 991).perMille(MEMORY_GROUPS_PER_MILLE);
        if (memory || MEMORY.equals(System.getProperty(MODE))) {
            standard = standard.withMode(CommitMode.MEMORY);
        }
        standard = standard.withNumbered(new Randomness(seed + 1_993).below(MOST_NUMBERED + 1));
        boolean expiring = new Randomness(seed + 2_711).perMille(EXPIRING_GROUPS_PER_MILLE);
        standard = standard.withExpiring(expiring ? EXPIRING_KEYS : 0);
        boolean turns = new Randomness(seed + 3_469).perMille(GROUPS_WITH_TURNS_PER_MILLE);
        standard = standard.withTurns(turns ? LONGEST_TURN_MICROS : 0);
        int dice = random.below(100);
        if (dice < 70) {
            return standard;
        }
        if (dice < 80) {
            return standard.withNodes(2, 0);
        }
        return dice < 90 ? standard.withNodes(4, random.below(3)) : standard.withNodes(5, random.below(4));
    }

    public static SimResult run(long seed, SimSettings settings, List<Fault> faults) {
        return new Simulation(seed, settings, faults).run();
    }

    private SimResult run() {
        try {
            play();
            return result("", null);
        } catch (InvariantViolation broken) {
            return result(broken.invariant(), String.valueOf(broken.getMessage()));
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException unknown) {
            // A node that met a state it does not know would have stopped; the protocol must not lead there.
            return result("0-NoNodeHalts", unknown + " at " + unknown.getStackTrace()[0]);
        }
    }

    private SimResult result(String invariant, @org.jspecify.annotations.Nullable String violation) {
        int acknowledged =
                (int) world.operations().stream().filter(ClientOp::acknowledged).count();
        GroupTopology state = world.raft().state();
        if (violation != null) {
            world.timeline().note(world.now(), "BROKEN", violation);
        }
        return new SimResult(
                seed,
                settings,
                faults,
                invariant,
                violation,
                world.now() / MS,
                world.events(),
                acknowledged,
                state == null ? 0 : state.epoch(),
                recoveredMs,
                world.timeline().lines());
    }

    private void play() {
        Nemesis nemesis = new Nemesis(world);
        world.start();
        nemesis.schedule(faults);
        world.run(settings.faultyMs() * MS, () -> false);
        nemesis.makeWell();
        long wellNanos = world.now();
        boolean mustRecover = recoverable() || nemesis.operatorGivesUp();
        long until = wellNanos + RECOVERY_MS * MS;
        world.run(until, () -> world.lastAcknowledgedWriteNanos() > wellNanos);
        if (world.lastAcknowledgedWriteNanos() > wellNanos) {
            recoveredMs = (world.lastAcknowledgedWriteNanos() - wellNanos) / MS;
        } else if (mustRecover && !decidedBefore(wellNanos)) {
            throw world.invariants().noWrites(RECOVERY_MS, state());
        }
        world.run(wellNanos + settings.calmMs() * MS, () -> false);
        world.stopClients();
        world.run(world.now() + LAST_OPERATIONS_MS * MS, this::clientsIdle);
        boolean complete = readAll();
        if (!complete && mustRecover && !decidedBefore(wellNanos)) {
            throw world.invariants().noWrites(settings.calmMs(), "the last reads are not answered; " + state());
        }
        checkHistories(complete);
        world.invariants().ends();
    }

    private boolean clientsIdle() {
        return world.clients().stream().noneMatch(SimClient::busy);
    }

    private boolean readAll() {
        SimClient reader = world.clients().getFirst();
        int before = world.operations().size();
        reader.readAll();
        int wanted = before + settings.allKeys() - 1;
        world.run(world.now() + LAST_READS_MS * MS, () -> world.operations().size() >= wanted && !reader.busy());
        return world.operations().size() >= wanted && !reader.busy();
    }

    /** Whether the data that the sentinels' log asks for still exists. */
    private boolean recoverable() {
        GroupTopology state = world.raft().state();
        if (state == null) {
            return world.nodes().stream().allMatch(node -> node.disk().size() == 0);
        }
        int there = 0;
        for (MemberId member : state.isr()) {
            SimNode node = world.node(member.nodeId());
            if (node.member().equals(member)) {
                there++;
                if (!node.rolledBack()) {
                    return true;
                }
            }
        }
        // All of them lost power, and say so: the one that has most goes on.
        return state.commitMode() == CommitMode.MEMORY && there == state.isr().size();
    }

    /**
     * What was proposed while something was wrong took effect afterwards, and names data only that was lost in between: more lost disks than
     * min-isr allows for, though nobody could tell when all became well.
     */
    private boolean decidedBefore(long wellNanos) {
        return !recoverable() && world.raft().newestProposedNanos() <= wellNanos;
    }

    private String state() {
        StringBuilder text = new StringBuilder(String.valueOf(world.raft().state()));
        for (SimNode node : world.nodes()) {
            text.append("; ").append(node.member()).append(' ');
            text.append(node.up() ? node.role().role() + " in epoch " + node.epoch() : "down");
            text.append(", log up to ").append(node.disk().end());
        }
        return text.toString();
    }

    private void checkHistories(boolean complete) {
        List<List<Operation>> histories = new ArrayList<>();
        for (int key = 0; key < settings.keys(); key++) {
            histories.add(new ArrayList<>());
        }
        for (ClientOp op : world.operations()) {
            // Of keys that expire, the invariants know what every record and every reply may say.
            Operation judged =
                    op.key < settings.keys() ? world.invariants().histories().judged(op) : null;
            if (judged != null) {
                histories.get(op.key).add(judged);
            }
        }
        for (int key = 0; key < settings.keys() - 1; key++) {
            List<Operation> operations = histories.get(key);
            boolean counter = world.isCounter(key);
            if (operations.isEmpty() || (counter && !complete)) {
                continue;
            }
            KeyChecker checker = counter ? new CounterChecker() : new RegisterChecker();
            for (Violation violation : checker.check(operations)) {
                if (violation.kind() != Violation.Kind.UNDECIDED) {
                    throw new Linearizable().broken(violation);
                }
            }
        }
    }
}
