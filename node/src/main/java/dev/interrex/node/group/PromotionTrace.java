package dev.interrex.node.group;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.role.RoleActions;
import dev.interrex.proto.v1.PromotionTimes;
import java.util.function.LongSupplier;

/**
 * Passes the role's orders on, and notes when the steps were taken from the news of a reign to its first service, and how long a handover
 * made clients wait before it: for those who want to know what a change of primary is made of. Event loop only.
 */
final class PromotionTrace implements RoleActions {
    private final RoleActions member;
    private final LongSupplier nanoTime;
    private long heardNanos;
    /** When the reign was heard of that {@code times} is about; others may tell the same later. */
    private long reignHeardNanos;

    private long epochSyncedNanos;
    private long orderedNanos;
    private int handedOverMicros;
    private PromotionTimes.Builder times = PromotionTimes.newBuilder();
    private boolean serving = true;

    /** @param nanoTime monotonic */
    PromotionTrace(RoleActions member, LongSupplier nanoTime) {
        this.member = member;
        this.nanoTime = nanoTime;
    }

    // ---- what happened ---------------------------------------------------------------------------------------

    /** News of a state of the group: perhaps a reign of this node. */
    void heard() {
        heardNanos = nanoTime.getAsLong();
    }

    void followerAccepted() {
        if (!serving) {
            times.setLastFollowerUs(micros(nanoTime.getAsLong()));
            if (times.getFirstFollowerUs() == 0) {
                times.setFirstFollowerUs(times.getLastFollowerUs());
            }
        }
    }

    /** The disk holds more of the log. */
    void synced() {
        if (!serving && times.getBarrierSyncedUs() == 0) {
            times.setBarrierSyncedUs(micros(nanoTime.getAsLong()));
        }
    }

    /** The sentinels want this primary to hand over. */
    void ordered() {
        orderedNanos = nanoTime.getAsLong();
    }

    private int micros(long nanos) {
        return (int) Math.clamp((nanos - reignHeardNanos) / 1_000, 0, Integer.MAX_VALUE);
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    int handedOverMicros() {
        return handedOverMicros;
    }

    /** Of the last reign that began here. */
    PromotionTimes times() {
        return times.build();
    }

    // ---- orders of the role ----------------------------------------------------------------------------------

    @Override
    public void persistEpoch(long epoch) {
        member.persistEpoch(epoch);
        epochSyncedNanos = nanoTime.getAsLong();
    }

    @Override
    public CommitRule beginReign(GroupTopology topology) {
        CommitRule reign = member.beginReign(topology);
        reignHeardNanos = heardNanos;
        times = PromotionTimes.newBuilder()
                .setEpochSyncedUs(micros(epochSyncedNanos))
                .setBarrierAppendedUs(micros(nanoTime.getAsLong()));
        serving = false;
        return reign;
    }

    @Override
    public void startServing() {
        times.setServingUs(micros(nanoTime.getAsLong()));
        serving = true;
        member.startServing();
    }

    @Override
    public void switchoverReady(String token, long epoch, long leo) {
        handedOverMicros = (int) Math.clamp((nanoTime.getAsLong() - orderedNanos) / 1_000, 0, Integer.MAX_VALUE);
        member.switchoverReady(token, epoch, leo);
    }

    @Override
    public MemberId renewIncarnation(String why) {
        return member.renewIncarnation(why);
    }

    @Override
    public void follow(NodeAddress primary, GroupTopology topology) {
        member.follow(primary, topology);
    }

    @Override
    public void stopFollowing() {
        member.stopFollowing();
    }

    @Override
    public LogPosition logEnd() {
        return member.logEnd();
    }

    @Override
    public void syncLog() {
        member.syncLog();
    }

    @Override
    public void askForAck(MemberId follower) {
        member.askForAck(follower);
    }

    @Override
    public void endReign() {
        member.endReign();
    }

    @Override
    public void stopServing() {
        member.stopServing();
    }

    @Override
    public void committed(long lsn) {
        member.committed(lsn);
    }

    @Override
    public void switchoverRefused(String token, String reason) {
        member.switchoverRefused(token, reason);
    }

    @Override
    public void halt(String reason) {
        member.halt(reason);
    }

    @Override
    public void note(String message) {
        member.note(message);
    }
}
