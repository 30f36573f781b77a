package dev.interrex.chaos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.history.Function;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {
    @Test
    void emptyHistoryIsLinearizable() {
        assertThat(register(new Recording())).isEmpty();
    }

    @Test
    void readOfTheLastWriteIsLinearizable() {
        assertThat(register(
                        new Recording().read(1, 0, 1, null).write(1, 2, 3, "a").read(2, 4, 5, "a")))
                .isEmpty();
    }

    @Test
    void concurrentReadsMaySeeEitherValue() {
        assertThat(register(new Recording()
                        .write(1, 0, 1, "a")
                        .write(1, 10, 20, "b")
                        .read(2, 11, 12, "a")
                        .read(2, 13, 14, "b")))
                .isEmpty();
    }

    @Test
    void staleReadIsFound() {
        assertThat(register(
                        new Recording().write(1, 0, 1, "a").write(1, 2, 3, "b").read(2, 4, 5, "a")))
                .isPresent();
    }

    @Test
    void lostWriteIsFound() {
        assertThat(register(new Recording().write(1, 0, 1, "a").read(2, 4, 5, null)))
                .isPresent();
    }

    @Test
    void readThatGoesBackDuringOneWriteIsFound() {
        assertThat(register(new Recording()
                        .write(1, 0, 1, "a")
                        .write(1, 10, 20, "b")
                        .read(2, 11, 12, "b")
                        .read(2, 13, 14, "a")))
                .isPresent();
    }

    @Test
    void reorderedWritesAreFound() {
        assertThat(register(new Recording()
                        .write(1, 0, 1, "a")
                        .write(2, 2, 3, "b")
                        .swap(3, 4, 5, "c", "b")
                        .read(3, 6, 7, "c")
                        .read(1, 8, 9, "a")))
                .isPresent();
    }

    @Test
    void readOfAWriteThatNeverCommittedIsFound() {
        // The read sees the write on its way, and afterwards it is gone.
        assertThat(register(new Recording()
                        .write(1, 0, 1, "a")
                        .unknown(2, Function.WRITE, 2, "b")
                        .read(3, 3, 4, "b")
                        .read(3, 5, 6, "a")))
                .isPresent();
    }

    @Test
    void readFromBeforeTheWriteWasSentIsFound() {
        assertThat(register(new Recording().read(1, 0, 1, "a").write(2, 2, 3, "a")))
                .isPresent();
    }

    @Test
    void twoSwapsOfOneValueAreFound() {
        assertThat(register(new Recording()
                        .write(1, 0, 1, "a")
                        .swap(1, 2, 9, "b", "a")
                        .swap(2, 3, 8, "c", "a")))
                .isPresent();
    }

    @Test
    void swapsFormAChain() {
        assertThat(register(new Recording()
                        .swap(1, 2, 9, "b", "c")
                        .swap(2, 3, 8, "c", "a")
                        .swap(3, 1, 9, "a", null)
                        .read(1, 10, 11, "b")))
                .isEmpty();
    }

    @Test
    void writeOfUnknownOutcomeMayTakeEffectLateOrNever() {
        Recording late = new Recording()
                .write(1, 0, 1, "a")
                .unknown(2, Function.WRITE, 2, "b")
                .read(1, 100, 101, "a")
                .read(1, 200, 201, "b");
        assertThat(register(late)).isEmpty();
        Recording never = new Recording().unknown(2, Function.WRITE, 0, "b").read(1, 100, 101, null);
        assertThat(register(never)).isEmpty();
    }

    @Test
    void writeOfUnknownOutcomeDoesNotTakeEffectTwice() {
        assertThat(register(new Recording()
                        .unknown(2, Function.WRITE, 2, "b")
                        .read(1, 10, 11, "b")
                        .write(1, 12, 13, "a")
                        .read(1, 14, 15, "a")
                        .read(1, 16, 17, "b")))
                .isPresent();
    }

    @Test
    void refusedWriteMustNotBeSeen() {
        assertThat(register(
                        new Recording().refused(2, Function.WRITE, 2, 3, "b").read(1, 10, 11, "b")))
                .isPresent();
    }

    @Test
    void incrementAppliedTwiceIsFound() {
        assertThat(counter(new Recording().increment(1, 0, 1, 1).increment(1, 2, 3, 3)))
                .isPresent();
    }

    @Test
    void equalAnswersOfTwoIncrementsAreFound() {
        assertThat(counter(new Recording().increment(1, 0, 5, 1).increment(2, 1, 6, 1)))
                .isPresent();
    }

    @Test
    void fiftyIncrementsOfUnknownOutcomeAreSearchedInNoTime() {
        Recording recording = new Recording();
        for (int i = 0; i < 50; i++) {
            recording.unknown(i, Function.INCREMENT, i, "");
        }
        recording.increment(100, 60, 61, 31);
        recording.read(100, 62, 63, "99");
        assertThat(counter(recording)).map(Violation::kind).contains(Violation.Kind.NOT_LINEARIZABLE);
        assertThat(counter(new Recording()
                        .unknown(1, Function.INCREMENT, 0, "")
                        .unknown(2, Function.INCREMENT, 1, "")
                        .increment(3, 2, 3, 2)
                        .read(3, 4, 5, "3")))
                .isEmpty();
    }

    @Test
    void twoHundredConcurrentOperationsAreSearched() {
        Recording recording = new Recording();
        int value = 0;
        for (int i = 0; i < 200; i++) {
            // Eight at a time, each overlapping its neighbours.
            long from = i * 10L;
            recording.swap(
                    i % 8, from, from + 75, Integer.toString(++value), i == 0 ? null : Integer.toString(value - 1));
        }
        assertThat(register(recording)).isEmpty();
    }

    @Test
    void givingUpIsSaid() {
        Recording recording = new Recording();
        for (int i = 0; i < 14; i++) {
            recording.write(i, 0, 1000, "v" + i);
        }
        recording.read(20, 1001, 1002, "nothing like it");
        Optional<Violation> verdict =
                new LinearizabilityChecker<>(new RegisterModel(), 1_000).check(recording.operations());
        assertThat(verdict).map(Violation::kind).contains(Violation.Kind.UNDECIDED);
    }

    @Test
    void tooManyOperationsAreUndecided() {
        Recording recording = new Recording();
        for (int i = 0; i <= LinearizabilityChecker.MAX_OPERATIONS; i++) {
            recording.write(1, 2L * i, 2L * i + 1, "v" + i);
        }
        assertThat(register(recording)).map(Violation::kind).contains(Violation.Kind.UNDECIDED);
    }

    @Test
    void violationNamesTheOperationThatNothingExplains() {
        Optional<Violation> verdict =
                register(new Recording().write(1, 0, 1, "a").write(1, 2, 3, "b").read(2, 4, 5, "a"));
        assertThat(verdict.orElseThrow().detail()).contains("nothing explains #2 process 2 READ k ok -> a");
    }

    private static Optional<Violation> register(Recording recording) {
        return new LinearizabilityChecker<>(new RegisterModel()).check(recording.operations());
    }

    private static Optional<Violation> counter(Recording recording) {
        return new LinearizabilityChecker<>(new CounterModel()).check(recording.operations());
    }
}
