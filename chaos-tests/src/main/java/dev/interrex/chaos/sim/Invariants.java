package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.AcknowledgedSurvives;
import dev.interrex.chaos.sim.invariant.AllInSyncAcked;
import dev.interrex.chaos.sim.invariant.AllOrNothing;
import dev.interrex.chaos.sim.invariant.CommittedLog;
import dev.interrex.chaos.sim.invariant.CountsOnce;
import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.ExpiredStaysGone;
import dev.interrex.chaos.sim.invariant.FailedMeansNothing;
import dev.interrex.chaos.sim.invariant.InvariantViolation;
import dev.interrex.chaos.sim.invariant.LogTimeIsMonotone;
import dev.interrex.chaos.sim.invariant.MemoryIsFoldOfLog;
import dev.interrex.chaos.sim.invariant.NoCutBelowHighWatermark;
import dev.interrex.chaos.sim.invariant.NoLowerEpoch;
import dev.interrex.chaos.sim.invariant.NoNodeHalts;
import dev.interrex.chaos.sim.invariant.NobodyWaitsForEver;
import dev.interrex.chaos.sim.invariant.OnePrimaryPerEpoch;
import dev.interrex.chaos.sim.invariant.OneRecordPerPosition;
import dev.interrex.chaos.sim.invariant.OneServes;
import dev.interrex.chaos.sim.invariant.OnlyInSyncRules;
import dev.interrex.chaos.sim.invariant.ReadsAreFresh;
import dev.interrex.chaos.sim.invariant.RecordedSetsAreValid;
import dev.interrex.chaos.sim.invariant.ReignsLast;
import dev.interrex.chaos.sim.invariant.SwitchoverLosesNothing;
import dev.interrex.chaos.sim.invariant.WritesComeBack;
import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.node.engine.ExactlyOnce.Ruling;
import dev.interrex.node.replication.core.IsrChange;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All invariants of one simulation: passes on what happens to those whom it concerns. */
final class Invariants {
    private final World world;
    private final Histories histories = new Histories();
    private final CommittedLog committed = new CommittedLog();
    private final OnePrimaryPerEpoch onePrimary = new OnePrimaryPerEpoch();
    private final OneRecordPerPosition oneRecord = new OneRecordPerPosition();
    private final AcknowledgedSurvives survives = new AcknowledgedSurvives(committed);
    private final NoCutBelowHighWatermark noCut = new NoCutBelowHighWatermark(committed);
    private final AllInSyncAcked allAcked;
    private final RecordedSetsAreValid validSets = new RecordedSetsAreValid();
    private final NoLowerEpoch noLowerEpoch = new NoLowerEpoch();
    private final OneServes oneServes;
    private final ReadsAreFresh fresh;
    private final MemoryIsFoldOfLog fold = new MemoryIsFoldOfLog(committed);
    private final OnlyInSyncRules onlyInSync = new OnlyInSyncRules();
    private final LogTimeIsMonotone logTime = new LogTimeIsMonotone();
    private final ExpiredStaysGone expired;
    private final AllOrNothing allOrNothing = new AllOrNothing();
    private final CountsOnce once = new CountsOnce(committed);
    private final FailedMeansNothing failed = new FailedMeansNothing();
    private final SwitchoverLosesNothing switchover = new SwitchoverLosesNothing();
    private final WritesComeBack writesComeBack = new WritesComeBack();
    private final ReignsLast reignsLast = new ReignsLast();
    private final NobodyWaitsForEver nobodyWaits = new NobodyWaitsForEver();
    private final NoNodeHalts noHalts = new NoNodeHalts();

    Invariants(World world) {
        this.world = world;
        allAcked = new AllInSyncAcked(world::nodeOrNull, SimSettings.LIMITS.isrStallNanos());
        oneServes = new OneServes(world.nodes());
        fresh = new ReadsAreFresh(committed, world.settings().allKeys());
        expired = new ExpiredStaysGone(committed, world.settings().allKeys());
    }

