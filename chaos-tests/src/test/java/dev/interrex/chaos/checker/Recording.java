package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes histories by hand: each line says who did what from when to when. Times are plain numbers. */
final class Recording {
    static final String KEY = "k";

    private final List<Operation> operations = new ArrayList<>();

    Recording write(int process, long from, long to, String value) {
        return add(process, Function.WRITE, value, from, to, Outcome.OK, Answer.NONE);
    }

    Recording read(int process, long from, long to, @Nullable String value) {
        return add(process, Function.READ, "", from, to, Outcome.OK, new Answer.Value(value));
    }

    Recording swap(int process, long from, long to, String value, @Nullable String before) {
        return add(process, Function.SWAP, value, from, to, Outcome.OK, new Answer.Value(before));
    }

    Recording increment(int process, long from, long to, long value) {
        return add(process, Function.INCREMENT, "", from, to, Outcome.OK, new Answer.Number(value));
    }

    Recording append(int process, long from, long to, String element, long length) {
        return add(process, Function.APPEND, element, from, to, Outcome.OK, new Answer.Number(length));
    }

    Recording list(int process, long from, long to, String... elements) {
        return add(process, Function.READ_LIST, "", from, to, Outcome.OK, new Answer.Elements(List.of(elements)));
    }

    Recording member(int process, long from, long to, String member) {
        return add(process, Function.ADD, member, from, to, Outcome.OK, Answer.NONE);
    }

    Recording members(int process, long from, long to, String... members) {
        return add(process, Function.READ_SET, "", from, to, Outcome.OK, new Answer.Elements(List.of(members)));
    }

    Recording unknown(int process, Function function, long from, String argument) {
        return add(process, function, argument, from, Long.MAX_VALUE, Outcome.INFO, Answer.NONE);
    }

    Recording refused(int process, Function function, long from, long to, String argument) {
        return add(process, function, argument, from, to, Outcome.FAIL, Answer.NONE);
    }

    private Recording add(
            int process, Function function, String argument, long from, long to, Outcome outcome, Answer answer) {
        operations.add(new Operation(0, process, KEY, function, argument, from, to, outcome, answer, ""));
        return this;
    }

    /** In the order of invocation, numbered. */
    List<Operation> operations() {
        List<Operation> sorted = operations.stream()
                .sorted(Comparator.comparingLong(Operation::invokedNs))
                .toList();
        List<Operation> numbered = new ArrayList<>();
        for (Operation o : sorted) {
            numbered.add(new Operation(
                    numbered.size(),
                    o.process(),
                    o.key(),
                    o.function(),
                    o.argument(),
                    o.invokedNs(),
                    o.completedNs(),
                    o.outcome(),
                    o.answer(),
                    o.error()));
        }
        return numbered;
    }
}
