package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentinels that are added, removed and replaced while they run. */
class SentinelMembersIT {
    @TempDir
    Path directory;

    @Test
    void fourthIsAddedTheDeadFirstIsRemovedAndAFailoverHappens() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, true)) {
            cluster.startAll();
            GroupTopology state = cluster.awaitServing();
            cluster.stop("s1");
            cluster.startNewcomer("s4");
            cluster.awaitLeader();
            assertThat(cluster.untilChanged("s2", "s4", "")).containsExactly("s1", "s2", "s3", "s4");
            assertThat(cluster.untilChanged("s3", "", "s1")).containsExactly("s2", "s3", "s4");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(cluster.members("s4")).containsExactly("s2", "s3", "s4"));
            // The majority of three: the newcomer's vote is needed for what comes.
            cluster.stop("s2");
            cluster.node(state.primary().nodeId()).kill();
            String other = state.primary().nodeId().equals("n2") ? "n3" : "n2";
            cluster.awaitEpoch(other, state.epoch() + 1, 10_000);
            assertThat(cluster.awaitServing().epoch()).isGreaterThan(state.epoch());
        }
    }

    @Test
    void deadOneIsReplacedInOneStepAndTheLogIsStrongerThanTheFiles() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, false)) {
            cluster.startAll();
            cluster.awaitServing();
            cluster.stop("s1");
            cluster.startNewcomer("s4");
            cluster.awaitLeader();
            assertThat(cluster.untilChanged("s2", "s4", "s1")).containsExactly("s2", "s3", "s4");
            for (String id : List.of("s2", "s3", "s4")) {
                cluster.stop(id);
            }
            for (String id : List.of("s2", "s3", "s4")) {
                cluster.restart(id);
            }
            cluster.awaitLeader();
            cluster.awaitServing();
            for (String id : List.of("s2", "s3", "s4")) {
                await().atMost(Duration.ofSeconds(5))
                        .untilAsserted(() -> assertThat(cluster.members(id)).containsExactly("s2", "s3", "s4"));
            }
            // Whoever was removed comes back, with a file that says otherwise, and is none of them.
            cluster.restart("s1");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(cluster.members("s1")).containsExactly("s2", "s3", "s4"));
            assertThat(cluster.status("s1").getLeaderId()).isEmpty();
        }
    }

    @Test
    void leadingOneCanBeRemovedAndWhatWouldLoseTheMajorityIsRefused() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, false)) {
            cluster.startAll();
            cluster.awaitServing();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThatThrownBy(() -> cluster.changeSentinels("s1", "", "s9"))
                            .hasMessageContaining("no sentinel is named s9"));
            String leader = cluster.awaitLeader();
            List<String> rest =
                    cluster.running().stream().filter(id -> !id.equals(leader)).toList();
            assertThat(cluster.untilChanged(rest.getFirst(), "", leader)).containsExactlyElementsOf(rest);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(rest)
                            .contains(cluster.status(rest.getFirst()).getLeaderId()));
            String second = cluster.status(rest.getFirst()).getLeaderId();
            String third =
                    rest.stream().filter(id -> !id.equals(second)).findFirst().orElseThrow();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(cluster.members(leader)).isEqualTo(rest));
            cluster.stop(leader);
            cluster.startNewcomer("s4");
            assertThat(cluster.untilChanged(second, "s4", "")).contains("s4");
            cluster.stop("s4");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThatThrownBy(() -> cluster.changeSentinels(second, "", third))
                            .hasMessageContaining("a majority is 2"));
            assertThat(cluster.halts).isEmpty();
        }
    }
}
