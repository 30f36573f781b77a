package dev.interrex.client.routing;

import dev.interrex.client.api.Command;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.NotExecutedException;
import dev.interrex.client.api.RejectedException;
import dev.interrex.client.api.Reply;
import dev.interrex.client.api.UnexpectedReplyException;
import dev.interrex.client.session.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of the application over all its attempts, and the rules that end it or send it again.
 *
 * <p>At any time it belongs to one thread: the application's until it is first sent or enqueued, then the one that learns of an attempt's
 * end, then the client's.
 */
final class Call<T> {
    static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final List<Command<?>> commands;
    private final boolean transaction;
    private final Function<List<Reply>, T> reading;
    private final Session session;
    private final boolean numbered;
    private final boolean repeatable;
    private final boolean changesData;
    private final long startNanos;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private int attempts;
    /** Its number, once it has one; kept over all attempts. */
    private Session.@Nullable Ticket ticket;
    /** Why the fate of an earlier attempt is unknown. Once set, a write can no longer be reported as not executed. */
    private @Nullable String unknownFate;

    private Call(
            List<Command<?>> commands,
            boolean transaction,
            Function<List<Reply>, T> reading,
            Session session,
            long startNanos) {
        this.commands = commands;
        this.transaction = transaction;
        this.reading = reading;
        this.session = session;
        this.numbered = session.numbers(commands);
        this.repeatable = numbered || commands.stream().allMatch(session::mayRepeat);
        this.changesData = commands.stream().anyMatch(command -> command.effect() != Command.Effect.READ);
        this.startNanos = startNanos;
    }

    static <T> Call<T> single(Command<T> command, Session session, long startNanos) {
        return new Call<>(List.of(command), false, replies -> command.read(replies.get(0)), session, startNanos);
    }

    static Call<List<Reply>> transaction(List<Command<?>> commands, Session session, long startNanos) {
        return new Call<>(List.copyOf(commands), true, Function.identity(), session, startNanos);
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Whether it may be sent now: it needs no number, or has got one. */
    boolean admitted() {
        if (numbered && ticket == null) {
            ticket = session.take();
        }
        return !numbered || ticket != null;
    }

    /** Only if {@link #admitted}. */
    void sendOn(ServerConnection connection, ServerConnection.ReplyHandler handler) {
        attempts++;
        List<byte[]> prefix = ticket == null ? List.of() : session.prefix(ticket);
        if (transaction) {
            connection.sendTransaction(prefix, commands, handler);
        } else {
            connection.send(prefix, commands.get(0), handler);
        }
    }

    /** It is never sent again. */
    private void giveNumberBack() {
        if (ticket != null) {
            session.ended(ticket);
        }
    }

    Outcome outcomeOf(List<Reply> replies) {
        return transaction ? OutcomeClassifier.ofTransaction(replies) : OutcomeClassifier.ofReply(replies.get(0));
    }

    /** What follows from the end of an attempt. */
    Verdict judge(Outcome outcome, long nowNanos, RouterSettings settings) {
        if (outcome instanceof Outcome.Executed executed) {
            return new Verdict.Deliver(executed.replies());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return new Verdict.Fail(
                    answersTheCall(rejected.error())
                            ? new RejectedException(rejected.error())
                            : indeterminate(rejected.error()));
        }
        if (outcome instanceof Outcome.SessionExpired expired) {
            return numberedAnew(expired.reason(), nowNanos, settings);
        }
        if (outcome instanceof Outcome.NotExecuted notExecuted) {
            return again(notExecuted.reason(), nowNanos, settings);
        }
        String reason = ((Outcome.Indeterminate) outcome).reason();
        unknownFate = reason;
        return repeatable ? again(reason, nowNanos, settings) : new Verdict.Fail(indeterminate(reason));
    }

    /** With a number, an error is the answer to the first attempt as well, unless it was given before the number was looked up. */
    private boolean answersTheCall(String error) {
        return fateKnown() || numbered && !error.startsWith("NOAUTH") && !error.startsWith("NOPERM");
    }

    private Verdict numberedAnew(String reason, long nowNanos, RouterSettings settings) {
        if (ticket != null) {
            session.expired(ticket);
            ticket = null;
        }
        return fateKnown() ? again(reason, nowNanos, settings) : new Verdict.Fail(indeterminate(reason));
    }

    private Verdict again(String reason, long nowNanos, RouterSettings settings) {
        long backoffNanos = Math.min(settings.maxBackoffNanos(), FIRST_BACKOFF_NANOS << Math.min(attempts - 1, 10));
        return expired(nowNanos + backoffNanos, settings)
                ? new Verdict.Fail(gaveUp(reason, settings))
                : new Verdict.Again(backoffNanos, reason);
    }

    /** Is the time for retries over? */
    boolean expired(long nowNanos, RouterSettings settings) {
        return nowNanos - startNanos >= settings.retryForNanos();
    }

    /** The failure of a call that cannot be sent (again). */
    InterrexException gaveUp(String reason, RouterSettings settings) {
        String text = "not executed by the primary of " + settings.group() + " within "
                + TimeUnit.NANOSECONDS.toMillis(settings.retryForNanos()) + " ms: " + reason;
        return fateKnown() ? new NotExecutedException(text) : indeterminate(text);
    }

    /** Whether no attempt may have changed anything. */
    private boolean fateKnown() {
        return unknownFate == null || !changesData;
    }

    private IndeterminateException indeterminate(String reason) {
        String first = unknownFate == null || unknownFate.equals(reason) ? "" : unknownFate + "; then ";
        return new IndeterminateException("the fate of " + this + " is unknown: " + first + reason);
    }

    void complete(List<Reply> replies) {
        giveNumberBack();
        T result;
        try {
            result = reading.apply(replies);
        } catch (RuntimeException e) {
            future.completeExceptionally(
                    e instanceof UnexpectedReplyException
                            ? e
                            : new UnexpectedReplyException("executed, but reading the reply failed: " + e));
            return;
        }
        future.complete(result);
    }

    void fail(InterrexException failure) {
        giveNumberBack();
        future.completeExceptionally(failure);
    }

    @Override
    public String toString() {
        return transaction ? "MULTI " + commands : commands.get(0).toString();
    }
}
