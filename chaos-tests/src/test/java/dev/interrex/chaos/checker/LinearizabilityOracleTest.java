package dev.interrex.chaos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The search against plain enumeration of every order, on thousands of small random histories, sound ones and broken ones. */
class LinearizabilityOracleTest {
    private static final int HISTORIES = 20_000;

    @Test
    void searchAgreesWithEnumeration() {
        int linearizable = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Operation> operations = random(new SplittableRandom(seed));
            boolean expected = enumerate(operations, 0, Optional.empty());
            boolean found = new LinearizabilityChecker<>(new RegisterModel())
                    .check(operations)
                    .isEmpty();
            assertThat(found).as("seed %d: %s", seed, operations).isEqualTo(expected);
            boolean throughChecker = new RegisterChecker().check(operations).isEmpty();
            assertThat(throughChecker).as("seed %d: %s", seed, operations).isEqualTo(expected);
            linearizable += expected ? 1 : 0;
        }
        assertThat(linearizable).as("both verdicts must be exercised").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    private static List<Operation> random(SplittableRandom random) {
        int count = random.nextInt(2, 7);
        List<Operation> operations = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < count; i++) {
            from += random.nextInt(1, 4) * 2L;
            long to = from + random.nextInt(1, 12) * 2L + 1;
            operations.add(operation(random, i, from, to));
        }
        return operations;
    }

    private static Operation operation(SplittableRandom random, int index, long from, long to) {
        Outcome outcome = random.nextInt(5) == 0 ? Outcome.INFO : Outcome.OK;
        int kind = random.nextInt(3);
        Function function = kind == 0 ? Function.WRITE : kind == 1 ? Function.SWAP : Function.READ;
        String argument = function == Function.READ ? "" : "v" + index;
        int seen = random.nextInt(-1, index + 1);
        Answer answer = outcome == Outcome.INFO || function == Function.WRITE
                ? Answer.NONE
                : new Answer.Value(seen < 0 ? null : "v" + seen);
        long completed = outcome == Outcome.INFO ? Long.MAX_VALUE : to;
        return new Operation(index, index, "k", function, argument, from, completed, outcome, answer, "");
    }

    /** Tries every operation that may come next; an open one may also be left out. */
    private static boolean enumerate(List<Operation> left, int depth, Optional<String> state) {
        if (left.stream().noneMatch(Operation::ok)) {
            return true;
        }
        long firstCompletion =
                left.stream().mapToLong(Operation::completedNs).min().orElseThrow();
        for (Operation next : left) {
            if (next.invokedNs() > firstCompletion) {
                continue;
            }
            List<Operation> rest = new ArrayList<>(left);
            rest.remove(next);
            Optional<String> after = new RegisterModel().step(state, next);
            if (after != null && enumerate(rest, depth + 1, after)) {
                return true;
            }
            if (!next.ok() && enumerate(rest, depth + 1, state)) {
                return true;
            }
        }
        return false;
    }
}
