package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Planned switchovers of one group: at most one at a time, its steps are drawn at {@link Handover}. Belongs to
 * {@link GroupFailover}, which proposes what this asks for.
 */
final class SwitchoverDesk {
    /** A primary that wants to leave is helped again after this, if the first attempt came to nothing. Its own {@code leave-timeout-ms} ends that. */
    static final long LEAVING_RETRY_MS = 200;

    /** How long a leaving primary's successor may take to catch up, one attempt; the same holds. */
    static final long LEAVING_TIMEOUT_MS = 1_000;

    private final FailoverSettings settings;
    private final Supplier<String> ids;
    private final List<Action> actions;
    private final Supplier<Committed> committed;
    private @Nullable Handover handover;
    private long leavingNotBeforeMs = Long.MIN_VALUE;

    SwitchoverDesk(
            FailoverSettings settings, Supplier<String> ids, List<Action> actions, Supplier<Committed> committed) {
        this.committed = committed;
        this.settings = settings;
        this.ids = ids;
        this.actions = actions;
    }

    /** What is to be done about the switchover under way. */
    sealed interface Progress {
        record Wait() implements Progress {}

        /** It is over; the old primary goes on. */
        record GoesOn() implements Progress {}

        record Propose(GroupTopology next) implements Progress {}

        /** It is over, and the old primary cannot go on either. */
        record Failed(Cause cause) implements Progress {}
    }

    void answer(SwitchoverRequest request, SwitchoverAnswer answer) {
        if (!request.requestId().isEmpty()) {
            actions.add(new Action.AnswerSwitchover(request.requestId(), answer));
        }
    }

    private void finish(SwitchoverAnswer answer) {
        Handover running = handover;
        if (running != null) {
            handover = null;
            answer(running.request, answer);
        }
    }

    /** True: begun. False: it was answered already. */
    boolean begin(SwitchoverRequest request, GroupTopology now, GroupSight sight, long nowMs) {
        if (handover != null) {
            answer(request, new SwitchoverAnswer.NotDone("another switchover is under way"));
            return false;
        }
        String wanted = request.targetNodeId();
        if (!wanted.isEmpty() && now.node(wanted).isEmpty()) {
            answer(request, new SwitchoverAnswer.NotFound("group " + now.group() + " has no node " + wanted));
            return false;
        }
        if (wanted.equals(now.primary().nodeId())) {
            answer(request, new SwitchoverAnswer.NotDone(wanted + " is the primary already"));
            return false;
        }
        if (!sight.of(now.primary().nodeId()).reachableHere()) {
            answer(request, new SwitchoverAnswer.NotDone("the leading sentinel does not reach the primary"));
            return false;
        }
        Succession.Field field =
                Succession.field(now, sight, Cause.SWITCHOVER, nowMs - settings.suspectAfterMs(), committed.get());
        Optional<Succession.Candidate> target = field.candidates().stream()
                .filter(candidate ->
                        wanted.isEmpty() || candidate.member().nodeId().equals(wanted))
                .findFirst();
        if (target.isEmpty()) {
            answer(request, new SwitchoverAnswer.NotDone(objection(wanted, now, field)));
            return false;
        }
        Handover begun =
                new Handover(request, ids.get(), now.epoch(), target.get().member(), nowMs);
        handover = begun;
        actions.add(begun.prepare());
        actions.add(new Action.Read());
        return true;
    }

    private static String objection(String wanted, GroupTopology now, Succession.Field field) {
        boolean outside = !wanted.isEmpty()
                && now.isr().stream().noneMatch(member -> member.nodeId().equals(wanted));
        return outside
                ? wanted + " is not in sync"
                : "no in-sync replica can take over"
                        + (field.reasons().isEmpty() ? "" : ": " + String.join(", ", field.reasons()));
    }