    Histories histories() {
        return histories;
    }

    // ---- nodes -----------------------------------------------------------------------------------------------

    void epochPersisted(SimNode node, long before, long epoch) {
        onePrimary.epochPersisted(node, before, epoch);
    }

    void reignBegins(SimNode node, GroupTopology topology) {
        noLowerEpoch.rules(node, topology.epoch());
        onePrimary.reignBegins(node, topology.epoch());
        if (!histories.pending()) {
            onlyInSync.reignBegins(node, topology, committed.tip() != null);
        }
        if (histories.beginsWith(node, topology.epoch(), world.now())) {
            if (topology.gaveUpSince(node.disk().end().epoch())) {
                survives.historyBegins(node);
            } else {
                committed.beginsWith(node, topology.commitMode() == CommitMode.MEMORY);
            }
            fresh.beginsAnew();
            once.beginsAnew();
            expired.beginsAnew();
        } else if (histories.any() && histories.holds(topology.epoch())) {
            committed.adoptedBy(node);
        }
        if (histories.holds(topology.epoch())) {
            survives.reignBegins(node, topology.epoch());
        }
    }

    void serves(SimNode node, long epoch) {
        if (histories.holds(epoch)) {
            oneServes.serves(node, epoch);
        }
        nobodyWaits.serves(node);
    }

    /** The operation that waits for longest at a node that did not give its lease up has waited for so long. */
    void waits(SimNode node, long nanos) {
        nobodyWaits.waits(node, nanos / SimSettings.MS);
    }

    void made(SimNode node, Entry entry) {
        oneRecord.made(node, entry);
        logTime.made(node, entry);
    }

    void takes(SimNode node, long epoch) {
        noLowerEpoch.takes(node, epoch);
    }

    void taken(SimNode node, @Nullable Entry last, Entry entry) {
        oneRecord.taken(node, last, entry);
    }

    void acks(SimNode node, long epoch) {
        noLowerEpoch.acks(node, epoch);
    }

    void cut(SimNode node, @Nullable Entry firstCut) {
        if (histories.holds(node.epoch())) {
            noCut.cut(node, firstCut);
        }
    }

    void replaced(SimNode node, Entry last) {
        if (histories.holds(node.epoch())) {
            noCut.replaced(node, last);
        }
    }

    void applied(SimNode node, Entry entry, Memory memory, boolean asReplica) {
        long sessions = entry.session == null ? 0 : memory.sessions().digest();
        fold.applied(node, entry, memory.digest(), sessions, asReplica && histories.holds(node.epoch()));
        if (entry.expiry != null) {
            expired.applied(node, entry, entry.expiry, memory.expiringDigest());
        }
    }

    void committed(SimNode node, Entry entry, long epoch) {
        if (!histories.holds(epoch)) {
            return;
        }
        survives.committed(node, entry, epoch);
        once.committed();
        expired.committed();
        GroupTopology recorded = world.raft().newestOf(epoch);
        if (recorded != null) {
            allAcked.committed(node, entry, recorded);
        }
    }

    /** A node refuses to go on with another's history, or its own: right only where one was given up. */
    void halted(SimNode node, String reason) {
        if (!histories.any()) {
            throw noHalts.halted(node, reason);
        }
    }

    /** A primary asks for another in-sync set. */
    void proposed(SimNode primary, IsrChange change) {
        Set<MemberId> unheard = new HashSet<>();
        for (MemberId member : change.isr()) {
            SimNode node = world.node(member.nodeId());
            MemberBoot heard = primary.followers().start(node);
            if (heard != null && !(node.up() && node.memberBoot().equals(heard))) {
                unheard.add(member);
            }
        }
        allAcked.proposed(change.version() + 1, change.isr(), unheard, world.now());
    }

    InvariantViolation impossible(SimNode node, String what) {
        return noHalts.halted(node, "impossible " + what);
    }

