package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.DescribeSentinels;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.proto.v1.SentinelList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of the sentinels, at the one that leads: waits for whoever is to be added, writes down who stands behind its address,
 * lets Raft catch it up and change its members, and waits until it votes. Each step may be repeated, and is where a change was
 * asked for again that got stuck.
 *
 * <p>Steps run one at a time, on {@code later} or on a thread of the log.
 */
final class MembershipChange {
    /** What it changes. */
    interface Raft {
        /** In the term in which the change began. */
        boolean leads();

        MembershipRule.Sight sight();

        /** What the sentinel at this address said last; begins to connect where it is not known. */
        @Nullable
        PeerStateReply state(String grpcAddress);

        CompletableFuture<RaftOutcome> describe(DescribeSentinels command);

        /** Replaces the members; {@code done} hears of it once. */
        void change(List<SentinelAddress> members, Closure done);
    }

    /** JRaft's answer to who does not lead, other than that to who led when the change began. */
    private static final String NOT_BEGUN = "Not leader";

    private final Raft raft;
    private final SentinelChange change;
    private final Executor later;
    private final CompletableFuture<MembershipOutcome> outcome = new CompletableFuture<>();
    private List<String> before = List.of();
    private final BooleanSupplier overdue;

    /**
     * @param later runs something after a pause
     * @param overdue whether it has waited long enough for whoever is added, over all steps
     */
    MembershipChange(Raft raft, SentinelChange change, Executor later, BooleanSupplier overdue) {
        this.raft = raft;
        this.change = change;
        this.later = later;
        this.overdue = overdue;
    }

    CompletableFuture<MembershipOutcome> start() {
        run(this::await);
        return outcome;
    }

    private void await() {
        boolean answers = change.add()
                .map(added -> raft.state(added.grpcAddress()) != null
                        || raft.sight().selfAddress().equals(added.grpcAddress()))
                .orElse(true);
        if (answers || overdue.getAsBoolean()) {
            decide();
        } else {
            later.execute(() -> run(this::await));
        }
    }

    private void decide() {
        MembershipRule.Sight sight = raft.sight();
        before = addresses(sight.members());
        switch (MembershipRule.decide(sight, change)) {
            case MembershipRule.Decision.Refused(String reason) -> notDone(reason);
            case MembershipRule.Decision.Plan(List<SentinelAddress> members, SentinelList roll)
            when roll.equals(sight.roll()) -> change(members);
            case MembershipRule.Decision.Plan(List<SentinelAddress> members, SentinelList roll) ->
                raft.describe(DescribeSentinels.newBuilder()
                                .setExpectedVersion(sight.roll().getVersion())
                                .setList(roll)
                                .build())
                        .whenComplete((answer, failure) -> run(() -> described(answer, members)));
        }
    }

    private void described(@Nullable RaftOutcome answer, List<SentinelAddress> members) {
        if (answer == null) {
            // It may be written down by now: but who stands behind an address is not who is a member.
            outcome.complete(new MembershipOutcome.NotLeader(Optional.empty()));
        } else if (answer.getApplied()) {
            change(members);
        } else {
            notDone("another change came first (" + answer.getReason() + "); try again");
        }
    }

    /** JRaft is told the whole of the members: if they were changed by another leader since they were looked at, that would be undone. */
    private void change(List<SentinelAddress> members) {
        if (!raft.leads() || !addresses(raft.sight().members()).equals(before)) {
            outcome.complete(new MembershipOutcome.NotLeader(Optional.empty()));
            return;
        }
        raft.change(members, status -> run(() -> changed(members, status)));
    }

    private void changed(List<SentinelAddress> members, Status status) {
        if (status.isOk()) {
            awaitVote(members);
        } else if (mayBeRepeated(status) && !overdue.getAsBoolean()) {
            later.execute(() -> run(() -> change(members)));
        } else if (mayBeRepeated(status)) {
            notDone(status.getErrorMsg());
        } else if (NOT_BEGUN.equals(status.getErrorMsg())) {
            outcome.complete(new MembershipOutcome.NotLeader(Optional.empty()));
        } else {
            outcome.complete(new MembershipOutcome.Unknown(status.toString()));
        }
    }

    private void awaitVote(List<SentinelAddress> members) {
        Optional<String> waits = change.add()
                .map(SentinelAddress::grpcAddress)
                .filter(address -> !address.equals(raft.sight().selfAddress()))
                .filter(address -> {
                    PeerStateReply state = raft.state(address);
                    return state == null || !state.getVoter();
                });
        if (waits.isEmpty() || !raft.leads()) {
            outcome.complete(new MembershipOutcome.Done(members));
        } else if (!overdue.getAsBoolean()) {
            later.execute(() -> run(() -> awaitVote(members)));
        } else {
            outcome.complete(new MembershipOutcome.Unknown("the sentinel at " + waits.get()
                    + " is a member, but does not vote yet: it waits until it has heard all others"));
        }
    }

    /** Nothing was begun: whoever is added is slow, or Raft still finishes the change before, or its own first entry as a leader. */
    private static boolean mayBeRepeated(Status status) {
        return status.getRaftError() == RaftError.ECATCHUP || status.getRaftError() == RaftError.EBUSY;
    }

    private static List<String> addresses(List<SentinelAddress> sentinels) {
        return sentinels.stream().map(SentinelAddress::grpcAddress).toList();
    }

    private void notDone(String reason) {
        outcome.complete(new MembershipOutcome.NotDone(reason));
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            outcome.complete(new MembershipOutcome.Unknown(e.toString()));
        }
    }
}
