package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.DescribeSentinels;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.SentinelEntry;
import dev.interrex.proto.v1.SentinelList;
import dev.interrex.sentinel.consensus.MembershipRule.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembershipRuleTest {
    private static final SentinelAddress S1 = sentinel("s1");
    private static final SentinelAddress S2 = sentinel("s2");
    private static final SentinelAddress S3 = sentinel("s3");
    private static final SentinelAddress S4 = sentinel("s4");

    /** s2 leads. */
    private final Map<String, PeerStateReply> states =
            new HashMap<>(Map.of("s1:1", voter("s1"), "s3:1", voter("s3"), "s4:1", blank("s4")));

    private SentinelList roll = SentinelList.getDefaultInstance();

    @Test
    void blankSentinelIsAddedAndItsDiskIsWrittenDown() {
        Decision.Plan plan = plan(add(S4));
        assertThat(plan.members()).containsExactly(S1, S2, S3, S4);
        assertThat(plan.roll().getVersion()).isEqualTo(1);
        assertThat(plan.roll().getEntriesList())
                .extracting(entry -> entry.getInfo().getSentinelId() + "=" + entry.getDiskId())
                .containsExactly("s1=", "s2=", "s3=", "s4=disk-s4");
        assertThat(SentinelRoll.whyNotNext(roll, describe(0, plan.roll()))).isEmpty();
    }

    @Test
    void whatIsDoneAlreadyIsDoneAgainWithoutAChange() {
        roll = plan(add(S4)).roll();
        states.put("s4:1", voter("s4"));
        Decision again = decide(List.of(S1, S2, S3, S4), add(S4));
        assertThat(again).isEqualTo(new Decision.Plan(List.of(S1, S2, S3, S4), roll));
        assertThat(decide(List.of(S1, S2, S3), new SentinelChange(Optional.empty(), "s4")))
                .isEqualTo(new Decision.Plan(List.of(S1, S2, S3), roll));
    }

    @Test
    void deadOneIsRemovedOrReplaced() {
        states.remove("s1:1");
        assertThat(plan(new SentinelChange(Optional.empty(), "s1")).members()).containsExactly(S2, S3);
        assertThat(plan(new SentinelChange(Optional.of(S4), "s1")).members()).containsExactly(S2, S3, S4);
    }

    @Test
    void changeThatWouldLoseTheMajorityIsRefused() {
        states.remove("s1:1");
        states.remove("s4:1");
        assertThat(refusal(new SentinelChange(Optional.empty(), "s3"))).contains("a majority is 2");
        states.put("s3:1", voter("s3").toBuilder().setVoter(false).build());
        assertThat(refusal(new SentinelChange(Optional.empty(), "s1"))).contains("a majority is 2");
        assertThat(decide(List.of(S2), new SentinelChange(Optional.empty(), "s2")))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void newDiskAtAnAddressOfOldHasNoVoteByBeingNew() {
        roll = plan(add(S4)).roll();
        states.put("s4:1", blank("s4").toBuilder().setDiskId("another").build());
        Decision.Plan plan = plan(add(S4));
        assertThat(plan.roll()).isEqualTo(roll);
        states.remove("s1:1");
        assertThat(refusal(add(S4))).contains("only [s2, s3] answer and vote; a majority is 3");
    }

    @Test
    void whoDoesNotAnswerOrIsSomebodyElseIsNotAdded() {
        states.remove("s4:1");
        assertThat(refusal(add(S4))).contains("no sentinel answers at s4:1");
        states.put("s4:1", blank("other"));
        assertThat(refusal(add(S4))).contains("is named other");
        states.put("s4:1", voter("s4"));
        assertThat(refusal(add(S4))).contains("has a log of its own");
    }

    @Test
    void nameAndAddressBelongToOneSentinel() {
        assertThat(refusal(add(new SentinelAddress("s3", "s4:1", "", "")))).contains("s3 is a member at s3:1");
        assertThat(refusal(add(new SentinelAddress("s4", "s3:1", "", "")))).contains("s3 is a member at s3:1");
        assertThat(refusal(new SentinelChange(Optional.empty(), ""))).contains("name a sentinel");
    }

    @Test
    void rollForgetsNobody() {
        roll = plan(add(S4)).roll();
        SentinelList shorter = roll.toBuilder().setVersion(2).removeEntries(3).build();
        SentinelEntry other =
                roll.getEntries(3).toBuilder().setDiskId("another").build();
        SentinelList changed =
                roll.toBuilder().setVersion(2).setEntries(3, other).build();
        assertThat(SentinelRoll.whyNotNext(roll, describe(1, shorter))).isPresent();
        assertThat(SentinelRoll.whyNotNext(roll, describe(1, changed))).isPresent();
        assertThat(SentinelRoll.whyNotNext(roll, describe(0, roll))).isPresent();
    }

    private Decision.Plan plan(SentinelChange change) {
        return (Decision.Plan) decide(List.of(S1, S2, S3), change);
    }

    private String refusal(SentinelChange change) {
        return ((Decision.Refused) decide(List.of(S1, S2, S3), change)).reason();
    }

    private Decision decide(List<SentinelAddress> members, SentinelChange change) {
        return MembershipRule.decide(new MembershipRule.Sight("s2:1", members, states, roll), change);
    }

    private static SentinelChange add(SentinelAddress sentinel) {
        return new SentinelChange(Optional.of(sentinel), "");
    }

    private static DescribeSentinels describe(long expected, SentinelList list) {
        return DescribeSentinels.newBuilder()
                .setExpectedVersion(expected)
                .setList(list)
                .build();
    }

    private static SentinelAddress sentinel(String id) {
        return new SentinelAddress(id, id + ":1", id + ":2", "z");
    }

    private static PeerStateReply voter(String id) {
        return blank(id).toBuilder()
                .setTerm(2)
                .setLastLogIndex(9)
                .setVoter(true)
                .build();
    }

    private static PeerStateReply blank(String id) {
        return PeerStateReply.newBuilder()
                .setSentinelId(id)
                .setDiskId("disk-" + id)
                .build();
    }
}