    /**
     * A primary gives its lease up for a planned successor.
     *
     * @param answered the process whose acks it goes by was there when the order came, or later
     */
    void handsOver(SimNode node, SimNode target, boolean answered) {
        switchover.handsOver(node, target, answered);
    }

    // ---- the sentinels' log ----------------------------------------------------------------------------------

    void recorded(@Nullable GroupTopology before, GroupTopology after, SimRaft.Known known) {
        validSets.recorded(before, after);
        onlyInSync.recorded(before, after);
        if (before != null && (givesUp(before, after) || choosesOldDisk(before, after, known))) {
            if (givesUp(before, after)) {
                refuseIfNeedless(before, after, known);
            }
            histories.givenUpFrom(after.epoch());
            oneServes.givenUpFrom(after.epoch());
        }
        if (!histories.pending()) {
            allAcked.recorded(before, after, committed.securedTip(), seen(after, known));
        }
        if (before != null && after.epoch() > before.epoch()) {
            reignsLast.begins(after.epoch(), world.now());
            SimNode old = world.node(before.primary().nodeId());
            SimNode successor = world.node(after.primary().nodeId());
            boolean handedOver = old.up() && old.epoch() == before.epoch() && old.reign() != null;
            // A successor that lost its disk since is somebody else, who does not take over.
            boolean isThere = successor.member().equals(after.primary()) && !successor.rolledBack();
            switchover.recorded(after, handedOver && isThere ? old : null, successor);
        }
    }

    /** Members whose process, as it is now, was known to the proposer. */
    private Set<MemberId> seen(GroupTopology after, SimRaft.Known known) {
        return after.isr().stream()
                .filter(member -> known.seen()[world.nodes().indexOf(world.node(member.nodeId()))])
                .collect(Collectors.toSet());
    }

    /** Who has everything, and just said so, would have been chosen. */
    private void refuseIfNeedless(GroupTopology before, GroupTopology after, SimRaft.Known known) {
        if (histories.pending() || !histories.holds(before.epoch())) {
            return;
        }
        for (SimNode node : world.nodes()) {
            if (hasAll(before, node, known)) {
                survives.givenUpNeedlessly(node, after);
            }
        }
    }

    private boolean hasAll(GroupTopology before, SimNode node, SimRaft.Known known) {
        Entry tip = committed.tip();
        int index = world.nodes().indexOf(node);
        boolean same = known.heard()[index] && node.up() && node.boot() == known.boots()[index];
        // What it got since the proposal nobody could know of.
        boolean had = node.storage().installedNanos() <= known.atNanos()
                && known.records()[index] > (tip == null ? 0 : tip.index);
        return same
                && had
                && before.inSync(node.member())
                && (tip == null ? node.logSize() > 0 : node.entry(tip.index) == tip);
    }

    private boolean anybodyElseHasAll(GroupTopology before, SimNode chosen, SimRaft.Known known) {
        return world.nodes().stream()
                .anyMatch(node -> node != chosen && !isDeposed(before, node) && hasAll(before, node, known));
    }

    /** It rules, but does not reach its in-sync set, or is not reached: not a candidate. One that started again is. */
    private static boolean isDeposed(GroupTopology before, SimNode node) {
        return node.up()
                && node.member().equals(before.primary())
                && node.role().reign() != null;
    }

    private static boolean givesUp(GroupTopology before, GroupTopology after) {
        return after.losses().size() > before.losses().size();
    }

