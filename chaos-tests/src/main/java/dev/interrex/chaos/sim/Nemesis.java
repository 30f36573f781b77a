package dev.interrex.chaos.sim;

import dev.interrex.model.GroupTopology;
import java.util.List;

/** Lets faults happen, and makes everything well again. */
final class Nemesis {
    private static final long MS = SimSettings.MS;
    private static final long SWITCHOVER_TIMEOUT_MS = 300;

    private static final long ORDER_EVERY_MS = 150;

    private final World world;
    private boolean operatorGivesUp;

    Nemesis(World world) {
        this.world = world;
    }

    void schedule(List<Fault> faults) {
        for (Fault fault : faults) {
            world.after(fault.atMs() * MS, () -> begin(fault));
        }
    }

    private void begin(Fault fault) {
        if (world.timeline().on()) {
            world.noteFault(describe(fault));
        }
        switch (fault.kind()) {
            case KILL_NODE -> kill(node(fault), fault);
            case KILL_PRIMARY -> kill(primary(), fault);
            case KILL_ALL -> world.nodes().forEach(node -> kill(node, fault));
            case KILL_REPLICAS -> killReplicas(fault);
            case PAUSE_NODE -> pause(node(fault), fault);
            case PAUSE_PRIMARY -> pause(primary(), fault);
            case LEAVE -> (fault.a() < 0 ? primary() : node(fault)).departure().leave(fault.forMs() * MS);
            case WIPE_NODE -> wipe(node(fault), fault);
            case STALL_DISK -> node(fault).storage().stallDisk(world.now() + fault.forMs() * MS);
            case FAIL_DISK -> failDisk(node(fault), fault);
            case ROLL_BACK_DISK -> rollBack(node(fault), fault);
            case KILL_SENTINEL -> kill(world.sentinels().get(fault.a()), fault);
            case KILL_LEADER -> kill(leader(), fault);
            case PAUSE_SENTINEL -> pause(world.sentinels().get(fault.a()), fault);
            case PAUSE_LEADER -> pause(leader(), fault);
            case ISOLATE_NODE -> cut(List.of(node(fault)), world.machines(), true, fault);
            case ISOLATE_PRIMARY -> cut(List.of(primary()), world.machines(), true, fault);
            case PRIMARY_WITHOUT_NODES -> cut(List.of(primary()), world.nodes(), true, fault);
            case PRIMARY_WITHOUT_SENTINELS -> cut(List.of(primary()), world.sentinels(), true, fault);
            case ONE_WAY -> cut(List.of(node(fault)), List.of(world.nodes().get(fault.b())), false, fault);
            case PRIMARY_MUTE -> cut(List.of(primary()), world.nodes(), false, fault);
            case CUT_PAIR -> cut(List.of(node(fault)), List.of(world.nodes().get(fault.b())), true, fault);
            case ISOLATE_SENTINEL -> cut(List.of(world.sentinels().get(fault.a())), world.machines(), true, fault);
            case SPLIT -> split(fault);
            case LOG_UNAVAILABLE -> world.raft().unavailableUntil(world.now() + fault.forMs() * MS);
            case MOVE_LEADER -> world.raft().lead(other(leader()));
            case LOSE_ANSWERS -> {
                world.raft().loseAnswers(fault.a());
                world.after(fault.forMs() * MS, () -> world.raft().loseAnswers(0));
            }
            case BAD_WEATHER -> weather(fault, fault.a(), fault.b(), 1);
            case SLOW -> weather(fault, 0, 0, fault.a());
            case TURN_CLOCK -> node(fault).turnWallClock(fault.b());
            case SWITCH_OVER -> {
                String target = fault.a() < 0 ? "" : node(fault).name;
                SimSentinel leader = leader();
                if (leader.up() && !leader.paused()) {
                    leader.switchOver(target, SWITCHOVER_TIMEOUT_MS);
                }
            }
            case ACCEPT_DATA_LOSS -> {
                if (!operatorGivesUp) {
                    operatorGivesUp = true;
                    orderToGiveUp();
                }
            }
            case RESTART_SENTINELS -> world.sentinels().forEach(sentinel -> kill(sentinel, fault));
            case WIPE_SENTINEL -> {
                SimSentinel sentinel = world.sentinels().get(fault.a());
                kill(sentinel, fault);
                world.raft().forgets(sentinel);
            }
        }
    }

