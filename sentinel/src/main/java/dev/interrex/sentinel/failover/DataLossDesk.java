package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The order to give data up that may be under way, and who waits for its answer. Belongs to {@link GroupFailover}. */
final class DataLossDesk {
    private final FailoverSettings settings;
    private final ProposalSlot slot;
    private final Supplier<String> ids;
    private final List<Action> actions;
    private @Nullable Order order;

    private record Order(DataLossRequest request, String proposalId, long epoch) {}

    DataLossDesk(FailoverSettings settings, ProposalSlot slot, Supplier<String> ids, List<Action> actions) {
        this.settings = settings;
        this.slot = slot;
        this.ids = ids;
        this.actions = actions;
    }

    void answer(DataLossRequest request, SwitchoverAnswer answer) {
        actions.add(new Action.AnswerSwitchover(request.requestId(), answer));
    }

    /** Proposes the new history, or answers why not. The slot is free. */
    void decide(
            GroupTopology now,
            boolean primaryMustGo,
            DataLossRequest request,
            GroupSight sight,
            Committed committed,
            long nowMs) {
        giveUp("another order came");
        long freshSinceMs = nowMs - settings.suspectAfterMs();
        Succession.Field field = Succession.field(now, sight, Cause.RESTARTED, freshSinceMs, committed);
        switch (DataLossRule.decide(now, field, primaryMustGo, request, sight, committed, freshSinceMs)) {
            case DataLossRule.Decision.Refuse(String why) -> answer(request, new SwitchoverAnswer.NotDone(why));
            case DataLossRule.Decision.Accept(GroupTopology next) -> {
                GroupTopology state = next.withSeen(next.committedLsn(), Evidence.boots(next, now, sight));
                order = new Order(request, ids.get(), state.epoch());
                slot.propose(order.proposalId, state, Cause.DATA_LOSS, nowMs);
                actions.add(new Action.ProposeDataLoss(order.proposalId, now, state));
            }
        }
    }

    void onNewEpoch(GroupTopology news, @Nullable FailoverTimes record) {
        Order waiting = order;
        if (waiting == null) {
            return;
        }
        order = null;
        boolean ours = news.epoch() == waiting.epoch
                && !news.losses().isEmpty()
                && news.losses().getLast().epoch() == news.epoch();
        if (record != null && ours) {
            answer(waiting.request, new SwitchoverAnswer.Done(record, news));
        } else {
            String first = news.primary() + " rules epoch " + news.epoch();
            answer(waiting.request, new SwitchoverAnswer.NotDone("another change came first: " + first));
        }
    }

    void onRejected(String proposalId) {
        Order waiting = order;
        if (waiting != null && waiting.proposalId.equals(proposalId)) {
            order = null;
            answer(waiting.request, new SwitchoverAnswer.NotDone("the sentinels' log refused it"));
        }
    }

    /** Nobody will know any more. */
    void giveUp(String why) {
        Order waiting = order;
        if (waiting != null) {
            order = null;
            answer(waiting.request, new SwitchoverAnswer.Unknown(why));
        }
    }
}
