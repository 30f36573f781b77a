package dev.interrex.chaos.checker;

import static dev.interrex.chaos.checker.Violation.Kind.ACKED_AND_LOST;
import static dev.interrex.chaos.checker.Violation.Kind.APPLIED_TWICE;
import static dev.interrex.chaos.checker.Violation.Kind.NEVER_SENT;
import static dev.interrex.chaos.checker.Violation.Kind.NOT_LINEARIZABLE;
import static dev.interrex.chaos.checker.Violation.Kind.REFUSED_BUT_APPLIED;
import static dev.interrex.chaos.checker.Violation.Kind.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.history.Function;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyCheckersTest {
    private static final RegisterChecker REGISTER = new RegisterChecker();
    private static final CounterChecker COUNTER = new CounterChecker();
    private static final SetChecker SET = new SetChecker();
    private static final AppendChecker APPEND = new AppendChecker();

    @Test
    void registerNamesValuesThatNobodySent() {
        assertThat(kinds(REGISTER, new Recording().write(1, 0, 1, "a").read(1, 2, 3, "z")))
                .containsExactly(NEVER_SENT);
    }

    @Test
    void registerNamesValuesOfRefusedWrites() {
        assertThat(kinds(
                        REGISTER,
                        new Recording().refused(1, Function.WRITE, 0, 1, "a").read(1, 2, 3, "a")))
                .containsExactly(REFUSED_BUT_APPLIED);
    }

    @Test
    void registerKeepsOpenWritesThatWereSeenByASwap() {
        assertThat(kinds(
                        REGISTER,
                        new Recording()
                                .unknown(1, Function.WRITE, 0, "a")
                                .swap(2, 5, 6, "b", "a")
                                .read(2, 7, 8, "b")))
                .isEmpty();
    }

    @Test
    void counterWithinItsBoundsIsFine() {
        assertThat(kinds(
                        COUNTER,
                        new Recording()
                                .increment(1, 0, 1, 1)
                                .unknown(2, Function.INCREMENT, 0, "")
                                .read(3, 5, 6, "2")))
                .isEmpty();
    }

    @Test
    void counterBelowItsAcknowledgedIncrementsLostOne() {
        assertThat(kinds(
                        COUNTER,
                        new Recording()
                                .increment(1, 0, 1, 1)
                                .increment(1, 2, 3, 2)
                                .read(3, 5, 6, "1")))
                .containsExactly(ACKED_AND_LOST);
    }

    @Test
    void counterAboveAllThatWasSentAppliedOneTwice() {
        assertThat(kinds(
                        COUNTER,
                        new Recording()
                                .increment(1, 0, 1, 1)
                                .unknown(1, Function.INCREMENT, 2, "")
                                .read(3, 5, 6, "3")))
                .containsExactly(APPLIED_TWICE);
    }

    @Test
    void counterThatARefusedIncrementExplainsSaysSo() {
        assertThat(kinds(
                        COUNTER,
                        new Recording().refused(1, Function.INCREMENT, 0, 1, "").read(3, 5, 6, "1")))
                .containsExactly(REFUSED_BUT_APPLIED);
    }

    @Test
    void counterWithoutAFinalReadIsUndecided() {
        assertThat(kinds(COUNTER, new Recording().increment(1, 0, 1, 1))).containsExactly(UNDECIDED);
    }

    @Test
    void setWithAllThatWasAcknowledgedIsFine() {
        assertThat(kinds(
                        SET,
                        new Recording()
                                .member(1, 0, 1, "a")
                                .unknown(1, Function.ADD, 2, "b")
                                .unknown(1, Function.ADD, 3, "c")
                                .members(2, 5, 6, "c", "a")))
                .isEmpty();
    }

    @Test
    void setTellsLostFromRefusedFromNeverSent() {
        assertThat(kinds(
                        SET,
                        new Recording()
                                .member(1, 0, 1, "a")
                                .refused(1, Function.ADD, 2, 3, "b")
                                .members(2, 5, 6, "b", "z")))
                .containsExactlyInAnyOrder(ACKED_AND_LOST, REFUSED_BUT_APPLIED, NEVER_SENT);
    }

    @Test
    void listInTheOrderOfItsAnswersIsFine() {
        assertThat(kinds(
                        APPEND,
                        new Recording()
                                .append(1, 0, 5, "a", 2)
                                .append(2, 1, 4, "b", 1)
                                .list(3, 6, 7, "b", "a")
                                .unknown(1, Function.APPEND, 8, "c")
                                .append(2, 9, 10, "d", 4)
                                .list(3, 20, 21, "b", "a", "c", "d")))
                .isEmpty();
    }

    @Test
    void listWithoutAnAcknowledgedElementLostIt() {
        assertThat(kinds(APPEND, new Recording().append(1, 0, 5, "a", 1).list(3, 20, 21)))
                .containsExactly(ACKED_AND_LOST);
    }

    @Test
    void listWithAnElementTwiceAppliedItTwice() {
        assertThat(kinds(
                        APPEND,
                        new Recording().unknown(1, Function.APPEND, 0, "a").list(3, 20, 21, "a", "a")))
                .containsExactly(APPLIED_TWICE);
    }

    @Test
    void listWithARefusedElementSaysSo() {
        assertThat(kinds(
                        APPEND,
                        new Recording().refused(1, Function.APPEND, 0, 1, "a").list(3, 20, 21, "a")))
                .containsExactly(REFUSED_BUT_APPLIED);
    }

    @Test
    void listWithAStrangerSaysSo() {
        assertThat(kinds(APPEND, new Recording().list(3, 20, 21, "z"))).containsExactly(NEVER_SENT);
    }

    @Test
    void elementAtAnotherPositionThanAnsweredIsFound() {
        assertThat(kinds(
                        APPEND,
                        new Recording()
                                .append(1, 0, 5, "a", 1)
                                .append(2, 0, 5, "b", 2)
                                .list(3, 20, 21, "b", "a")))
                .contains(NOT_LINEARIZABLE);
    }

    @Test
    void appendsOutOfTheirOrderInTimeAreFound() {
        assertThat(kinds(
                        APPEND,
                        new Recording()
                                .unknown(1, Function.APPEND, 10, "late")
                                .append(2, 0, 5, "early", 2)
                                .list(3, 20, 21, "late", "early")))
                .containsExactly(NOT_LINEARIZABLE);
    }

    @Test
    void staleReadOfAListIsFound() {
        assertThat(kinds(
                        APPEND,
                        new Recording()
                                .append(1, 0, 1, "a", 1)
                                .append(1, 2, 3, "b", 2)
                                .list(2, 4, 5, "a")
                                .list(3, 20, 21, "a", "b")))
                .containsExactly(NOT_LINEARIZABLE);
    }

    @Test
    void readOfAnElementThatWasUndoneIsFound() {
        assertThat(kinds(
                        APPEND,
                        new Recording()
                                .unknown(1, Function.APPEND, 0, "a")
                                .list(2, 4, 5, "a")
                                .append(1, 6, 7, "b", 1)
                                .list(3, 20, 21, "b")))
                .containsExactly(NOT_LINEARIZABLE);
    }

    private static List<Violation.Kind> kinds(KeyChecker checker, Recording recording) {
        return checker.check(recording.operations()).stream()
                .map(Violation::kind)
                .toList();
    }
}
