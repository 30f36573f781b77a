package dev.interrex.chaos.sim;

import dev.interrex.model.GroupTopology;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.sentinel.consensus.GroupRegistry;
import dev.interrex.wire.TopologyWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sentinels' Raft log as what it promises to be: a linearizable log of compare-and-set, with delay, elections, times without a
 * majority, and lost answers; a command of a deposed leader may yet take effect later. What a command does is the real state
 * machine's business.
 */
final class SimRaft {
    private static final long MS = SimSettings.MS;
    private static final long LOOK_MS = 25;
    private static final long ELECTION_MS = 250;
    private static final long READ_TIMEOUT_MS = 500;

    /**
     * What a proposer knew when it proposed.
     *
     * @param committedLsn highest commit position that it ever heard of an in-sync member
     * @param boots starts of each node's process
     * @param heard each node's process reported just before, and that its disk answers
     * @param seen the process that each node runs now has reported
     * @param records so many each node said that it holds
     * @param atNanos when that was
     */
    record Known(long committedLsn, int[] boots, boolean[] heard, boolean[] seen, int[] records, long atNanos) {}

    private final World world;
    private final Randomness random;
    private final GroupRegistry registry = new GroupRegistry();
    private final List<GroupTopology> states = new ArrayList<>();
    private final Set<String> appliedIds = new HashSet<>();
    private final Map<Long, GroupTopology> newestOfEpoch = new HashMap<>();
    /** States that each sentinel has applied; survives its restarts. */
    private final Map<SimSentinel, Integer> applied = new HashMap<>();

    /** Those that lost their log: they have no vote until they have caught up. */
    private final Set<SimSentinel> blank = new HashSet<>();

    private @Nullable SimSentinel leader;
    private long leaderlessSinceNanos;
    private long newestProposedNanos;
    private int lostAnswersPerMille;
    private long unavailableUntilNanos;

    SimRaft(World world) {
        this.world = world;
        this.random = world.random();
    }

    void start() {
        if (world.settings().length() == Length.SHORT) {
            leaderlessSinceNanos = -2 * ELECTION_MS * MS;
        }
        world.every(LOOK_MS * MS, this::look);
    }

    void loseAnswers(int perMille) {
        lostAnswersPerMille = perMille;
    }

    void unavailableUntil(long nanos) {
        unavailableUntilNanos = Math.max(unavailableUntilNanos, nanos);
    }

    void available() {
        unavailableUntilNanos = 0;
        lostAnswersPerMille = 0;
    }

    @Nullable
    SimSentinel leader() {
        return leader;
    }

    /** The newest recorded state; null before the group was created. */
    @Nullable
    GroupTopology state() {
        return states.isEmpty() ? null : states.getLast();
    }

    @Nullable
    GroupTopology newestOf(long epoch) {
        return newestOfEpoch.get(epoch);
    }

    // ---- leadership ------------------------------------------------------------------------------------------

    private boolean majority(@Nullable SimSentinel center) {
        if (center == null || !center.up() || center.paused() || world.now() < unavailableUntilNanos) {
            return false;
        }
        if (blank.contains(center)) {
            return false;
        }
        int reached = 0;
        for (SimSentinel other : world.sentinels()) {
            reached += world.network().connected(center, other) && !blank.contains(other) ? 1 : 0;
        }
        return 2 * reached > world.sentinels().size();
    }

    private void look() {
        SimSentinel current = leader;
        if (majority(current)) {
            leaderlessSinceNanos = world.now();
            spread();
            return;
        }
        boolean due = world.now() - leaderlessSinceNanos > (ELECTION_MS + random.below(100)) * MS;
        if (due && world.now() >= unavailableUntilNanos) {
            elect();
        }
    }

    private void elect() {
        List<SimSentinel> able = new ArrayList<>();
        for (SimSentinel sentinel : world.sentinels()) {
            if (majority(sentinel)) {
                able.add(sentinel);
            }
        }
        if (!able.isEmpty()) {
            lead(able.get(random.below(able.size())));
        }
    }

    /** The old leader goes on believing for a while, unless it died. */
    void lead(SimSentinel next) {
        SimSentinel old = leader;
        if (old == next && old.leads()) {
            return;
        }
        leader = next;
        leaderlessSinceNanos = world.now();
        if (old != null && old != next && old.up()) {
            old.after(random.between(0, 300 * MS), () -> {
                if (leader != old) {
                    old.onLeadership(false);
                }
            });
        }
        next.after(random.between(MS, 20 * MS), () -> {
            if (leader == next) {
                catchUp(next);
                next.onLeadership(true);
            }
        });
        if (world.timeline().on()) {
            world.timeline().note(world.now(), "raft", next.name + " leads");
        }
    }

