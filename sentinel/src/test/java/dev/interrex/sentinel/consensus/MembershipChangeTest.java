package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.DescribeSentinels;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.proto.v1.SentinelList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MembershipChangeTest {
    private static final SentinelAddress S1 = new SentinelAddress("s1", "s1:1", "s1:2", "");
    private static final SentinelAddress S2 = new SentinelAddress("s2", "s2:1", "s2:2", "");

    private final Deque<Runnable> later = new ArrayDeque<>();
    private final FakeRaft raft = new FakeRaft();
    private int looks = 3;

    @Test
    void waitsForTheNewcomerToAnswerThenToVote() {
        CompletableFuture<MembershipOutcome> outcome = begin();
        later.remove().run();
        assertThat(raft.calls).isEmpty();
        raft.states.put("s2:1", blank());
        later.remove().run();
        assertThat(raft.calls).containsExactly("describe", "change [s1, s2]");
        raft.answer(Status.OK());
        assertThat(outcome).isNotDone();
        raft.states.put("s2:1", blank().toBuilder().setVoter(true).build());
        later.remove().run();
        assertThat(outcome.join()).isEqualTo(new MembershipOutcome.Done(List.of(S1, S2)));
    }

    @Test
    void whoeverDoesNotCatchUpIsTriedAgain() {
        raft.states.put("s2:1", blank());
        CompletableFuture<MembershipOutcome> outcome = begin();
        raft.answer(new Status(RaftError.ECATCHUP, "slow"));
        later.remove().run();
        assertThat(raft.calls).containsExactly("describe", "change [s1, s2]", "change [s1, s2]");
        for (int i = 0; i < 2; i++) {
            raft.answer(new Status(RaftError.ECATCHUP, "slow"));
            later.remove().run();
        }
        raft.answer(new Status(RaftError.ECATCHUP, "slow"));
        assertThat(outcome.join()).isEqualTo(new MembershipOutcome.NotDone("slow"));
    }

    @Test
    void leaderThatIsDeposedInTheMidstDoesNotKnow() {
        raft.states.put("s2:1", blank());
        CompletableFuture<MembershipOutcome> outcome = begin();
        raft.answer(new Status(RaftError.EPERM, "Leader stepped down."));
        assertThat(outcome.join()).isInstanceOf(MembershipOutcome.Unknown.class);
    }

    @Test
    void whatAnotherLeaderChangedMeanwhileIsNotUndone() {
        raft.states.put("s2:1", blank());
        raft.membersAfterDescription = List.of(S1, new SentinelAddress("s3", "s3:1", "s3:2", ""));
        assertThat(begin().join()).isInstanceOf(MembershipOutcome.NotLeader.class);
        assertThat(raft.calls).containsExactly("describe");
    }

    @Test
    void nobodyThereIsNotDone() {
        CompletableFuture<MembershipOutcome> outcome = begin();
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertThat(outcome.join()).isInstanceOf(MembershipOutcome.NotDone.class);
        assertThat(raft.calls).isEmpty();
    }

    private CompletableFuture<MembershipOutcome> begin() {
        return new MembershipChange(raft, new SentinelChange(Optional.of(S2), ""), later::add, () -> looks-- <= 0)
                .start();
    }

    private static PeerStateReply blank() {
        return PeerStateReply.newBuilder().setSentinelId("s2").setDiskId("d").build();
    }

    private static final class FakeRaft implements MembershipChange.Raft {
        final List<String> calls = new ArrayList<>();
        final Map<String, PeerStateReply> states = new HashMap<>();
        List<SentinelAddress> members = List.of(S1);
        List<SentinelAddress> membersAfterDescription = members;
        private SentinelList roll = SentinelList.getDefaultInstance();
        private @Nullable Closure changing;

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public MembershipRule.Sight sight() {
            return new MembershipRule.Sight("s1:1", members, states, roll);
        }

        @Override
        public @Nullable PeerStateReply state(String grpcAddress) {
            return states.get(grpcAddress);
        }

        @Override
        public CompletableFuture<RaftOutcome> describe(DescribeSentinels command) {
            calls.add("describe");
            roll = command.getList();
            members = membersAfterDescription;
            return CompletableFuture.completedFuture(
                    RaftOutcome.newBuilder().setApplied(true).build());
        }

        @Override
        public void change(List<SentinelAddress> next, Closure done) {
            calls.add("change " + next.stream().map(SentinelAddress::id).toList());
            changing = done;
        }

        void answer(Status status) {
            Closure done = changing;
            if (done != null) {
                done.run(status);
            }
        }
    }
}
