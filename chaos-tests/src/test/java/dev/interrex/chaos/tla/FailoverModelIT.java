package dev.interrex.chaos.tla;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The protocol holds with all of its rules, in every state that can be reached within the bounds, and does not hold without any one of
 * them: a rule whose absence no model notices would be a rule that nobody has understood. {@code -Ptla} adds the large bounds.
 */
class FailoverModelIT {
    /** Two failovers are what most of the broken models need; these bounds are the smallest that let each of them fail. */
    private static final Map<String, String> TWO_WRITES = Map.of("MaxWrites", "2", "MaxChanges", "0");

    private static final Map<String, String> TWO_EPOCHS = Map.of("MaxEpoch", "2");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({
        // epochs, writes, in-sync sets proposed, disks lost, crashes with loss of an unsynced end, switchovers,
        // distinct states
        "3, 0, 1, 0, 0, 0, 30318",
        "2, 1, 1, 0, 1, 1, 20142",
    })
    void theProtocolKeepsItsInvariants(
            int epochs, int writes, int changes, int wipes, int cuts, int handovers, long states)
            throws IOException, InterruptedException {
        holds(bounds(epochs, writes, changes, wipes, cuts, handovers), states);
    }

    @Tag("long")
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({
        "2, 1, 1, 1, 0, 0, 91063",
        "3, 1, 1, 0, 0, 0, 218573",
        "3, 2, 1, 0, 0, 0, 913445",
        "3, 2, 0, 0, 1, 1, 549298",
        "3, 1, 0, 1, 0, 0, 363710",
        "4, 0, 0, 0, 0, 0, 87160",
    })
    void theProtocolKeepsItsInvariantsInLargerBounds(
            int epochs, int writes, int changes, int wipes, int cuts, int handovers, long states)
            throws IOException, InterruptedException {
        holds(bounds(epochs, writes, changes, wipes, cuts, handovers), states);
    }

    private void holds(Map<String, String> bounds, long states) throws IOException, InterruptedException {
        Tlc.Outcome outcome = Tlc.of("Failover").with(bounds).check(folder);
        System.out.printf(
                "Failover %s: %,d states, depth %d, %.1f s%n",
                bounds, outcome.distinctStates(), outcome.depth(), outcome.seconds());
        assertThat(outcome.violated()).as(outcome.output()).isEmpty();
        assertThat(outcome.distinctStates()).as(outcome.output()).isEqualTo(states);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aRecordOnWhichAProposedMemberWasNotAskedIsLost() throws IOException, InterruptedException {
        breaks("AcknowledgedSurvives", TWO_EPOCHS, "MaximalIsr", "\"recorded\"");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aRecordOnWhichAMemberThatIsOnlyProposedToGoWasNotAskedIsLost() throws IOException, InterruptedException {
        breaks("AcknowledgedSurvives", TWO_EPOCHS, "MaximalIsr", "\"proposed\"");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aWipedNodeThatPassesForItsFormerSelfLosesRecords() throws IOException, InterruptedException {
        breaks(
                "AcknowledgedSurvives",
                Map.of("MaxEpoch", "2", "MaxWipes", "1", "MaxChanges", "0"),
                "CheckIncarnation",
                "FALSE");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anInSyncSetBelowItsMinimumIsLostWithOneDisk() throws IOException, InterruptedException {
        breaks(
                "Recoverable",
                Map.of("MaxEpoch", "2", "MaxWipes", "1"),
                "KeepMinIsr",
                "FALSE",
                "EnoughInSync",
                "NoCutOfCommitted");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsReadBeforeTheBarrierIsCommittedMayDisappear() throws IOException, InterruptedException {
        breaks("AcknowledgedSurvives", TWO_WRITES, "AwaitBarrier", "FALSE");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aPrimaryThatDoesNotWaitForItsPromiseServesBesideTheOldOne() throws IOException, InterruptedException {
        breaks("OneServes", TWO_EPOCHS, "AwaitPromise", "FALSE");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void besideAPrimaryThatDoesNotWaitTheOldOneServesStaleReads() throws IOException, InterruptedException {
        breaks("ReadsAreFresh", TWO_EPOCHS, "AwaitPromise", "FALSE", "OneServes");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anAppendThatMatchesOnlyTheLsnMixesTwoLogs() throws IOException, InterruptedException {
        breaks(
                "OneRecordPerPosition",
                Map.of("MaxEpoch", "2", "MaxWrites", "2", "MaxChanges", "0"),
                "MatchEpoch",
                "FALSE");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFollowerThatJoinsWithoutTheBarrierMayLackWhatAnEarlierReignCommitted()
            throws IOException, InterruptedException {
        breaks("AcknowledgedSurvives", Map.of(), "JoinAtBarrier", "FALSE");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCutAtTheHighWatermarkLosesRecords() throws IOException, InterruptedException {
        breaks("AcknowledgedSurvives", Map.of("MaxChanges", "0"), "CutByEpoch", "FALSE", "NoCutOfCommitted");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aLeaseRunsOutBeforeThePromiseThatItRestsOn() throws IOException, InterruptedException {
        Tlc.Outcome outcome = Tlc.of("Lease").check(folder);
        System.out.printf("Lease: %,d states, %.1f s%n", outcome.distinctStates(), outcome.seconds());
        assertThat(outcome.violated()).as(outcome.output()).isEmpty();
        assertThat(outcome.distinctStates()).as(outcome.output()).isEqualTo(59859);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"LeaseTime, 10", "FromSend, FALSE"})
    void aLeaseWithoutAReserveOrCountedFromTheAckOutlivesThePromise(String constant, String value)
            throws IOException, InterruptedException {
        Tlc.Outcome outcome = Tlc.of("Lease").with(Map.of(constant, value)).check(folder);
        assertThat(outcome.violated()).as(outcome.output()).hasValue("NotBoth");
    }

    /** Takes one rule out: this invariant must not hold, if {@code unchecked} ones, which fail before it, are not looked at. */
    private void breaks(String invariant, Map<String, String> bounds, String rule, String value, String... unchecked)
            throws IOException, InterruptedException {
        Map<String, String> constants = new HashMap<>(bounds);
        constants.put(rule, value);
        Tlc.Outcome outcome =
                Tlc.of("Failover").with(constants).without(unchecked).check(folder);
        System.out.printf(
                "Failover without %s: %s, %.1f s%n", rule, outcome.violated().orElse("holds"), outcome.seconds());
        assertThat(outcome.violated()).as(outcome.output()).hasValue(invariant);
    }

    private static Map<String, String> bounds(int epochs, int writes, int changes, int wipes, int cuts, int handovers) {
        return Map.of(
                "MaxEpoch", "" + epochs,
                "MaxWrites", "" + writes,
                "MaxChanges", "" + changes,
                "MaxWipes", "" + wipes,
                "MaxCuts", "" + cuts,
                "MaxHandovers", "" + handovers);
    }
}