    /** For people: the fault, and whom it hits now. */
    private String describe(Fault fault) {
        String whom = fault.kind().name().contains("PRIMARY")
                ? " (" + primary().name + ")"
                : fault.kind().name().contains("LEADER") ? " (" + leader().name + ")" : "";
        return fault + whom;
    }

    // ---- whom ------------------------------------------------------------------------------------------------

    private SimNode node(Fault fault) {
        return world.nodes().get(Math.max(0, fault.a()));
    }

    private SimNode primary() {
        GroupTopology state = world.raft().state();
        return state == null
                ? world.nodes().getFirst()
                : world.node(state.primary().nodeId());
    }

    private SimSentinel leader() {
        SimSentinel leader = world.raft().leader();
        return leader == null ? world.sentinels().getFirst() : leader;
    }

    private SimSentinel other(SimSentinel than) {
        List<SimSentinel> all = world.sentinels();
        for (int i = 1; i < all.size(); i++) {
            SimSentinel candidate = all.get((all.indexOf(than) + i) % all.size());
            if (candidate.up() && !candidate.paused()) {
                return candidate;
            }
        }
        return than;
    }

    // ---- what ------------------------------------------------------------------------------------------------

    private void kill(Machine machine, Fault fault) {
        machine.kill();
        world.after(fault.forMs() * MS, machine::start);
    }

    private void killReplicas(Fault fault) {
        SimNode primary = primary();
        for (SimNode node : world.nodes()) {
            if (node != primary) {
                kill(node, fault);
            }
        }
    }

    private void pause(Machine machine, Fault fault) {
        machine.note("stands still");
        machine.pauseUntil(world.now() + fault.forMs() * MS);
    }

    private void wipe(SimNode node, Fault fault) {
        node.kill();
        node.replaceDisk(new NodeDisk(world.random().name()));
        world.after(fault.forMs() * MS, node::start);
    }

    /** An operator is there who gives up what cannot be had; it is refused where nothing has to be. */
    boolean operatorGivesUp() {
        return operatorGivesUp;
    }

    private void orderToGiveUp() {
        SimSentinel leader = leader();
        SimNode best = null;
        for (SimNode node : world.nodes()) {
            boolean reached = node.up() && !node.paused() && world.network().connected(leader, node);
            if (reached
                    && (best == null || node.disk().end().compareTo(best.disk().end()) > 0)) {
                best = node;
            }
        }
        if (best != null && leader.up() && !leader.paused()) {
            leader.acceptDataLoss(best.name);
        }
        world.after(ORDER_EVERY_MS * MS, this::orderToGiveUp);
    }

    private void failDisk(SimNode node, Fault fault) {
        node.storage().failDisk();
        world.after(fault.forMs() * MS, node::start);
    }

    private void rollBack(SimNode node, Fault fault) {
        NodeDisk image = node.disk().image();
        world.after(fault.b() * MS, () -> {
            node.kill();
            node.storage().restore(image);
            node.renamed();
            world.after(fault.forMs() * MS, node::start);
        });
    }

    private void cut(List<? extends Machine> some, List<? extends Machine> others, boolean bothWays, Fault fault) {
        for (Machine one : some) {
            for (Machine other : others) {
                if (one != other) {
                    cut(one, other, fault);
                    if (bothWays) {
                        cut(other, one, fault);
                    }
                }
            }
        }
    }

    private void cut(Machine from, Machine to, Fault fault) {
        world.network().cut(from, to);
        world.after(fault.forMs() * MS, () -> world.network().mend(from, to));
    }

    private void split(Fault fault) {
        for (Machine one : world.machines()) {
            for (Machine other : world.machines()) {
                boolean apart = (fault.a() >>> one.index & 1) != (fault.a() >>> other.index & 1);
                if (apart) {
                    cut(one, other, fault);
                }
            }
        }
    }

    private void weather(Fault fault, int loss, int disorder, int slowness) {
        world.network().weather(loss, disorder, disorder, Math.max(1, slowness));
        world.after(fault.forMs() * MS, () -> world.network().weather(0, 0, 0, 1));
    }

    /** Everything runs, and everybody reaches everybody. */
    void makeWell() {
        world.noteFault("everything is well again");
        world.network().mendAll();
        world.raft().available();
        world.nodes().forEach(node -> node.storage().mendDisk());
        world.nodes().forEach(node -> node.departure().hurry());
        for (Machine machine : world.machines()) {
            machine.resume();
            machine.start();
        }
    }
}
