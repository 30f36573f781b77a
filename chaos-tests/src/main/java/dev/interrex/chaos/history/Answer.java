package dev.interrex.chaos.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store answered to an operation that ended {@link Outcome#OK}. */
public sealed interface Answer {
    /** Nothing beyond "done", or nothing known. */
    Answer NONE = new None();

    record None() implements Answer {}

    /** The value of a key; null where there is none. */
    record Value(@Nullable String value) implements Answer {}

    /** A counter's value, or the number of elements of a list, after the operation. */
    record Number(long number) implements Answer {}

    /** The elements of a list in order, or the members of a set in any order. */
    record Elements(List<String> elements) implements Answer {
        public Elements {
            elements = List.copyOf(elements);
        }
    }
}
