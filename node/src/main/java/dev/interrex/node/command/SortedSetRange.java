package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;

/**
 * The range that a command of the ZRANGE family means, as ranks.
 *
 * @param from the first of them, in the order in which they are returned
 * @param count of them
 */
record SortedSetRange(int from, int count, boolean reverse, boolean withScores) {
    /** How the ends of a range are given. */
    enum By {
        /** An option says it. */
        OPTION,
        RANK,
        SCORE,
        MEMBER
    }

    private static final CommandException LIMIT_OF_RANKS = new CommandException(
            "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    private static final CommandException SCORES_OF_MEMBERS =
            new CommandException("ERR syntax error, WITHSCORES not supported in combination with BYLEX");

    /** Reads the arguments of one call; order and texts of errors are Redis's. */
    static final class Reader {
        private final Call call;
        private final int keyAt;
        private final boolean stores;
        private By by;
        private boolean reverse;
        private boolean withScores;
        private long offset;
        private long limit = -1;

        /** @param keyAt argument that is the key; the two ends follow it, then options */
        Reader(Call call, int keyAt, By by, boolean reverse, boolean stores) {
            this.call = call;
            this.keyAt = keyAt;
            this.by = by;
            this.reverse = reverse;
            this.stores = stores;
        }

        SortedSetRange read() {
            boolean free = by == By.OPTION;
            for (int i = keyAt + 3; i < call.count(); i++) {
                if (!stores && call.isWord(i, "WITHSCORES")) {
                    withScores = true;
                } else if (call.isWord(i, "LIMIT") && i + 2 < call.count()) {
                    offset = call.integer(i + 1);
                    limit = call.integer(i + 2);
                    i += 2;
                } else if (free && call.isWord(i, "REV") && !reverse) {
                    reverse = true;
                } else if (by == By.OPTION && call.isWord(i, "BYLEX")) {
                    by = By.MEMBER;
                } else if (by == By.OPTION && call.isWord(i, "BYSCORE")) {
                    by = By.SCORE;
                } else {
                    throw CommandException.SYNTAX;
                }
            }
            by = by == By.OPTION ? By.RANK : by;
            if (limit != -1 && by == By.RANK) {
                throw LIMIT_OF_RANKS;
            }
            if (withScores && by == By.MEMBER) {
                throw SCORES_OF_MEMBERS;
            }
            return by == By.RANK ? ofRanks() : ofBounds();
        }

        private SortedSetRange ofRanks() {
            long start = call.integer(keyAt + 1);
            long stop = call.integer(keyAt + 2);
            int size = size();
            long from = Math.max(0, start < 0 ? size + start : start);
            long to = Math.min(stop < 0 ? size + stop : stop, size - 1L);
            int count = from > to ? 0 : (int) (to - from + 1);
            return new SortedSetRange((int) (reverse ? size - 1L - from : from), count, reverse, withScores);
        }

        private SortedSetRange ofBounds() {
            int minAt = reverse ? keyAt + 2 : keyAt + 1;
            int maxAt = reverse ? keyAt + 1 : keyAt + 2;
            SortedSetBounds bounds = by == By.SCORE
                    ? SortedSetBounds.ofScores(call, minAt, maxAt)
                    : SortedSetBounds.ofMembers(call, minAt, maxAt);
            size();
            SortedSetBounds.Ranks ranks = bounds.in(call, key());
            long left = offset < 0 ? 0 : Math.max(0, ranks.count() - offset);
            int count = (int) (limit < 0 ? left : Math.min(left, limit));
            long from = reverse ? ranks.to() - 1L - offset : ranks.from() + offset;
            return new SortedSetRange(count == 0 ? 0 : (int) from, count, reverse, withScores);
        }

        private Slice key() {
            return stores ? call.otherKey(keyAt) : call.key(keyAt);
        }

        private int size() {
            return call.db().sortedSets().size(key());
        }
    }
}
