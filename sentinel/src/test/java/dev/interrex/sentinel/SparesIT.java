package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.proto.v1.NodeStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three sentinels with a real log, and a node that stands by. */
class SparesIT {
    @TempDir
    Path directory;

    @Test
    void spareComesForAKilledNodeWhichStandsByAfterwards() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, false).withSpare("n4")) {
            cluster.startAll();
            GroupTopology state = cluster.awaitServing();
            assertThat(names(state.nodes())).containsExactly("n1", "n2", "n3");
            assertThat(names(state.spares().nodes())).containsExactly("n4");
            FakeNode primary = cluster.node(state.primary().nodeId());
            String lost = state.primary().nodeId().equals("n3") ? "n2" : "n3";
            cluster.node(lost).kill();
            List<MemberId> rest = state.isr().stream()
                    .filter(member -> !member.nodeId().equals(lost))
                    .toList();
            ask(primary, "without", rest);
            GroupTopology replaced = awaitNodes(primary, "n4");
            assertThat(names(replaced.nodes())).doesNotContain(lost).hasSize(3);
            assertThat(names(replaced.spares().nodes())).containsExactly(lost);

            List<MemberId> filled =
                    List.of(rest.get(0), rest.get(1), cluster.node("n4").member());
            ask(primary, "with-spare", filled);
            cluster.node(lost).restart();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> cluster.node(lost).topology() != null);
            primary.proposeIsr("with-lost", state.isr());
            String leader = cluster.awaitLeader();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(cluster.groupStatus(leader).getNodesList())
                            .filteredOn(NodeStatus::getSpare)
                            .singleElement()
                            .satisfies(spare -> {
                                assertThat(spare.getInfo().getNodeId()).isEqualTo(lost);
                                assertThat(spare.getReachable()).isTrue();
                                assertThat(spare.getInSync()).isFalse();
                            }));
            assertThat(topology(primary).isr()).containsExactlyInAnyOrderElementsOf(filled);
            assertThat(cluster.halts).isEmpty();
        }
    }

    /** As a primary does: again with every version, until it is so. */
    private static void ask(FakeNode primary, String id, List<MemberId> isr) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    primary.proposeIsr(id + "-" + topology(primary).version(), isr);
                    return topology(primary).isr().containsAll(isr)
                            && topology(primary).isr().size() == isr.size();
                });
    }

    private static GroupTopology awaitNodes(FakeNode told, String node) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> names(topology(told).nodes()).contains(node)
                        && topology(told).spares().replacements().isEmpty());
        return topology(told);
    }

    private static GroupTopology topology(FakeNode node) {
        return Objects.requireNonNull(node.topology());
    }

    private static List<String> names(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::nodeId).toList();
    }
}
