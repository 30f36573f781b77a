package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Zones and priorities decide between members that are equally good, and never against the log. */
class PreferredZonesTest {
    private final GroupFixture group = GroupFixture.steady();

    private void recorded(List<NodeAddress> nodes, String... zones) {
        GroupTopology plain = topology(7, 21, "n1", "n1", "n2", "n3");
        group.machine.onCommitted(
                new GroupTopology(
                        plain.group(),
                        7,
                        21,
                        plain.primary(),
                        plain.isr(),
                        nodes,
                        2,
                        plain.commitMode(),
                        "",
                        0,
                        plain.boots(),
                        List.of(zones),
                        List.of(),
                        Spares.NONE),
                group.nowMs);
    }

    private String elected() {
        group.kill("n1");
        group.evaluate();
        return group.proposal().state().primary().nodeId();
    }

    @Test
    void thePreferredZoneWinsAmongEqualLogs() {
        recorded(GroupFixture.addresses(100), "c", "b");
        assertThat(elected()).isEqualTo("n3");
    }

    @Test
    void aSlowDiskIsAvoidedAmongEqualLogsOnly() {
        recorded(GroupFixture.addresses(100), "c", "b");
        group.node("n3").diskSlow = true;
        assertThat(elected()).isEqualTo("n2");
    }

    @Test
    void theLongerLogWinsThoughItsDiskIsSlow() {
        recorded(GroupFixture.addresses(100), "c", "b");
        group.node("n2").diskSlow = true;
        group.node("n2").end = new LogPosition(7, 1_001);
        assertThat(elected()).isEqualTo("n2");
    }

    @Test
    void theLongerLogWinsAgainstThePreferredZone() {
        recorded(GroupFixture.addresses(100), "c");
        group.node("n2").end = new LogPosition(7, 1_001);
        assertThat(elected()).isEqualTo("n2");
    }

    @Test
    void theZoneComesBeforeThePriority() {
        recorded(GroupFixture.addresses(1), "b");
        assertThat(elected()).isEqualTo("n2");
    }

    @Test
    void priorityZeroIsNeverChosenWhateverItsZone() {
        recorded(GroupFixture.addresses(0), "c");
        assertThat(elected()).isEqualTo("n2");
    }

    @Test
    void anotherZoneThanTheLostOneIsBetter() {
        recorded(List.of(
                new NodeAddress("n1", "h1:6379", "h1:16379", "a", 100),
                new NodeAddress("n2", "h2:6379", "h2:16379", "a", 100),
                new NodeAddress("n3", "h3:6379", "h3:16379", "b", 100)));
        assertThat(elected()).isEqualTo("n3");
    }

    @Test
    void aPlannedMoveGoesToThePreferredZoneThoughItLagsABit() {
        recorded(GroupFixture.addresses(100), "c");
        group.node("n2").end = new LogPosition(7, 1_001);
        group.machine.onSwitchoverRequest(new SwitchoverRequest("r", "", 1_000), group.sight(), group.nowMs);
        group.evaluate();
        group.prepared();
        assertThat(group.all(Action.BeginSwitchover.class))
                .singleElement()
                .extracting(Action.BeginSwitchover::target)
                .isEqualTo(member("n3"));
    }

    @Test
    void whatTheConfigurationWantsIsRecorded() {
        recorded(GroupFixture.addresses(100), "c");
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.preferredZones())
                .as("this sentinel's configuration has none")
                .isEmpty();
        assertThat(next.epoch()).isEqualTo(7);
    }
}
