package dev.interrex.node.command;

import dev.interrex.node.engine.ScoreVisitor;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.SortedSets;
import java.util.LinkedHashSet;
import java.util.Set;

/** ZRANDMEMBER. */
final class RandomScoredMembers {
    /** With repetitions so many at most are returned, as the reply is made in memory. */
    private static final long MOST_REPEATED = 1L << 24;

    private RandomScoredMembers() {}

    static void reply(Call call) {
        SortedSets sets = call.db().sortedSets();
        Slice key = call.key(1);
        if (call.count() == 2) {
            int size = sets.size(key);
            if (size == 0) {
                call.reply().nullBulk();
            } else {
                sets.forEach(key, call.random().nextInt(size), 1, false, (member, score) -> call.replyBulk(member));
            }
            return;
        }
        long count = call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
        boolean withScores = call.count() > 3;
        if (call.count() > 4 || withScores && !call.isWord(3, "WITHSCORES")) {
            throw CommandException.SYNTAX;
        }
        if (count < -MOST_REPEATED || withScores && count > Long.MAX_VALUE / 2) {
            throw new CommandException("ERR value is out of range");
        }
        int size = sets.size(key);
        int replied = size == 0 ? 0 : (int) (count < 0 ? -count : Math.min(count, size));
        ScoreVisitor visitor = SortedSetRangeCommands.begin(call, replied, withScores);
        if (replied == size) {
            sets.forEach(key, 0, count < 0 ? 0 : size, false, visitor);
        }
        if (count < 0 && size > 0) {
            for (int i = 0; i < replied; i++) {
                sets.forEach(key, call.random().nextInt(size), 1, false, visitor);
            }
        } else if (replied < size) {
            // Floyd's sampling: every set of that size is equally likely, whatever the size of the whole.
            Set<Integer> ranks = new LinkedHashSet<>();
            for (int i = size - replied; i < size; i++) {
                int rank = call.random().nextInt(i + 1);
                ranks.add(ranks.contains(rank) ? i : rank);
            }
            ranks.forEach(rank -> sets.forEach(key, rank, 1, false, visitor));
        }
    }
}