    /** A primary that is about to stop says so in its reports. True: a switchover was begun for it. */
    boolean beginForLeaving(GroupTopology now, GroupSight sight, long nowMs) {
        NodeFacts facts = sight.of(now.primary().nodeId()).factsSince(nowMs - settings.suspectAfterMs());
        if (facts == null || !facts.leaving() || nowMs < leavingNotBeforeMs) {
            return false;
        }
        leavingNotBeforeMs = nowMs + LEAVING_RETRY_MS;
        return begin(new SwitchoverRequest("", "", LEAVING_TIMEOUT_MS), now, sight, nowMs);
    }

    /** @param obstacle what the node waits for; empty = it is ready */
    void onPrepared(String token, String nodeId, String obstacle) {
        Handover running = handover;
        if (running != null && running.token.equals(token)) {
            running.prepared.put(nodeId, obstacle);
        }
    }

    /** A linearizable read succeeded: a majority of sentinels is there to commit the change. */
    void onLogAnswered() {
        Handover running = handover;
        if (running != null) {
            running.logAnswered = true;
        }
    }

    void onReady(String token, long epoch, long nowMs) {
        Handover running = handover;
        if (running != null && running.token.equals(token) && running.epoch == epoch && running.beforeReady()) {
            running.enter(Handover.Step.READY, nowMs);
        }
    }

    /** True if that ended the switchover. */
    boolean onRefused(String token, String reason) {
        Handover running = handover;
        if (running == null || !running.token.equals(token) || !running.beforeReady()) {
            return false;
        }
        finish(new SwitchoverAnswer.NotDone("the primary refused: " + reason));
        return true;
    }

    /** @param against why the primary would have to go by the rule; null if it would not */
    Progress advance(GroupTopology now, GroupSight sight, @Nullable Cause against, long nowMs) {
        Handover running = handover;
        if (running == null) {
            return against == null ? new Progress.GoesOn() : new Progress.Failed(against);
        }
        if (running.step == Handover.Step.READY) {
            return propose(running, now, sight);
        }
        if (against != null && against != Cause.HANDED_OVER) {
            finish(new SwitchoverAnswer.Unknown("the switchover became a failover: " + against.text()));
            return new Progress.Failed(against);
        }
        if (against != null) {
            return askAgainForReady(running, now, nowMs);
        }
        return running.step == Handover.Step.PREPARING
                ? prepare(running, now, sight, nowMs)
                : awaitReady(running, now, sight, nowMs);
    }

    /** Nobody waits yet: so it is now that everything which takes time, or may fail, is done. */
    private Progress prepare(Handover running, GroupTopology now, GroupSight sight, long nowMs) {
        if (lost(running, now, sight)) {
            finish(new SwitchoverAnswer.NotDone(running.target.nodeId() + " was lost in the meantime"));
            return new Progress.GoesOn();
        }
        String primary = now.primary().nodeId();
        boolean ready = running.logAnswered
                && now.isr().stream()
                        .map(MemberId::nodeId)
                        .filter(nodeId ->
                                nodeId.equals(primary) || sight.of(nodeId).reachableHere())
                        .allMatch(nodeId -> "".equals(running.prepared.get(nodeId)));
        boolean late = nowMs - running.askedMs >= settings.prepareMs();
        Optional<String> obstacle = obstacle(running, now, sight);
        if (ready || (late && obstacle.isEmpty())) {
            running.enter(Handover.Step.ASKED, nowMs);
            running.toldMs = nowMs;
            actions.add(running.begin(now.primary()));
        } else if (late) {
            finish(new SwitchoverAnswer.NotDone(obstacle.get()));
            return new Progress.GoesOn();
        } else if (nowMs - running.toldMs >= settings.urgentPingMs()) {
            running.toldMs = nowMs;
            actions.add(running.prepare());
        }
        return new Progress.Wait();
    }

    /** What a switchover cannot do without. Others that are not ready only make it slower. */
    private static Optional<String> obstacle(Handover running, GroupTopology now, GroupSight sight) {
        if (!running.logAnswered) {
            return Optional.of("the sentinels' log does not answer");
        }
        if (!sight.of(now.primary().nodeId()).reachableHere()) {
            return Optional.of(now.primary().nodeId() + " does not answer");
        }
        return Stream.of(now.primary(), running.target)
                .map(MemberId::nodeId)
                .filter(nodeId -> !running.prepared.getOrDefault(nodeId, "").isEmpty())
                .map(nodeId -> nodeId + " is not ready: " + running.prepared.get(nodeId))
                .findFirst();
    }

