package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.Spares;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who rules one group: the state machine of birth, failover, switchover and in-sync set.
 *
 * <pre>
 *   STANDBY ── this sentinel leads ──► ABSENT, STEADY or PROMOTING, as the log says
 *   ABSENT ── all nodes are there and blank, epoch 1 committed ──► PROMOTING
 *   PROMOTING ── its primary serves ──► STEADY
 *   PROMOTING, STEADY, HANDING_OVER ── the primary has to go ──► ELECTING
 *   ELECTING ── new epoch committed ──► PROMOTING
 *   ELECTING ── the primary is back before anything was proposed ──► STEADY or PROMOTING
 *   STEADY ── switchover wanted ──► HANDING_OVER ── new epoch committed ──► PROMOTING
 *   HANDING_OVER ── the primary refused, or goes on ──► STEADY
 *   any ── this sentinel no longer leads ──► STANDBY
 * </pre>
 *
 * The machine is level-triggered: events only note what happened, {@link #evaluate} compares what is committed with what is seen
 * and says what is to be done. Every decision is a compare-and-set on the committed (epoch, version), so that a machine with an
 * old picture, or two that both believe to lead, can do no harm.
 *
 * <p>Call {@link #evaluate} after each event and regularly. Not thread-safe: the sentinel loop owns it.
 */
public final class GroupFailover {
    private final GroupSpec spec;
    private final FailoverSettings settings;
    private final Supplier<String> ids;
    private final ProposalSlot slot;
    private final SwitchoverDesk switchovers;
    private final DataLossDesk losses;
    private final FailoverHistory history = new FailoverHistory();
    private final List<Action> actions = new ArrayList<>();

    private Phase phase = Phase.STANDBY;
    private @Nullable GroupTopology committed;
    /** Present exactly where {@code committed} is. */
    private @Nullable Reign reign;

    private @Nullable Election election;
    private @Nullable IsrRequest isrRequest;
    /** When the first sentinel began to suspect the present primary; {@link FailoverTimes#NEVER} if nobody does. */
    private long suspectedMs = FailoverTimes.NEVER;

    private Committed known = Committed.NOTHING;

    private long askedForReportsMs = Long.MIN_VALUE / 2;
    private String detail = "";

    /** An election: why, since when, and from when on positions count. */
    private record Election(Cause cause, long beganMs, long sinceMs) {}

    /** @param ids gives a new random name at each call, for proposals and tokens */
    public GroupFailover(GroupSpec spec, FailoverSettings settings, Supplier<String> ids) {
        this.spec = spec;
        this.settings = settings;
        this.ids = ids;
        this.slot = new ProposalSlot(settings);
        this.switchovers = new SwitchoverDesk(settings, ids, actions, () -> known);
        this.losses = new DataLossDesk(settings, slot, ids, actions);
    }

    // ---- what happened ---------------------------------------------------------------------------------------

    /** The state of the group changed, by the log; older news than what is known is ignored. */
    public void onCommitted(GroupTopology news, long nowMs) {
        GroupTopology before = committed;
        if (before != null && news.version() <= before.version()) {
            return;
        }
        committed = news;
        known = known.recordedIn(before, news, nowMs);
        isrRequest = null;
        Reign current = reign;
        if (current == null || !current.isOf(news)) {
            beginReign(before, news, nowMs);
        }
        if (slot.decidedBy(news)) {
            slot.settle();
        }
    }

    private void beginReign(@Nullable GroupTopology before, GroupTopology news, long nowMs) {
        boolean mine = slot.brought(news);
        Cause observed = news.handoverToken().isEmpty() ? Cause.OBSERVED : Cause.SWITCHOVER;
        long askedMs = switchovers.askedMs();
        long beganMs = suspectedMs != FailoverTimes.NEVER ? suspectedMs : askedMs;
        long decidedMs = mine ? slot.proposedMs() : FailoverTimes.NEVER;
        history.add(
                before,
                news,
                mine ? slot.cause() : observed,
                beganMs != FailoverTimes.NEVER ? beganMs : mine ? decidedMs : nowMs,
                decidedMs,
                nowMs);
        Reign last = reign;
        long patienceMs = last == null ? settings.suspectAfterMs() : last.nextIsolationPatienceMs(settings);
        reign = new Reign(news.epoch(), news.primary(), nowMs, patienceMs);
        election = null;
        suspectedMs = FailoverTimes.NEVER;
        switchovers.onNewEpoch(news, nowMs);
        losses.onNewEpoch(news, history.newest());
        if (phase != Phase.STANDBY) {
            phase = Phase.PROMOTING;
        }
    }

    /**
     * This sentinel began to lead the others, or ceased to. It must have heard of everything committed before.
     *
     * @param leads false also if that is merely not known
     */
    public void onLeadership(boolean leads, long nowMs) {
        if (leads == (phase != Phase.STANDBY)) {
            return;
        }
        slot.reset();
        election = null;
        isrRequest = null;
        switchovers.onLeadershipLost();
        losses.giveUp("this sentinel lost its leadership meanwhile");
        detail = "";
        phase = leads ? (committed == null ? Phase.ABSENT : afterReignSeen()) : Phase.STANDBY;
    }

    private Phase afterReignSeen() {
        return reign != null && reign.servingSeen() ? Phase.STEADY : Phase.PROMOTING;
    }

    /** The proposal took effect. */
    public void onApplied(String proposalId, GroupTopology state, long nowMs) {
        onCommitted(state, nowMs);
        if (slot.isAbout(proposalId)) {
            slot.settle();
        }
    }

    /** The proposal was refused for good; {@code obstacle} is the group's state, empty if there is no such group. */
    public void onRejected(String proposalId, Optional<GroupTopology> obstacle, long nowMs) {
        boolean news =
                obstacle.isPresent() && (committed == null || obstacle.get().version() > committed.version());
        obstacle.ifPresent(state -> onCommitted(state, nowMs));
        losses.onRejected(proposalId);
        if (slot.isAbout(proposalId)) {
            if (news) {
                slot.settle();
            } else {
                slot.settleAndPause(nowMs);
            }
        }
    }

    /** The proposal was not made: this sentinel does not lead. */
    public void onNotProposed(String proposalId, long nowMs) {
        losses.onRejected(proposalId);
        if (slot.isAbout(proposalId)) {
            slot.settleAndPause(nowMs);
        }
    }

    /** Nobody knows whether the proposal took effect, or will. */
    public void onUnknown(String proposalId, long nowMs) {
        if (slot.isAbout(proposalId)) {
            slot.unknown(nowMs);
        }
    }

    /** A linearizable read that was begun by {@link Action.Read}; empty if there is no such group. */
    public void onRead(Optional<GroupTopology> state, long nowMs) {
        switchovers.onLogAnswered();
        if (slot.reading()) {
            state.ifPresent(known -> onCommitted(known, nowMs));
            slot.settle();
        }
    }

    /** The read did not succeed. */
    public void onReadFailed(long nowMs) {
        slot.readFailed(nowMs);
    }

    /** The primary wants another in-sync set. It repeats that until it sees a new version, so one too many may get lost. */
    public void onIsrRequest(IsrRequest request) {
        if (phase != Phase.STANDBY) {
            isrRequest = request;
        }
    }

    /** Somebody wants a planned switchover; the answer comes as {@link Action.AnswerSwitchover}. */
    public void onSwitchoverRequest(SwitchoverRequest request, GroupSight sight, long nowMs) {
        GroupTopology now = committed;
        if (now == null) {
            switchovers.answer(request, new SwitchoverAnswer.NotFound("no group " + spec.group()));
        } else if (phase == Phase.STEADY && slot.free(nowMs)) {
            if (switchovers.begin(request, now, sight, nowMs)) {
                phase = Phase.HANDING_OVER;
            }
        } else {
            String busy = phase == Phase.STANDBY ? "this sentinel does not lead" : "the group is busy: " + status();
            switchovers.answer(request, new SwitchoverAnswer.NotDone(busy));
        }
    }

    /** An operator gives up what no reachable member has; the answer comes as {@link Action.AnswerSwitchover}. */
    public void onDataLossRequest(DataLossRequest request, GroupSight sight, long nowMs) {
        GroupTopology now = committed;
        Reign current = reign;
        if (now == null || current == null) {
            losses.answer(request, new SwitchoverAnswer.NotFound("no group " + spec.group()));
        } else if (phase == Phase.STANDBY || !slot.free(nowMs)) {
            losses.answer(request, new SwitchoverAnswer.NotDone("the group is busy: " + status()));
        } else {
            boolean mustGo =
                    DeposeRule.judge(now, current, sight, settings, nowMs) instanceof DeposeRule.Judgement.Depose;
            losses.decide(now, mustGo, request, sight, known, nowMs);
        }
    }

    /** A node heard that a switchover is about to begin; {@code obstacle} is what it waits for, empty if nothing. */
    public void onSwitchoverPrepared(String token, String nodeId, String obstacle) {
        switchovers.onPrepared(token, nodeId, obstacle);
    }

    /** The primary gave its lease up under this token. */
    public void onSwitchoverReady(String token, long epoch, long nowMs) {
        switchovers.onReady(token, epoch, nowMs);
    }

    /** The primary gave nothing up and goes on serving. */
    public void onSwitchoverRefused(String token, String reason) {
        if (switchovers.onRefused(token, reason) && phase == Phase.HANDING_OVER) {
            phase = Phase.STEADY;
        }
    }

    // ---- what is to be done ----------------------------------------------------------------------------------

    /** Compares what is committed with what is seen. The actions are to be executed in order. */
    public List<Action> evaluate(GroupSight sight, long nowMs) {
        observe(sight, nowMs);
        if (phase == Phase.STANDBY) {
            watch(sight, nowMs);
        } else {
            act(sight, nowMs);
        }
        switchovers.expire(nowMs);
        List<Action> due = List.copyOf(actions);
        actions.clear();
        return due;
    }

    private void observe(GroupSight sight, long nowMs) {
        GroupTopology now = committed;
        Reign current = reign;
        if (now == null || current == null) {
            return;
        }
        known = known.raisedBy(now, sight);
        NodeSight primary = sight.of(now.primary().nodeId());
        suspectedMs = primary.suspecting() > 0 ? primary.firstSuspectedMs() : FailoverTimes.NEVER;
        boolean servedBefore = current.servingSeen();
        NodeFacts facts = primary.facts();
        if (facts != null) {
            current.observe(facts, now);
        }
        if (current.servingSeen() && !servedBefore) {
            history.serving(now.epoch(), nowMs);
            switchovers.onServing(now, history.newest());
            if (phase == Phase.PROMOTING) {
                phase = Phase.STEADY;
            }
        }
    }

    /** STANDBY: what the leader probably sees too, for people who ask here. */
    private void watch(GroupSight sight, long nowMs) {
        GroupTopology now = committed;
        Reign current = reign;
        if (now == null || current == null) {
            detail = switch (Bootstrap.decide(spec, sight, nowMs - settings.suspectAfterMs())) {
                case Bootstrap.Decision.Wait(String why) -> why;
                case Bootstrap.Decision.Create create -> "about to be created";
            };
        } else {
            detail = switch (DeposeRule.judge(now, current, sight, settings, nowMs)) {
                case DeposeRule.Judgement.Depose depose -> depose.cause().text();
                case DeposeRule.Judgement.Leave(String why) -> why;
            };
        }
    }

    private void act(GroupSight sight, long nowMs) {
        slot.due(nowMs).ifPresent(actions::add);
        GroupTopology now = committed;
        if (!slot.free(nowMs)) {
            askForReports(nowMs, suspectedMs != FailoverTimes.NEVER);
        } else if (now == null || reign == null) {
            bootstrap(sight, nowMs);
        } else {
            switch (phase) {
                case STEADY, PROMOTING -> rule(now, reign, sight, nowMs);
                case ELECTING -> elect(now, reign, sight, nowMs);
                case HANDING_OVER -> handOver(now, reign, sight, nowMs);
                case STANDBY, ABSENT -> throw new IllegalStateException(phase + " with " + now);
            }
        }
    }

    private void bootstrap(GroupSight sight, long nowMs) {
        switch (Bootstrap.decide(spec, sight, nowMs - settings.suspectAfterMs())) {
            case Bootstrap.Decision.Wait(String why) -> detail = why;
            case Bootstrap.Decision.Create(GroupTopology state) -> {
                String id = ids.get();
                GroupTopology first = Evidence.addTo(state, null, sight, known);
                slot.propose(id, first, Cause.FOUNDED, nowMs);
                actions.add(new Action.ProposeCreate(id, first));
            }
        }
    }

    /** STEADY and PROMOTING: the primary stays unless the rule says otherwise, and may change its in-sync set. */
    private void rule(GroupTopology now, Reign current, GroupSight sight, long nowMs) {
        switch (DeposeRule.judge(now, current, sight, settings, nowMs)) {
            case DeposeRule.Judgement.Depose(Cause cause, long sinceMs) -> {
                election = new Election(cause, nowMs, sinceMs);
                phase = Phase.ELECTING;
                elect(now, current, sight, nowMs);
            }
            case DeposeRule.Judgement.Leave(String why) -> {
                boolean promoting = phase == Phase.PROMOTING;
                detail = why.isEmpty() && promoting
                        ? "waiting for " + now.primary().nodeId() + " to serve"
                        : why;
                askForReports(nowMs, promoting || suspectedMs != FailoverTimes.NEVER);
                considerChanges(now, sight, nowMs);
            }
        }
    }

    private void considerChanges(GroupTopology now, GroupSight sight, long nowMs) {
        IsrRequest request = isrRequest;
        isrRequest = null;
        if (request != null) {
            considerIsr(now, request, sight, nowMs);
        } else if (phase == Phase.STEADY && switchovers.beginForLeaving(now, sight, nowMs)) {
            phase = Phase.HANDING_OVER;
        } else if (phase == Phase.STEADY) {
            keepRecord(now, sight, nowMs);
        }
    }

    private void considerIsr(GroupTopology now, IsrRequest request, GroupSight sight, long nowMs) {
        Optional<String> refusal = IsrRule.refusal(now, request, sight, nowMs - settings.suspectAfterMs());
        if (refusal.isPresent()) {
            detail = "refused an in-sync set of " + request.fromNodeId() + ": it " + refusal.get();
            actions.add(new Action.RefuseIsr(request.fromNodeId(), request.proposalId(), refusal.get()));
        } else {
            GroupTopology next = now.nextVersion(request.isr(), now.nodes(), now.preferredZones());
            proposeChange(request.proposalId(), now, next, Cause.OBSERVED, sight, nowMs);
        }
    }

    /**
     * Nodes and spares that are new in the configuration, or moved, and preferred zones are written into the log, none is ever removed that
     * way; and so is each start of a member, and what is done about lost ones.
     */
    private void keepRecord(GroupTopology now, GroupSight sight, long nowMs) {
        Configured all = Configured.of(spec, now);
        List<String> zones = spec.nodes().isEmpty() ? now.preferredZones() : spec.preferredZones();
        Spares spares = new Spares(all.spares(), now.spares().replacements());
        boolean recorded =
                all.nodes().equals(now.nodes()) && spares.equals(now.spares()) && zones.equals(now.preferredZones());
        GroupTopology next = recorded
                ? SpareRule.next(now, sight, settings, nowMs).orElse(now)
                : now.nextVersion(now.isr(), all.nodes(), zones, spares);
        GroupTopology proposed = next.equals(now) ? now.nextVersion(now.isr(), now.nodes(), zones) : next;
        if (!next.equals(now) || !Evidence.boots(proposed, now, sight).equals(now.boots())) {
            proposeChange(ids.get(), now, proposed, Cause.OBSERVED, sight, nowMs);
        }
    }

    /** ELECTING: the rule is asked again each time, as the primary may be back; then the best successor is proposed. */
    private void elect(GroupTopology now, Reign current, GroupSight sight, long nowMs) {
        Election running = election;
        DeposeRule.Judgement judgement = DeposeRule.judge(now, current, sight, settings, nowMs);
        if (running == null || judgement instanceof DeposeRule.Judgement.Leave) {
            election = null;
            phase = afterReignSeen();
            return;
        }
        Cause cause = ((DeposeRule.Judgement.Depose) judgement).cause();
        if (cause != running.cause()) {
            running = new Election(cause, nowMs, ((DeposeRule.Judgement.Depose) judgement).sinceMs());
            election = running;
        }
        long freshSinceMs = Math.max(running.sinceMs(), nowMs - settings.stragglerWaitMs());
        Succession.Field field = Succession.field(now, sight, cause, freshSinceMs, known);
        boolean patient = !field.awaited().isEmpty() && nowMs - running.beganMs() < settings.stragglerWaitMs();
        Optional<Succession.Candidate> best = field.best();
        if (patient || best.isEmpty()) {
            askForReports(nowMs, true);
            detail = cause.text() + "; " + (patient ? "waiting for positions" : noSuccessor(now, field));
            return;
        }
        detail = cause.text();
        proposeChange(ids.get(), now, Succession.afterFailover(now, best.get().member()), cause, sight, nowMs);
    }

    private static String noSuccessor(GroupTopology now, Succession.Field field) {
        return "no in-sync member can take over, the group stays down: "
                + (field.reasons().isEmpty() ? "the in-sync set is " + now.isr() : String.join(", ", field.reasons()));
    }

    /** HANDING_OVER: up to the proposal. */
    private void handOver(GroupTopology now, Reign current, GroupSight sight, long nowMs) {
        askForReports(nowMs, true);
        DeposeRule.Judgement judgement = DeposeRule.judge(now, current, sight, settings, nowMs);
        Cause against = judgement instanceof DeposeRule.Judgement.Depose depose ? depose.cause() : null;
        switch (switchovers.advance(now, sight, against, nowMs)) {
            case SwitchoverDesk.Progress.Wait() -> {
                IsrRequest request = isrRequest;
                isrRequest = null;
                if (request != null) {
                    considerIsr(now, request, sight, nowMs);
                }
            }
            case SwitchoverDesk.Progress.GoesOn() -> phase = Phase.STEADY;
            case SwitchoverDesk.Progress.Propose(GroupTopology next) ->
                proposeChange(ids.get(), now, next, Cause.SWITCHOVER, sight, nowMs);
            case SwitchoverDesk.Progress.Failed(Cause cause) -> {
                election = new Election(cause, nowMs, nowMs);
                phase = Phase.ELECTING;
            }
        }
    }

    private void proposeChange(
            String id, GroupTopology expected, GroupTopology next, Cause cause, GroupSight sight, long nowMs) {
        GroupTopology state = Evidence.addTo(next, expected, sight, known);
        slot.propose(id, state, cause, nowMs);
        actions.add(new Action.ProposeChange(id, expected, state));
    }

    private void askForReports(long nowMs, boolean urgent) {
        if (urgent && nowMs - askedForReportsMs >= settings.urgentPingMs()) {
            askedForReportsMs = nowMs;
            actions.add(new Action.AskForReports());
        }
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    public Phase phase() {
        return phase;
    }

    /** The newest committed state known here; null if the group does not exist. */
    public @Nullable GroupTopology committed() {
        return committed;
    }

    /** The primary of the committed epoch was seen serving. */
    public boolean primaryServing() {
        return reign != null && reign.servingSeen();
    }

    /** For people: what is wrong or awaited; empty if nothing is. The leader knows best. */
    public String detail() {
        return detail;
    }

    private String status() {
        return phase + (detail.isEmpty() ? "" : ", " + detail);
    }

    /** The last changes of primary that were seen here, newest first, at most 16. */
    public List<FailoverTimes> failovers() {
        return history.all();
    }
}