    /**
     * The limit of docs/PROTOCOL.md, "What it does not promise": an image from after the last start that was recorded, of which nobody who
     * could be asked knows that it lacks anything; in mode memory, a member that crashed, where nobody who has everything could be asked, but a primary that
     * rules and is deposed: so one crash alone never loses what was acknowledged. In any other case a new primary must hold what is committed.
     */
    private boolean choosesOldDisk(GroupTopology before, GroupTopology after, SimRaft.Known known) {
        SimNode chosen = world.node(after.primary().nodeId());
        Entry tip = committed.securedTip();
        boolean inMemory = before.commitMode() == CommitMode.MEMORY;
        boolean lostSome = chosen.rolledBack() || (inMemory && tip != null && chosen.lost(tip));
        if (after.epoch() == before.epoch() || !lostSome || !chosen.member().equals(after.primary())) {
            return false;
        }
        boolean sameStart = known.boots()[world.nodes().indexOf(chosen)] == chosen.boot();
        if (inMemory) {
            return !anybodyElseHasAll(before, chosen, known);
        }
        long end = chosen.disk().endLsn();
        boolean knownToMissSome = before.committedLsn() > end || known.committedLsn() > end;
        return sameStart && !before.rolledBack(chosen.memberBoot()) && !knownToMissSome;
    }

    // ---- clients ---------------------------------------------------------------------------------------------

    int readBegins(int key) {
        return fresh.begins(key);
    }

    /** Records of a key that expires up to this one must not be seen as its value by a read that begins now. */
    int goneUpTo(int key) {
        return expired.begins(key);
    }

    /** A primary looks for a key that expires, and it is there. */
    void found(SimNode node, int key, long expireAtMs, @Nullable Entry last) {
        expired.found(node, key, expireAtMs, last);
    }

    void refused(SimNode node, long attempt) {
        failed.refused(node, attempt);
    }

    void executed(SimNode node, long attempt) {
        failed.executed(node, attempt);
    }

    void readsByLease(SimNode node, long epoch) {
        if (histories.holds(epoch)) {
            oneServes.readsByLease(node, epoch);
        }
    }

    /** Returns the record by which it took effect, as far as that is known. */
    @Nullable
    Entry acknowledged(SimNode node, ClientOp op, long reply, @Nullable Entry entry) {
        if (!histories.holds(node.epoch())) {
            return entry;
        }
        survives.acknowledged(node, entry);
        boolean numbered = op.number() != null && op.kind == ClientOp.Kind.DATA;
        return numbered ? once.acknowledged(node, op.index + 1L, reply) : entry;
    }

    /** The node's sessions say that the operation is not to be executed, nor repeated. */
    void notExecuted(SimNode node, ClientOp op, Ruling ruling) {
        Numbered number = op.number();
        if (ruling == Ruling.NO_SESSION && number != null && histories.holds(node.epoch())) {
            once.unknown(node, number.sessionName());
        }
    }

    /** A client was answered what it had been answered before, or that it will not be. */
    void repeated(ClientOp op, Ruling ruling, long again) {
        if (histories.holds(op.answeredInEpoch())) {
            if (ruling != Ruling.ANSWERED) {
                once.misunderstood(ruling.name(), op.index + 1L);
            }
            once.repeated(op.index + 1L, op.result(), again);
        }
    }

    /** The client now knows that its write took effect. */
    void told(ClientOp op, Entry entry) {
        fresh.acknowledged(op.key, entry);
    }

    void answered(SimNode node, ClientOp op, long value, long otherValue, @Nullable Entry seen) {
        if (histories.holds(node.epoch())) {
            boolean judges = histories.judges(op.invokedNanos);
            fresh.answered(node, op.key, seen, judges ? op.mustHaveSeen : -1);
            if (op.key >= world.settings().keys()) {
                expired.answered(node, op.key, value, seen, judges ? op.mustBeGone() : -1);
            }
        }
        if (op.pair) {
            allOrNothing.answered(node, op.key, value, op.key + 1, otherValue);
        }
    }

    /** All is over: nodes whose memory is of all that is committed, and of nothing else, have the same keys. */
    void ends() {
        Entry tip = committed.tip();
        for (SimNode node : world.nodes()) {
            Memory memory = node.storage().memory();
            boolean same = tip != null && memory.applied() == committed.size() && memory.digest() == tip.digest;
            if (node.up() && same && !histories.pending()) {
                expired.ends(node, memory);
            }
        }
    }

    InvariantViolation noWrites(long afterMs, String state) {
        return writesComeBack.never(afterMs, state);
    }
}
