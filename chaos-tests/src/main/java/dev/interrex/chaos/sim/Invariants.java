package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.AcknowledgedSurvives;
import dev.interrex.chaos.sim.invariant.AllInSyncAcked;
import dev.interrex.chaos.sim.invariant.AllOrNothing;
import dev.interrex.chaos.sim.invariant.CommittedLog;
import dev.interrex.chaos.sim.invariant.Entry;
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
import dev.interrex.model.GroupTopology;
import org.jspecify.annotations.Nullable;

/** All invariants of one simulation: passes on what happens to those whom it concerns. */
final class Invariants {
    private final World world;
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
    private final AllOrNothing allOrNothing = new AllOrNothing();
    private final FailedMeansNothing failed = new FailedMeansNothing();
    private final SwitchoverLosesNothing switchover = new SwitchoverLosesNothing();
    private final WritesComeBack writesComeBack = new WritesComeBack();
    private final ReignsLast reignsLast = new ReignsLast();
    private final NobodyWaitsForEver nobodyWaits = new NobodyWaitsForEver();
    private final NoNodeHalts noHalts = new NoNodeHalts();

    Invariants(World world) {
        this.world = world;
        allAcked = new AllInSyncAcked(world::nodeOrNull);
        oneServes = new OneServes(world.nodes());
        fresh = new ReadsAreFresh(committed, world.settings().keys());
    }

    CommittedLog committedLog() {
        return committed;
    }

    // ---- nodes -----------------------------------------------------------------------------------------------

    void epochPersisted(SimNode node, long before, long epoch) {
        onePrimary.epochPersisted(node, before, epoch);
    }

    void reignBegins(SimNode node, GroupTopology topology) {
        noLowerEpoch.rules(node, topology.epoch());
        onlyInSync.reignBegins(node, topology);
        onePrimary.reignBegins(node, topology.epoch());
        survives.reignBegins(node, topology.epoch());
    }

    void serves(SimNode node, long epoch) {
        oneServes.serves(node, epoch);
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
        noCut.cut(node, firstCut);
    }

    void replaced(SimNode node, Entry last) {
        noCut.replaced(node, last);
    }

    void applied(SimNode node, Entry entry, long digest, boolean asReplica) {
        fold.applied(node, entry, digest, asReplica && !world.anyDiskRolledBack());
    }

    void committed(SimNode node, Entry entry, long epoch) {
        survives.committed(node, entry, epoch);
        GroupTopology recorded = world.raft().newestOf(epoch);
        if (recorded != null) {
            allAcked.committed(node, entry, recorded);
        }
    }

    InvariantViolation halted(SimNode node, String reason) {
        return noHalts.halted(node, reason);
    }

    // ---- the sentinels' log ----------------------------------------------------------------------------------

    void recorded(@Nullable GroupTopology before, GroupTopology after) {
        validSets.recorded(before, after);
        onlyInSync.recorded(before, after);
        allAcked.recorded(after, committed.tip());
        if (before != null && after.epoch() > before.epoch()) {
            reignsLast.begins(after.epoch(), world.now());
            SimNode old = world.node(before.primary().nodeId());
            SimNode successor = world.node(after.primary().nodeId());
            boolean handedOver = old.up() && old.epoch() == before.epoch() && old.reign() != null;
            // A successor that lost its disk since is somebody else, who does not take over.
            boolean isThere = successor.member().equals(after.primary());
            switchover.recorded(after, handedOver && isThere ? old : null, successor);
        }
    }

    // ---- clients ---------------------------------------------------------------------------------------------

    int readBegins(int key) {
        return fresh.begins(key);
    }

    void refused(SimNode node, long attempt) {
        failed.refused(node, attempt);
    }

    void executed(SimNode node, long attempt) {
        failed.executed(node, attempt);
    }

    void readsByLease(SimNode node, long epoch) {
        oneServes.readsByLease(node, epoch);
    }

    void acknowledged(SimNode node, @Nullable Entry entry) {
        survives.acknowledged(node, entry);
    }

    /** The client now knows that its write took effect. */
    void told(ClientOp op, Entry entry) {
        fresh.acknowledged(op.key, entry);
    }

    void answered(SimNode node, ClientOp op, long value, long otherValue, @Nullable Entry seen) {
        fresh.answered(node, op.key, seen, op.mustHaveSeen);
        if (op.pair) {
            allOrNothing.answered(node, op.key, value, op.key + 1, otherValue);
        }
    }

    InvariantViolation noWrites(long afterMs, String state) {
        return writesComeBack.never(afterMs, state);
    }
}
