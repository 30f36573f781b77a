package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.SETTINGS;
import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import dev.interrex.model.Spares.Replacement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpareRuleTest {
    private static final NodeAddress FAR = new NodeAddress("s1", "h4:1", "h4:2", "b", 100);
    private static final NodeAddress NEAR = new NodeAddress("s2", "h5:1", "h5:2", "c", 100);
    private static final long NOW_MS = 100_000;

    private final Map<String, NodeSight> sights = new HashMap<>();
    /** n3 is out of the in-sync set already. */
    private GroupTopology now = with(topology(7, 20, "n1", "n1", "n2"), new Spares(List.of(FAR, NEAR), List.of()));

    SpareRuleTest() {
        List.of("n1", "n2", "n3", "s1", "s2").forEach(id -> sights.put(id, heard(id, true)));
    }

    @Test
    void nothingHappensWhileNobodyIsLost() {
        assertThat(next()).isEmpty();
    }

    @Test
    void spareOfTheSameZoneComesAfterTheShortPatienceWhereTheLossIsCertain() {
        sights.put("n3", lost(SETTINGS.spareAfterLostMs() - 1, true));
        assertThat(next()).isEmpty();
        sights.put("n3", lost(SETTINGS.spareAfterLostMs(), true));
        GroupTopology next = next().orElseThrow();
        assertThat(names(next.nodes())).containsExactly("n1", "n2", "n3", "s2");
        assertThat(next.spares()).isEqualTo(new Spares(List.of(FAR), List.of(new Replacement("n3", "s2"))));
        assertThat(next.isr()).isEqualTo(now.isr());
        assertThat(next.version()).isEqualTo(21);
    }

    @Test
    void silenceTakesLongerAndAFailedDiskDoesNot() {
        sights.put("n3", lost(SETTINGS.spareAfterSilentMs() - 1, false));
        assertThat(next()).isEmpty();
        sights.put("n3", lost(SETTINGS.spareAfterSilentMs(), false));
        assertThat(next()).isPresent();
        sights.put("n3", new NodeSight(false, 3, true, false, 0, NOW_MS - 5_000, false, facts("n3", false, 0)));
        assertThat(next()).isPresent();
    }

    @Test
    void lostNodeLeavesOnceNoneOfItsDataIsInSyncAndStandsBy() {
        sights.put("n3", lost(5_000, true));
        now = next().orElseThrow();
        GroupTopology next = next().orElseThrow();
        assertThat(names(next.nodes())).containsExactly("n1", "n2", "s2");
        assertThat(names(next.spares().nodes())).containsExactly("s1", "n3");
        assertThat(next.spares().replacements()).isEmpty();
        now = next;
        assertThat(next()).isEmpty();
    }

    @Test
    void memberThatThePrimaryCanDoWithoutIsTakenOutOfTheSetFirst() {
        now = with(topology(7, 20, "n1", "n1", "n2", "n3"), now.spares());
        sights.put("n3", lost(70_000, true));
        assertThat(next()).isEmpty();
    }

    @Test
    void memberThatIsNeededStaysUntilTheSpareIsInSync() {
        sights.put("n2", lost(5_000, true));
        now = next().orElseThrow();
        assertThat(names(now.nodes())).containsExactly("n1", "n2", "n3", "s1");
        assertThat(next()).isEmpty();
        assertThat(IsrRule.refusal(
                        with(topology(7, 20, "n1", "n1", "n3"), now.spares()),
                        new IsrRequest("n1", "p", 7, 20, List.of(member("n1"), member("n2")), List.of()),
                        new GroupSight(sights),
                        0))
                .hasValueSatisfying(why -> assertThat(why).contains("a spare has taken"));
        now = now.nextVersion(List.of(member("n1"), member("s1")), now.nodes(), List.of());
        assertThat(names(next().orElseThrow().nodes())).containsExactly("n1", "n3", "s1");
    }

    @Test
    void neededMemberThatComesBackInTimeStays() {
        sights.put("n2", lost(5_000, true));
        GroupTopology before = now;
        now = next().orElseThrow();
        sights.put("n2", heard("n2", true));
        GroupTopology next = next().orElseThrow();
        assertThat(next.nodes()).isEqualTo(before.nodes());
        assertThat(names(next.spares().nodes())).containsExactlyInAnyOrder("s1", "s2");
        assertThat(next.spares().replacements()).isEmpty();
    }

    @Test
    void nodeThatAnswersIsNotLostThoughItsDataIs() {
        NodeFacts facts = facts("n3", true, NOW_MS);
        sights.put("n3", new NodeSight(true, 0, false, true, -1, -1, false, facts));
        assertThat(next()).isEmpty();
    }

    @Test
    void spareThatIsNotHeardOrNotHealthyOrSomebodyElseIsNotTaken() {
        sights.put("n3", lost(5_000, true));
        sights.put("s1", lost(1_000, true));
        sights.put("s2", heard("s2", false));
        assertThat(next()).isEmpty();
        sights.put("s2", heard("other", true));
        assertThat(next()).isEmpty();
        sights.put("s1", heard("s1", true));
        assertThat(names(next().orElseThrow().nodes())).contains("s1");
    }

    @Test
    void primaryIsForAFailoverToReplace() {
        sights.put("n1", lost(70_000, true));
        assertThat(next()).isEmpty();
    }

    @Test
    void logSaysWhoStandsByAndTheFileWhereANodeIs() {
        NodeAddress moved = new NodeAddress("s2", "new:1", "new:2", "c", 100);
        NodeAddress added = new NodeAddress("s3", "h6:1", "h6:2", "a", 100);
        GroupSpec spec = new GroupSpec(
                GroupFixture.GROUP,
                0,
                CommitMode.DURABLE,
                List.of(),
                GroupFixture.addresses(100),
                List.of(moved, added));
        sights.put("n3", lost(5_000, true));
        now = next().orElseThrow();
        now = next().orElseThrow();
        Configured all = Configured.of(spec, now);
        assertThat(names(all.nodes())).containsExactly("n1", "n2", "s2");
        assertThat(all.nodes()).contains(moved);
        assertThat(names(all.spares())).containsExactly("s1", "n3", "s3");
    }

    private Optional<GroupTopology> next() {
        return SpareRule.next(now, new GroupSight(sights), SETTINGS, NOW_MS);
    }

    private static List<String> names(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::nodeId).toList();
    }

    private static GroupTopology with(GroupTopology state, Spares spares) {
        GroupTopology next = state.nextVersion(state.isr(), state.nodes(), List.of(), spares);
        return new GroupTopology(
                next.group(),
                next.epoch(),
                state.version(),
                next.primary(),
                next.isr(),
                next.nodes(),
                next.minIsr(),
                next.commitMode(),
                "",
                0,
                List.of(),
                List.of(),
                List.of(),
                spares);
    }

    private static NodeSight heard(String nodeId, boolean healthy) {
        return new NodeSight(true, 0, false, true, -1, -1, false, facts(nodeId, healthy, NOW_MS));
    }

    private static NodeSight lost(long forMs, boolean refused) {
        return new NodeSight(false, 3, true, false, NOW_MS - forMs, NOW_MS - forMs, refused, null);
    }

    private static NodeFacts facts(String nodeId, boolean healthy, long takenAtMs) {
        return new NodeFacts(
                GroupFixture.GROUP,
                member(nodeId),
                NodeRole.REPLICA,
                7,
                1,
                "first",
                new LogPosition(7, 1_000),
                0,
                false,
                5,
                false,
                true,
                false,
                healthy,
                false,
                false,
                false,
                takenAtMs);
    }
}
