package dev.interrex.client.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyViewTest {
    private final TopologyView view = new TopologyView();

    @Test
    void acceptsOnlyRisingEpochAndVersion() {
        assertThat(view.accept(snapshot(2, 5, true))).isPresent();
        assertThat(view.accept(snapshot(2, 5, true))).isEmpty();
        assertThat(view.accept(snapshot(2, 4, true))).isEmpty();
        assertThat(view.accept(snapshot(1, 9, true))).isEmpty();
        assertThat(view.accept(snapshot(2, 6, true))).isPresent();
        assertThat(view.accept(snapshot(3, 7, false))).isPresent();
    }

    @Test
    void hearsThatTheKnownPrimaryServesNow() {
        view.accept(snapshot(2, 5, false));
        assertThat(view.accept(snapshot(2, 5, true)))
                .hasValueSatisfying(now -> assertThat(now.serving()).isTrue());
    }

    @Test
    void sentinelThatHasNotSeenThePrimaryServeYetDoesNotTakeItBack() {
        view.accept(snapshot(2, 5, true));
        assertThat(view.accept(snapshot(2, 5, false))).isEmpty();
        assertThat(view.accept(snapshot(2, 6, false)))
                .hasValueSatisfying(now -> assertThat(now.serving()).isTrue());
        assertThat(view.accept(snapshot(3, 7, false)))
                .hasValueSatisfying(now -> assertThat(now.serving()).isFalse());
    }

    @Test
    void knowsThePrimarysAddress() {
        assertThat(snapshot(1, 1, true).primaryAddress()).hasValue("127.0.0.1:7001");
    }

    private static TopologySnapshot snapshot(long epoch, long version, boolean serving) {
        MemberId primary = new MemberId("n1", "0");
        return new TopologySnapshot(
                new GroupTopology(
                        "orders",
                        epoch,
                        version,
                        primary,
                        List.of(primary),
                        List.of(new NodeAddress("n1", "127.0.0.1:7001", "", "a", 100)),
                        1,
                        CommitMode.DURABLE,
                        ""),
                serving);
    }
}