    /** Nobody should wait for such a target. */
    private static boolean lost(Handover running, GroupTopology now, GroupSight sight) {
        return !sight.of(running.target.nodeId()).reachableHere() || !now.inSync(running.target);
    }

    private Progress propose(Handover running, GroupTopology now, GroupSight sight) {
        boolean lost = sight.of(running.target.nodeId()).suspectedByMajority() || !now.inSync(running.target);
        if (lost) {
            finish(new SwitchoverAnswer.Unknown("the target was lost in the switchover; another one is chosen"));
            return new Progress.Failed(Cause.HANDED_OVER);
        }
        return new Progress.Propose(Succession.afterSwitchover(now, running.target, running.token));
    }

    /** The primary says that it handed over, but its message got lost: it repeats it when it is told again. */
    private Progress askAgainForReady(Handover running, GroupTopology now, long nowMs) {
        if (nowMs - running.stepMs >= running.request.timeoutMs() + settings.proposalTimeoutMs()) {
            finish(new SwitchoverAnswer.Unknown("the primary handed over, but does not say so"));
            return new Progress.Failed(Cause.HANDED_OVER);
        }
        if (nowMs - running.toldMs >= settings.retryMs()) {
            running.toldMs = nowMs;
            actions.add(running.begin(now.primary()));
        }
        return new Progress.Wait();
    }

    private Progress awaitReady(Handover running, GroupTopology now, GroupSight sight, long nowMs) {
        MemberId primary = now.primary();
        if (running.step == Handover.Step.ASKED) {
            // The primary keeps the time itself; a little later it is told, in case that it never heard of this.
            boolean late = nowMs - running.stepMs >= running.request.timeoutMs() + settings.retryMs();
            if (late || lost(running, now, sight)) {
                actions.add(new Action.AbortSwitchover(primary.nodeId(), running.token));
                running.enter(Handover.Step.ABORTING, nowMs);
            }
            return new Progress.Wait();
        }
        NodeFacts facts = sight.of(primary.nodeId()).factsSince(running.stepMs + settings.retryMs());
        if (facts != null && facts.role() == NodeRole.PRIMARY && facts.serving()) {
            finish(new SwitchoverAnswer.NotDone(running.target.nodeId() + " did not catch up in time"));
            return new Progress.GoesOn();
        }
        return new Progress.Wait();
    }

    void onNewEpoch(GroupTopology news, long nowMs) {
        Handover running = handover;
        if (running == null) {
            return;
        }
        if (news.handoverToken().equals(running.token)) {
            running.enter(Handover.Step.COMMITTED, nowMs);
        } else {
            finish(new SwitchoverAnswer.Unknown(
                    "another change came first: " + news.primary() + " rules epoch " + news.epoch()));
        }
    }

    void onServing(GroupTopology now, @Nullable FailoverTimes record) {
        Handover running = handover;
        if (running != null && running.step == Handover.Step.COMMITTED && record != null) {
            finish(new SwitchoverAnswer.Done(record, now));
        }
    }

    void onLeadershipLost() {
        finish(new SwitchoverAnswer.Unknown("this sentinel lost its leadership meanwhile"));
    }

    /** Call regularly: a caller does not wait for ever. */
    void expire(long nowMs) {
        Handover running = handover;
        if (running != null
                && running.step == Handover.Step.COMMITTED
                && nowMs - running.stepMs >= settings.settleMs()) {
            finish(new SwitchoverAnswer.Unknown(
                    "the new epoch is committed, but " + running.target + " does not serve yet"));
        }
    }

    /** When the switchover under way was asked for; {@link FailoverTimes#NEVER} if there is none. */
    long askedMs() {
        return handover == null ? FailoverTimes.NEVER : handover.askedMs;
    }
}