    /** It lost its log. */
    void forgets(SimSentinel sentinel) {
        applied.remove(sentinel);
        blank.add(sentinel);
    }

    void restarted(SimSentinel sentinel) {
        int known = applied.getOrDefault(sentinel, 0);
        if (known > 0) {
            sentinel.onCommitted(states.get(known - 1));
        }
        if (leader == sentinel) {
            leader = null;
        }
    }

    /** Everybody whom the leader reaches learns what is committed. */
    private void spread() {
        SimSentinel from = leader;
        if (from == null) {
            return;
        }
        for (SimSentinel to : world.sentinels()) {
            boolean behind = applied.getOrDefault(to, 0) < states.size() || blank.contains(to);
            if (behind && world.network().connected(from, to)) {
                to.after(random.between(100_000, 2 * MS), () -> catchUp(to));
            }
        }
    }

    private void catchUp(SimSentinel sentinel) {
        int from = applied.getOrDefault(sentinel, 0);
        applied.put(sentinel, states.size());
        blank.remove(sentinel);
        for (int i = from; i < states.size(); i++) {
            sentinel.onCommitted(states.get(i));
        }
    }

    // ---- proposals -------------------------------------------------------------------------------------------

    void propose(SimSentinel proposer, String id, RaftCommand command) {
        if (proposer != leader) {
            if (random.perMille(500)) {
                proposer.after(MS, () -> proposer.onNotProposed(id));
            } else {
                proposer.after(700 * MS, () -> proposer.onUnknown(id));
            }
            return;
        }
        Known known = proposer.known();
        world.after(random.between(MS / 2, 4 * MS), () -> commit(proposer, id, command, known));
    }

    /** When the newest state was proposed. */
    long newestProposedNanos() {
        return newestProposedNanos;
    }

    private void commit(SimSentinel proposer, String id, RaftCommand command, Known known) {
        if (proposer != leader || !majority(proposer)) {
            // It is in some logs: the next leader may commit it, or overwrite it.
            if (random.perMille(500)) {
                world.after(random.between(50 * MS, 1_500 * MS), () -> apply(command, known));
            }
            proposer.after(700 * MS, () -> proposer.onUnknown(id));
            return;
        }
        RaftOutcome outcome = apply(command, known);
        spread();
        if (random.perMille(lostAnswersPerMille)) {
            proposer.after(random.between(MS, 700 * MS), () -> proposer.onUnknown(id));
            return;
        }
        proposer.after(random.between(10_000, MS), () -> {
            catchUp(proposer);
            if (outcome.getApplied()) {
                proposer.onApplied(id, TopologyWire.fromWire(outcome.getState()));
            } else {
                proposer.onRejected(
                        id,
                        outcome.hasState() ? Optional.of(TopologyWire.fromWire(outcome.getState())) : Optional.empty(),
                        outcome.getReason());
            }
        });
    }

    private RaftOutcome apply(RaftCommand command, Known known) {
        GroupTopology before = state();
        RaftOutcome outcome = registry.apply(command);
        // A command that was applied before gets its old answer.
        if (outcome.getApplied() && appliedIds.add(command.getProposalId())) {
            GroupTopology after = TopologyWire.fromWire(outcome.getState());
            world.invariants().recorded(before, after, known);
            states.add(after);
            newestProposedNanos = known.atNanos;
            newestOfEpoch.put(after.epoch(), after);
            note(after);
        }
        return outcome;
    }

    private void note(GroupTopology state) {
        if (world.timeline().on()) {
            String planned = state.handoverToken().isEmpty() ? "" : ", by switchover";
            String text = "epoch " + state.epoch() + " version " + state.version() + ": primary "
                    + state.primary().nodeId() + ", in-sync " + world.names(state.isr()) + planned;
            world.timeline().note(world.now(), "raft", text);
        }
    }

    void read(SimSentinel reader) {
        SimSentinel from = leader;
        if (from != null && majority(from) && world.network().connected(reader, from)) {
            reader.after(random.between(MS / 2, 4 * MS), () -> {
                catchUp(reader);
                reader.onRead(Optional.ofNullable(state()));
            });
        } else {
            reader.after(READ_TIMEOUT_MS * MS, reader::onReadFailed);
        }
    }
}
