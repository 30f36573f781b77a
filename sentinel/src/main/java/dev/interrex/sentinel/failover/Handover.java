package dev.interrex.sentinel.failover;

import dev.interrex.model.MemberId;
import java.util.HashMap;
import java.util.Map;

/**
 * A planned switchover under way.
 *
 * <pre>
 *   PREPARING ── all are ready, or it took too long ──► ASKED
 *     └── an obstacle stayed ──► (answered: not done)
 *   ASKED ── the primary gave its lease up ──► READY ── new epoch committed ──► COMMITTED ── it serves ──► (answered: done)
 *     │ └── time is up ──► ABORTING ── it gave its lease up before it heard of that ──► READY
 *     │                       └── it serves on ──► (answered: not done)
 *     └── it refused ──► (answered: not done)
 * </pre>
 *
 * PREPARING costs clients nothing: the primary serves as ever. Before READY it may be told to go on. From then on only a new epoch can
 * follow.
 */
final class Handover {
    enum Step {
        PREPARING,
        ASKED,
        ABORTING,
        READY,
        COMMITTED
    }

    final SwitchoverRequest request;
    final String token;
    final long epoch;
    final MemberId target;
    final long askedMs;

    Step step = Step.PREPARING;
    /** What each node said that it waits for, empty = nothing; those that said anything. */
    final Map<String, String> prepared = new HashMap<>();
    /** A majority of sentinels answered this one since the switchover was wanted. */
    boolean logAnswered;
    /** When the primary, or before that the group, was told last. */
    long toldMs;
    /** When this step began. */
    long stepMs;

    Handover(SwitchoverRequest request, String token, long epoch, MemberId target, long nowMs) {
        this.request = request;
        this.token = token;
        this.epoch = epoch;
        this.target = target;
        this.askedMs = nowMs;
        this.toldMs = nowMs;
        this.stepMs = nowMs;
    }

    void enter(Step next, long nowMs) {
        step = next;
        stepMs = nowMs;
    }

    boolean beforeReady() {
        return step == Step.ASKED || step == Step.ABORTING;
    }

    Action.PrepareSwitchover prepare() {
        return new Action.PrepareSwitchover(token, epoch, target);
    }

    Action.BeginSwitchover begin(MemberId primary) {
        return new Action.BeginSwitchover(primary.nodeId(), token, epoch, target, request.timeoutMs());
    }
}
