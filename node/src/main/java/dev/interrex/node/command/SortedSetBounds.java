package dev.interrex.node.command;

import dev.interrex.node.engine.ScoreBound;
import dev.interrex.node.engine.Slice;
import java.util.Arrays;

/**
 * The two ends of a range of a sorted set, by score or by member.
 *
 * @param start true for what is before the range
 * @param end true for what is before the range's end, so for all of the range
 */
record SortedSetBounds(ScoreBound start, ScoreBound end) {
    private static final CommandException NOT_A_SCORE = new CommandException("ERR min or max is not a float");
    private static final CommandException NOT_A_MEMBER =
            new CommandException("ERR min or max not valid string range item");

    /** Members or ranks of a range: from the first, inclusive, to the last, exclusive. */
    record Ranks(int from, int to) {
        int count() {
            return Math.max(0, to - from);
        }
    }

    Ranks in(Call call, Slice key) {
        int from = call.db().sortedSets().countBelow(key, start);
        return new Ranks(from, call.db().sortedSets().countBelow(key, end));
    }

    /** Scores, exclusive behind a round bracket. */
    static SortedSetBounds ofScores(Call call, int minAt, int maxAt) {
        boolean withoutMin = isExclusive(call, minAt);
        double min = score(call, minAt, withoutMin);
        boolean withoutMax = isExclusive(call, maxAt);
        double max = score(call, maxAt, withoutMax);
        ScoreBound start = (score, member) -> withoutMin ? score <= min : score < min;
        ScoreBound end = (score, member) -> withoutMax ? score < max : score <= max;
        return new SortedSetBounds(start, end);
    }

    private static boolean isExclusive(Call call, int index) {
        return call.args().length(index) > 0 && call.args().byteAt(index, 0) == '(';
    }

    private static double score(Call call, int index, boolean exclusive) {
        Slice text = call.slice(index, call.rendered());
        int skipped = exclusive ? 1 : 0;
        while (skipped < text.length()
                && (text.at(skipped) == ' ' || text.at(skipped) >= 9 && text.at(skipped) <= 13)) {
            skipped++;
        }
        // C's strtod makes a zero of nothing.
        if (text.length() == (exclusive ? 1 : 0)) {
            return 0;
        }
        text.set(text.array(), text.offset() + skipped, text.length() - skipped);
        double score = DoubleArgument.parse(text);
        if (Double.isNaN(score)) {
            throw NOT_A_SCORE;
        }
        return score;
    }

    /** Members behind a round or square bracket, and {@code -} and {@code +}. All members have the same score. */
    static SortedSetBounds ofMembers(Call call, int minAt, int maxAt) {
        return new SortedSetBounds(bound(call, minAt, true), bound(call, maxAt, false));
    }

    private static ScoreBound bound(Call call, int index, boolean isStart) {
        byte[] item = call.args().bytes(index);
        if (item.length == 1 && (item[0] == '-' || item[0] == '+')) {
            boolean all = item[0] == '+';
            return (score, member) -> all;
        }
        if (item.length == 0 || item[0] != '[' && item[0] != '(') {
            throw NOT_A_MEMBER;
        }
        // Of members that equal the bound, a start excludes those behind a round bracket, an end those behind none.
        boolean equalIsBefore = (item[0] == '(') == isStart;
        return (score, member) -> {
            int order = Arrays.compareUnsigned(
                    member.array(), member.offset(), member.offset() + member.length(), item, 1, item.length);
            return order < 0 || order == 0 && equalIsBefore;
        };
    }
}
