package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one proposal of a group that may be under way.
 *
 * <pre>
 *            propose                 applied, rejected
 *   FREE ───────────────► PROPOSED ─────────────────────► FREE
 *    ▲                        │ unknown, or no answer in time
 *    │      read              ▼             retry
 *    └─────────────────── READING ◄───────────────────┐
 *                             └── read failed ──► UNRESOLVED
 * </pre>
 *
 * Nothing else is proposed until the fate of a proposal was looked up by a linearizable read. Even then an unknown proposal may
 * be applied later; being a compare-and-set on the same version as its successor, only one of the two will be.
 */
final class ProposalSlot {
    private enum State {
        FREE,
        PROPOSED,
        UNRESOLVED,
        READING
    }

    private final FailoverSettings settings;
    private State state = State.FREE;
    private String id = "";
    private @Nullable GroupTopology wanted;
    private Cause cause = Cause.OBSERVED;
    private long proposedMs;
    private long notBeforeMs = Long.MIN_VALUE;

    ProposalSlot(FailoverSettings settings) {
        this.settings = settings;
    }

    /** Something may be proposed now. */
    boolean free(long nowMs) {
        return state == State.FREE && nowMs >= notBeforeMs;
    }

    /** @param cause why the reign changes; OBSERVED where it does not */
    void propose(String proposalId, GroupTopology state, Cause cause, long nowMs) {
        if (this.state != State.FREE) {
            throw new IllegalStateException("proposal " + id + " is under way");
        }
        this.state = State.PROPOSED;
        this.id = proposalId;
        this.wanted = state;
        this.cause = cause;
        this.proposedMs = nowMs;
    }

    boolean isAbout(String proposalId) {
        return state != State.FREE && id.equals(proposalId);
    }

    /** Whether {@code topology} is what was proposed here last, whatever became known of its fate. */
    boolean brought(GroupTopology topology) {
        return state != State.FREE && topology.equals(wanted);
    }

    /**
     * Whether the fate of what was proposed is known from {@code topology}, even without an answer: being a compare-and-set on a
     * version that is no more, it took effect by now, or never will.
     */
    boolean decidedBy(GroupTopology topology) {
        GroupTopology proposed = wanted;
        return state != State.FREE && proposed != null && proposed.version() <= topology.version();
    }

    Cause cause() {
        return cause;
    }

    long proposedMs() {
        return proposedMs;
    }

    /** It took effect, or certainly never will. */
    void settle() {
        state = State.FREE;
        wanted = null;
    }

    /** It certainly had no effect; the next one has to wait a moment. */
    void settleAndPause(long nowMs) {
        settle();
        notBeforeMs = nowMs + settings.retryMs();
    }

    void unknown(long nowMs) {
        if (state == State.PROPOSED) {
            state = State.UNRESOLVED;
            notBeforeMs = nowMs;
        }
    }

    void readFailed(long nowMs) {
        if (state == State.READING) {
            state = State.UNRESOLVED;
            notBeforeMs = nowMs + settings.retryMs();
        }
    }

    boolean reading() {
        return state == State.READING;
    }

    /** The action that is due while a proposal is under way: to find out what became of it. */
    Optional<Action> due(long nowMs) {
        if (state == State.PROPOSED && nowMs - proposedMs >= settings.proposalTimeoutMs()) {
            unknown(nowMs);
        }
        if (state == State.UNRESOLVED && nowMs >= notBeforeMs) {
            state = State.READING;
            return Optional.of(new Action.Read());
        }
        return Optional.empty();
    }

    /** Forgets everything: this sentinel no longer leads. */
    void reset() {
        settle();
        notBeforeMs = Long.MIN_VALUE;
    }
}
