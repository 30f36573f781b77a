package dev.interrex.node.command;

import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.CommandArgs;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Where key names stand among the arguments of a command, in the terms of Redis's key specifications: where to begin, how to
 * go on, and what happens to those keys.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/key-specs/">Command key specifications</a>
 */
public record KeySpec(Begin begin, Find find, List<KeyFlag> flags) {
    /** Where the search begins. */
    public sealed interface Begin {
        /** At a fixed argument; 0 is the command's name. */
        record Index(int position) implements Begin {}

        /** After a word, looked for from {@code startFrom} on; a negative start counts from the end and searches backwards. */
        record Keyword(String word, int startFrom) implements Begin {}
    }

    /** How keys are found from the beginning. */
    public sealed interface Find {
        /**
         * Every {@code step}-th argument up to {@code last}, relative to the beginning; a negative {@code last} counts from the end,
         * and {@code limit} 2 means the first half of what remains, 3 the first third.
         */
        record Range(int last, int step, int limit) implements Find {}

        /** A count stands at {@code numberAt}, the first key at {@code firstAt}, both relative to the beginning. */
        record Counted(int numberAt, int firstAt, int step) implements Find {}
    }

    public KeySpec {
        flags = List.copyOf(flags);
    }

    /** Tells {@code positions} the index of every key argument; nothing if the arguments do not make sense. */
    public void find(CommandArgs args, IntConsumer positions) {
        int first = beginning(args);
        if (first <= 0 || first >= args.count()) {
            return;
        }
        switch (find) {
            case Find.Range range -> range(args, first, range, positions);
            case Find.Counted counted -> counted(args, first, counted, positions);
        }
    }

    private int beginning(CommandArgs args) {
        return switch (begin) {
            case Begin.Index index -> index.position();
            case Begin.Keyword keyword -> {
                int step = keyword.startFrom() >= 0 ? 1 : -1;
                int from = step > 0 ? keyword.startFrom() : args.count() + keyword.startFrom();
                for (int i = from; i > 0 && i < args.count(); i += step) {
                    if (args.is(i, keyword.word())) {
                        yield i + 1;
                    }
                }
                yield -1;
            }
        };
    }

    private static void range(CommandArgs args, int first, Find.Range range, IntConsumer positions) {
        int last = range.last() >= 0 ? first + range.last() : args.count() + range.last();
        if (range.limit() > 1) {
            last = first + (args.count() - first) / range.limit() + range.last();
        }
        for (int i = first; i <= last && i < args.count(); i += range.step()) {
            positions.accept(i);
        }
    }

    private static void counted(CommandArgs args, int first, Find.Counted counted, IntConsumer positions) {
        int numberAt = first + counted.numberAt();
        if (numberAt >= args.count() || args.length(numberAt) > Digits.LONGEST) {
            return;
        }
        Slice number = Slice.of(args.bytes(numberAt));
        if (!Digits.isLong(number)) {
            return;
        }
        long keys = Digits.parse(number);
        int from = first + counted.firstAt();
        for (long i = 0; i < keys && from + i * counted.step() < args.count(); i++) {
            positions.accept((int) (from + i * counted.step()));
        }
    }
}
