package dev.interrex.client.routing;

import dev.interrex.client.api.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One sending of a call. It ends once: by its replies, by its connection, or by its deadline, whichever comes first. */
final class Attempt implements ServerConnection.ReplyHandler {
    private final Call<?> call;
    private final ServerConnection connection;
    private final long deadlineNanos;
    private final Router router;
    private final AtomicBoolean ended = new AtomicBoolean();

    Attempt(Call<?> call, ServerConnection connection, long deadlineNanos, Router router) {
        this.call = call;
        this.connection = connection;
        this.deadlineNanos = deadlineNanos;
        this.router = router;
    }

    Call<?> call() {
        return call;
    }

    ServerConnection connection() {
        return connection;
    }

    boolean ended() {
        return ended.get();
    }

    boolean overdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    @Override
    public void onReplies(List<Reply> replies) {
        end(call.outcomeOf(replies));
    }

    @Override
    public void onBroken(boolean written, String reason) {
        end(OutcomeClassifier.ofBrokenAttempt(written, reason));
    }

    void onDeadline() {
        end(new Outcome.Indeterminate("no reply from " + connection.address() + " in time"));
    }

    private void end(Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            router.onEnd(this, outcome);
        }
    }
}
