package dev.interrex.sentinel.consensus;

import static dev.interrex.sentinel.consensus.Groups.N1;
import static dev.interrex.sentinel.consensus.Groups.N2;
import static dev.interrex.sentinel.consensus.Groups.N3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.model.DataLoss;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.proto.v1.RegistrySnapshot;
import dev.interrex.wire.TopologyWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GroupRegistryTest {
    private static final GroupTopology FIRST = Groups.first("orders");

    private final GroupRegistry registry = new GroupRegistry();
    private int proposals;

    @Test
    void createsAGroupOnce() {
        assertThat(create(FIRST).getApplied()).isTrue();
        RaftOutcome again = create(FIRST);
        assertThat(again.getApplied()).isFalse();
        assertThat(again.getState()).isEqualTo(TopologyWire.toWire(FIRST));
    }

    @Test
    void rejectionNamesTheStateInTheWay() {
        create(FIRST);
        GroupTopology second = Groups.next(FIRST, N2, N2, N3);
        assertThat(change(FIRST, second).getApplied()).isTrue();
        RaftOutcome late = change(FIRST, Groups.next(FIRST, N3, N2, N3));
        assertThat(late.getApplied()).isFalse();
        assertThat(late.getState()).isEqualTo(TopologyWire.toWire(second));
        assertThat(late.getReason()).contains("expected 1:1, found 2:2");
    }

    @Test
    void changeOfAnUnknownGroupIsRejectedWithoutAState() {
        RaftOutcome outcome = change(FIRST, Groups.next(FIRST, N1, N1, N2));
        assertThat(outcome.getApplied()).isFalse();
        assertThat(outcome.hasState()).isFalse();
    }

    @Test
    void repeatedProposalGetsItsFirstAnswerAndDoesNothing() {
        create(FIRST);
        GroupTopology second = Groups.next(FIRST, N2, N2, N3);
        RaftCommand command = RaftCommands.change("once", FIRST, second);
        RaftOutcome outcome = registry.apply(command);
        change(second, Groups.next(second, N2, N1, N2, N3));
        assertThat(registry.apply(command)).isEqualTo(outcome);
        assertThat(versionIn(registry)).isEqualTo(3);
    }

    @Test
    void repeatedRejectionStaysARejection() {
        RaftCommand command = RaftCommands.change("early", FIRST, Groups.next(FIRST, N1, N1, N2));
        assertThat(registry.apply(command).getApplied()).isFalse();
        create(FIRST);
        assertThat(registry.apply(command).getApplied()).isFalse();
        assertThat(versionIn(registry)).isEqualTo(1);
    }

    @Test
    void forgetsTheOldestOfMoreThan1024Proposals() {
        RaftCommand command = RaftCommands.create("oldest", FIRST);
        registry.apply(command);
        for (int i = 1; i < GroupRegistry.REMEMBERED_OUTCOMES; i++) {
            create(FIRST);
        }
        assertThat(registry.apply(command).getApplied()).isTrue();
        create(FIRST);
        assertThat(registry.apply(command).getApplied()).isFalse();
    }

    @Test
    void newGroupMustBeginAtOne() {
        assertThat(create(copy(FIRST, 2, 1, N1, FIRST.isr(), 2)).getReason()).contains("epoch 1 and version 1");
        assertThat(create(copy(FIRST, 1, 2, N1, FIRST.isr(), 2)).getReason()).contains("epoch 1 and version 1");
    }

    @Test
    void everyRuleOfAStateIsChecked() {
        assertRejectedFirst("primary is not in", copy(FIRST, 1, 1, N1, List.of(N2, N3), 2));
        assertRejectedFirst("below min-isr", copy(FIRST, 1, 1, N1, List.of(N1), 2));
        assertRejectedFirst("at least 1", copy(FIRST, 1, 1, N1, List.of(N1), 0));
        assertRejectedFirst("twice", copy(FIRST, 1, 1, N1, List.of(N1, N1), 2));
        assertRejectedFirst("twice", copy(FIRST, 1, 1, N1, List.of(N1, new MemberId("n1", "f".repeat(32))), 2));
        assertRejectedFirst("not a node", copy(FIRST, 1, 1, N1, List.of(N1, new MemberId("n9", "9")), 2));
        assertRejectedFirst("without an incarnation", copy(FIRST, 1, 1, N1, List.of(N1, new MemberId("n2", "")), 2));
        assertRejectedFirst("name", Groups.first("two words"));
        assertRejectedFirst("name", Groups.first(""));
    }

    @Test
    void sparesAreNoNodesAndWhoIsReplacedDoesNotComeBackIntoTheSet() {
        create(FIRST);
        NodeAddress spare = new NodeAddress("s1", "h:1", "h:2", "", 100);
        List<NodeAddress> all = new ArrayList<>(FIRST.nodes());
        all.add(spare);
        Spares begun = new Spares(List.of(), List.of(new Spares.Replacement("n3", "s1")));
        assertRejectedNext("named twice", FIRST.nextVersion(FIRST.isr(), all, List.of(), Spares.NONE.with(spare)));
        assertRejectedNext("names two nodes", FIRST.nextVersion(FIRST.isr(), FIRST.nodes(), List.of(), begun));
        GroupTopology second = FIRST.nextVersion(List.of(N1, N2), all, List.of(), begun);
        assertThat(change(FIRST, second).getApplied()).isTrue();
        assertThat(change(second, second.nextVersion(List.of(N1, N2, N3), all, List.of()))
                        .getReason())
                .contains("a spare has taken the place of n3");
        GroupTopology third = second.nextVersion(second.isr(), all.subList(0, 2), List.of(), Spares.NONE.with(spare));
        assertThat(change(second, third).getApplied()).isTrue();
        assertThat(GroupRegistry.restore(registry.snapshot()).group("orders")).isEqualTo(registry.group("orders"));
    }

    @Test
    void changeMustFollowItsPredecessor() {
        create(FIRST);
        assertRejectedNext("rise by one", copy(FIRST, 2, 3, N2, List.of(N2, N3), 2));
        assertRejectedNext("must not fall", copy(FIRST, 0, 2, N1, List.of(N1, N3), 2));
        assertRejectedNext("needs a higher epoch", copy(FIRST, 1, 2, N2, List.of(N2, N3), 2));
        MemberId reborn = new MemberId("n1", "f".repeat(32));
        assertRejectedNext("needs a higher epoch", copy(FIRST, 1, 2, reborn, List.of(reborn, N3), 2));
        assertRejectedNext("was not in the in-sync set", copy(FIRST, 2, 2, reborn, List.of(reborn, N3), 2));
        assertThat(registry.group("orders")).isEqualTo(TopologyWire.toWire(FIRST));
    }

    @Test
    void samePrimaryMayGetANewEpoch() {
        create(FIRST);
        assertThat(change(FIRST, copy(FIRST, 2, 2, N1, List.of(N1, N2), 2)).getApplied())
                .isTrue();
    }

    @Test
    void newReignAddsNobodyToTheInSyncSet() {
        create(FIRST);
        GroupTopology smaller = Groups.next(FIRST, N1, N1, N2);
        change(FIRST, smaller);
        assertThat(change(smaller, Groups.next(smaller, N2, N2, N3)).getReason())
                .contains("replaced in-sync set");
        assertThat(change(smaller, copy(smaller, 2, 3, N1, List.of(N1, N2, N3), 2))
                        .getReason())
                .contains("replaced in-sync set");
        assertThat(change(smaller, copy(smaller, 1, 3, N1, List.of(N1, N2, N3), 2))
                        .getApplied())
                .as("the primary may")
                .isTrue();
    }

    @Test
    void memberOutsideTheInSyncSetCannotBecomePrimaryLater() {
        create(FIRST);
        GroupTopology smaller = Groups.next(FIRST, N1, N1, N2);
        assertThat(change(FIRST, smaller).getApplied()).isTrue();
        assertThat(change(smaller, Groups.next(smaller, N3, N2, N3)).getReason())
                .contains("was not in the in-sync set");
    }

    private static GroupTopology newHistory(
            GroupTopology before, MemberId survivor, List<MemberId> abandoned, String who) {
        long epoch = before.epoch() + 1;
        List<DataLoss> losses = new ArrayList<>(before.losses());
        losses.add(new DataLoss(epoch, who, 1, survivor, new LogPosition(1, 80), 100, abandoned));
        return new GroupTopology(
                before.group(),
                epoch,
                before.version() + 1,
                survivor,
                List.of(survivor),
                before.nodes(),
                before.minIsr(),
                before.commitMode(),
                "",
                80,
                before.boots(),
                before.preferredZones(),
                losses,
                Spares.NONE);
    }

    private RaftOutcome lose(GroupTopology expected, GroupTopology state) {
        return registry.apply(RaftCommands.acceptDataLoss("p" + ++proposals, expected, state));
    }

    @Test
    void aNewHistoryBeginsWithItsSurvivorAloneAndGrows() {
        create(FIRST);
        GroupTopology smaller = Groups.next(FIRST, N1, N1, N2);
        change(FIRST, smaller);
        GroupTopology fresh = newHistory(smaller, N3, List.of(N1, N2), "ops@host");
        assertThat(lose(smaller, fresh).getApplied()).as("N3 was not in sync").isTrue();
        GroupTopology again = fresh.nextVersion(List.of(N3), fresh.nodes(), List.of());
        assertThat(change(fresh, again).getApplied())
                .as("no smaller than it was")
                .isTrue();
        GroupTopology old = again.nextVersion(List.of(N3, N2), again.nodes(), List.of());
        assertThat(change(again, old).getReason()).contains("given up");
        MemberId reborn = new MemberId("n2", "f".repeat(32));
        GroupTopology grown = again.nextVersion(List.of(N3, reborn), again.nodes(), List.of());
        assertThat(change(again, grown).getApplied()).isTrue();
        GroupTopology shrunk = grown.nextVersion(List.of(N3), grown.nodes(), List.of());
        assertThat(change(grown, shrunk).getReason()).contains("below min-isr");
    }

    @Test
    void aDataLossSaysEverythingOrIsRefused() {
        create(FIRST);
        assertThat(lose(FIRST, newHistory(FIRST, N3, List.of(N1), "ops@host")).getReason())
                .contains("n2 of the old history is not abandoned");
        assertThat(lose(FIRST, newHistory(FIRST, N3, List.of(N1, N2), "")).getReason())
                .contains("who asked");
        assertThat(lose(FIRST, newHistory(FIRST, N3, List.of(N1, N2, N3), "ops@host"))
                        .getReason())
                .contains("given up");
        GroupTopology fresh = newHistory(FIRST, N3, List.of(N1, N2), "ops@host");
        assertThat(change(FIRST, fresh).getReason()).as("no ordinary change").isNotEmpty();
        assertThat(lose(fresh, fresh).getReason()).contains("expected");
        assertThat(lose(FIRST, fresh).getApplied()).isTrue();
        assertThat(registry.group("orders")).isEqualTo(TopologyWire.toWire(fresh));
    }

    @Test
    void commandOfANewerVersionStopsTheStateMachine() {
        assertThatThrownBy(() -> registry.apply(
                        RaftCommand.newBuilder().setProposalId("future").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("upgrade");
    }

    @Test
    void snapshotKeepsGroupsAndAnswersInOrder() throws Exception {
        RaftCommand command = RaftCommands.create("oldest", FIRST);
        registry.apply(command);
        change(FIRST, Groups.next(FIRST, N2, N2, N3));
        RegistrySnapshot snapshot =
                RegistrySnapshot.parseFrom(registry.snapshot().toByteArray());
        GroupRegistry restored = GroupRegistry.restore(snapshot);
        assertThat(restored.snapshot()).isEqualTo(snapshot);
        assertThat(restored.apply(command).getApplied()).isTrue();
        assertThat(versionIn(restored)).isEqualTo(2);
    }

    private void assertRejectedFirst(String reason, GroupTopology state) {
        RaftOutcome outcome = create(state);
        assertThat(outcome.getApplied()).as(reason).isFalse();
        assertThat(outcome.getReason()).contains(reason);
        assertThat(registry.groups()).isEmpty();
    }

    private void assertRejectedNext(String reason, GroupTopology state) {
        RaftOutcome outcome = change(FIRST, state);
        assertThat(outcome.getApplied()).as(reason).isFalse();
        assertThat(outcome.getReason()).contains(reason);
    }

    private static long versionIn(GroupRegistry registry) {
        return Objects.requireNonNull(registry.group("orders")).getVersion();
    }

    private RaftOutcome create(GroupTopology state) {
        return registry.apply(RaftCommands.create("p" + ++proposals, state));
    }

    private RaftOutcome change(GroupTopology expected, GroupTopology state) {
        return registry.apply(RaftCommands.change("p" + ++proposals, expected, state));
    }

    private static GroupTopology copy(
            GroupTopology state, long epoch, long version, MemberId primary, List<MemberId> isr, int minIsr) {
        return new GroupTopology(
                state.group(), epoch, version, primary, isr, state.nodes(), minIsr, state.commitMode(), "");
    }
}
