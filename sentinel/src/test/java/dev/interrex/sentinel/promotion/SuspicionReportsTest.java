package dev.interrex.sentinel.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.Suspicion;
import dev.interrex.proto.v1.SuspicionReport;
import dev.interrex.sentinel.suspicion.NodeKey;
import dev.interrex.sentinel.suspicion.Opinion;
import org.junit.jupiter.api.Test;

class SuspicionReportsTest {
    private static final Suspicion SUSPICION = Suspicion.newBuilder()
            .setGroup("orders")
            .setMember(MemberId.newBuilder().setNodeId("n1"))
            .setSuspected(true)
            .setForMs(120)
            .setConnectionRefused(true)
            .setLastReportAgeMs(340)
            .build();

    @Test
    void agesBecomePointsOnTheReceiversClock() {
        SuspicionReport message =
                SuspicionReport.newBuilder().addSuspicions(SUSPICION).build();
        assertThat(SuspicionReports.opinions(message, 5_000))
                .containsOnlyKeys(new NodeKey("orders", "n1"))
                .containsValue(new Opinion(true, 4_880, true));
        assertThat(SuspicionReports.takenAtMs(SUSPICION, 5_000)).isEqualTo(4_660);
    }

    @Test
    void reportWithImpossibleNumbersIsNotBelieved() {
        NodeReport report = NodeReport.newBuilder().setLeo(-1).build();
        assertThatThrownBy(() -> HeardReport.of(report, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
