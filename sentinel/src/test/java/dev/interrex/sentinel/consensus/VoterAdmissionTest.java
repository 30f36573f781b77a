package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.SentinelInfo;
import dev.interrex.sentinel.consensus.VoterAdmission.Self;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoterAdmissionTest {
    private static final Self PRISTINE = new Self(0, 0, 0);

    @TempDir
    Path directory;

    @Test
    void firstStartOfAllIsAdmitted() {
        assertThat(VoterAdmission.decide(PRISTINE, List.of(peer(0, 0), peer(0, 0)), 2))
                .hasValue(0);
        assertThat(VoterAdmission.decide(PRISTINE, List.of(), 0)).hasValue(0);
    }

    @Test
    void blankDiskWaitsForEveryOtherSentinel() {
        assertThat(VoterAdmission.decide(PRISTINE, List.of(peer(0, 0)), 2)).isEmpty();
        assertThat(VoterAdmission.decide(new Self(3, 9, 9), List.of(leader(3, 9)), 2))
                .isEmpty();
    }

    @Test
    void blankDiskAmongSentinelsWithDataWaitsForALeader() {
        assertThat(VoterAdmission.decide(PRISTINE, List.of(peer(3, 9), peer(0, 0)), 2))
                .isEmpty();
        assertThat(VoterAdmission.decide(PRISTINE, List.of(peer(3, 9), peer(3, 9)), 2))
                .isEmpty();
    }

    @Test
    void dataOfItsOwnIsNotAFirstStart() {
        assertThat(VoterAdmission.decide(new Self(0, 1, 0), List.of(peer(0, 0), peer(0, 0)), 2))
                .isEmpty();
        assertThat(VoterAdmission.decide(new Self(1, 0, 0), List.of(peer(0, 0), peer(0, 0)), 2))
                .isEmpty();
    }

    @Test
    void admittedOnceTheLeadersWholeLogIsApplied() {
        List<PeerStateReply> others = List.of(leader(3, 9), peer(3, 8));
        assertThat(VoterAdmission.decide(new Self(3, 9, 8), others, 2)).isEmpty();
        assertThat(VoterAdmission.decide(new Self(3, 9, 9), others, 2)).hasValue(3);
    }

    @Test
    void leaderOfAnOlderTermThanSomebodysIsNotBelieved() {
        assertThat(VoterAdmission.decide(new Self(3, 9, 9), List.of(leader(3, 9), peer(4, 9)), 2))
                .isEmpty();
        assertThat(VoterAdmission.decide(new Self(4, 9, 9), List.of(leader(3, 9), peer(3, 9)), 2))
                .isEmpty();
    }

    @Test
    void doesNotVoteInTheTermOfItsAdmissionNorBefore() throws IOException {
        VoterAdmission admission = VoterAdmission.open(directory);
        assertThat(admission.mayAskForVotes()).isFalse();
        assertThat(admission.mayGrant(100)).isFalse();
        assertThat(admission.tick(new Self(3, 9, 9), List.of(leader(3, 9), peer(3, 8)), 2, false))
                .isTrue();
        assertThat(admission.mayAskForVotes()).isTrue();
        assertThat(admission.mayGrant(3)).isFalse();
        assertThat(admission.mayGrant(4)).isTrue();
    }

    @Test
    void admissionSurvivesARestart() throws IOException {
        VoterAdmission.open(directory).tick(new Self(3, 9, 9), List.of(leader(3, 9), peer(3, 8)), 2, false);
        VoterAdmission again = VoterAdmission.open(directory);
        assertThat(again.admitted()).isTrue();
        assertThat(again.mayGrant(3)).isFalse();
    }

    @Test
    void damagedFileIsNotTakenForANewDisk() throws IOException {
        Files.writeString(directory.resolve("admitted"), "\u0000\u0000");
        assertThatThrownBy(() -> VoterAdmission.open(directory)).isInstanceOf(IOException.class);
    }

    @Test
    void newcomerHasNothingToForget() throws IOException {
        VoterAdmission admission = VoterAdmission.open(directory);
        assertThat(admission.tick(new Self(3, 9, 9), List.of(), 3, true)).isTrue();
        assertThat(admission.mayGrant(3)).isTrue();
    }

    @Test
    void whoIsNoMemberHasNoVote() throws IOException {
        VoterAdmission admission = VoterAdmission.open(directory);
        admission.tick(PRISTINE, List.of(), 0, false);
        assertThat(admission.votes()).isTrue();
        assertThat(admission.exclude(true)).isTrue();
        assertThat(admission.mayAskForVotes()).isFalse();
        assertThat(admission.mayGrant(9)).isFalse();
        assertThat(admission.exclude(true)).isFalse();
        admission.exclude(false);
        assertThat(admission.mayAskForVotes()).isTrue();
    }

    @Test
    void membersAreWhatACurrentLeaderSaysElseWhatTheOwnLogSays() {
        PeerStateReply leader = leader(3, 9).toBuilder()
                .addMembers(SentinelInfo.newBuilder().setGrpcAddress("a:1"))
                .build();
        assertThat(VoterAdmission.excluded("a:2", List.of("a:1", "a:2"), 3, List.of(leader)))
                .isTrue();
        assertThat(VoterAdmission.excluded("a:2", List.of("a:1", "a:2"), 4, List.of(leader)))
                .isFalse();
        assertThat(VoterAdmission.excluded("a:1", List.of(), 3, List.of(leader)))
                .isFalse();
        assertThat(VoterAdmission.excluded("a:2", List.of("a:1"), 3, List.of(peer(3, 9))))
                .isTrue();
    }

    private static PeerStateReply peer(long term, long lastLogIndex) {
        return PeerStateReply.newBuilder()
                .setTerm(term)
                .setLastLogIndex(lastLogIndex)
                .build();
    }

    private static PeerStateReply leader(long term, long lastLogIndex) {
        return peer(term, lastLogIndex).toBuilder().setLeader(true).build();
    }
}
