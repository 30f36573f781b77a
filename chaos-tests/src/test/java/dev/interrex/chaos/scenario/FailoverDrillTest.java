package dev.interrex.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.nemesis.Fault;
import dev.interrex.chaos.report.DrillReport;
import dev.interrex.chaos.report.HtmlReport;
import dev.interrex.chaos.report.InvariantCheck;
import dev.interrex.chaos.report.JsonReport;
import dev.interrex.chaos.report.RoundResult;
import dev.interrex.chaos.report.TextReport;
import dev.interrex.chaos.scenario.FakeGroup.Defect;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverDrillTest {
    /** Limits for what is to happen: they cost nothing where it does, and say nothing of how busy the machine may be. */
    private static final long WITHIN_MS = 30_000;

    private static final DrillSettings SHORT =
            DrillSettings.of(Fault.KILL, 2).withPace(1_000).withTimes(100, 20, WITHIN_MS, WITHIN_MS);

    private final DrillClock clock = new DrillClock();

    @Test
    void groupThatKeepsItsPromisesPasses() throws Exception {
        FakeGroup group = new FakeGroup(Defect.NONE, clock);
        DrillReport report = drill(group, SHORT);
        assertThat(report.violations()).isEmpty();
        assertThat(report.passed()).as(TextReport.summary(report)).isTrue();
        assertThat(report.rounds()).hasSize(2);
        assertThat(report.invariants()).extracting(InvariantCheck::checks).allMatch(checks -> checks > 0);
        assertThat(group.keys()).as("the drill deletes what it wrote").isZero();
    }

    @Test
    void roundMeasuresTheFailover() throws Exception {
        RoundResult round =
                drill(new FakeGroup(Defect.NONE, clock), SHORT).rounds().getFirst();
        assertThat(round.newEpoch()).isEqualTo(round.oldEpoch() + 1);
        assertThat(round.newPrimary()).isEqualTo("n2");
        assertThat(round.timeline().servingMs()).isGreaterThanOrEqualTo(29);
        assertThat(round.timeline().firstAckMs()).isGreaterThanOrEqualTo(25);
        assertThat(round.gaps())
                .hasSize(3)
                .allSatisfy(gap -> assertThat(gap.gapMs()).isGreaterThan(25));
        assertThat(round.counts().ackedWrites()).isGreaterThanOrEqualTo(6);
        assertThat(round.counts().failedWrites()).isPositive();
    }

    @Test
    void whyThePrimaryWasChangedMoreThanOnceIsTold() throws Exception {
        RoundResult round = drill(new FakeGroup(Defect.CHANGES_ONCE_MORE, clock), SHORT)
                .rounds()
                .getFirst();
        assertThat(round.newEpoch()).isEqualTo(round.oldEpoch() + 2);
        assertThat(round.timeline().committedMs())
                .isEqualTo(round.changes().getFirst().committedMs());
        assertThat(TextReport.round(round))
                .contains("epoch 2 (n2) at ", ": test\n")
                .contains("epoch 3 (n3) at ")
                .endsWith(": it stood still");
    }

    @Test
    void stoppedPrimaryIsLetGoAgain() throws Exception {
        DrillSettings stop = DrillSettings.of(Fault.STOP, 1).withPace(1_000).withTimes(100, 20, WITHIN_MS, WITHIN_MS);
        DrillReport report = drill(new FakeGroup(Defect.NONE, clock), stop);
        assertThat(report.passed()).as(TextReport.summary(report)).isTrue();
    }

    @Test
    void lostWriteFailsTheDrill() throws Exception {
        DrillReport report = drill(new FakeGroup(Defect.LOSES_AN_ACKED_WRITE, clock), SHORT);
        assertThat(report.passed()).isFalse();
        assertThat(report.violationCounts().get(Violation.Kind.ACKED_AND_LOST)).isPositive();
    }

    @Test
    void doubledWriteFailsTheDrill() throws Exception {
        DrillReport report = drill(new FakeGroup(Defect.APPLIES_AN_APPEND_TWICE, clock), SHORT);
        assertThat(report.passed()).isFalse();
        assertThat(report.violationCounts().get(Violation.Kind.APPLIED_TWICE)).isPositive();
    }

    @Test
    void refusedWriteThatHappenedFailsTheDrill() throws Exception {
        DrillReport report = drill(new FakeGroup(Defect.REFUSES_BUT_APPLIES, clock), SHORT);
        assertThat(report.passed()).isFalse();
        assertThat(report.violationCounts().get(Violation.Kind.REFUSED_BUT_APPLIED))
                .isPositive();
    }

    @Test
    void groupThatDoesNotRecoverEndsTheDrill() throws Exception {
        DrillReport report = drill(new FakeGroup(Defect.NEVER_RECOVERS, clock), SHORT.withTimes(50, 10, 100, 2_000));
        assertThat(report.passed()).isFalse();
        assertThat(report.rounds()).hasSize(1);
        assertThat(report.rounds().getFirst().trouble()).contains("no new primary served");
    }

    @Test
    void reportsCarryTheNumbers() throws Exception {
        DrillReport report = drill(new FakeGroup(Defect.NONE, clock), SHORT);
        assertThat(TextReport.summary(report)).contains("PASSED", "first acked write");
        assertThat(JsonReport.render(report)).contains("\"ACKED_AND_LOST\" : 0", "\"firstAckMs\"", "\"p99\"");
        assertThat(HtmlReport.render(report))
                .startsWith("<!doctype html>")
                .contains("<svg", "<circle", "Passed")
                .doesNotContain("http://", "https://", "<script");
    }

    private DrillReport drill(FakeGroup group, DrillSettings settings) throws InterruptedException {
        FailoverDrill.Setting setting = new FailoverDrill.Setting(
                group, List.of(group.client("a"), group.client("a"), group.client("b")), group, clock);
        return new FailoverDrill("kill-primary", setting, settings, (round, operations) -> {}).run();
    }
}
