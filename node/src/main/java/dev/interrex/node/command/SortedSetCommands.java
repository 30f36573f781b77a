package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.SORTEDSET;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.ScoreUpdate;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.SortedSets;
import java.util.List;

/**
 * Sorted sets: single members. Ranges: {@link SortedSetRangeCommands}; taking away from the ends: {@link SortedSetPopCommands};
 * several sets: {@link SortedSetOperationCommands}.
 */
final class SortedSetCommands {
    private SortedSetCommands() {}

    static List<CommandSpec> writing() {
        return List.of(
                zset("ZADD", "key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]")
                        .arity(-4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, UPDATE)
                        .complexity("O(M*log(N)) for M members added to N")
                        .summary("Gives members of a sorted set scores, and adds those that are missing.")
                        .example("ZADD k 1 a 2 b", "ZADD k GT CH 3 a 1 b", "ZRANGE k 0 -1 WITHSCORES")
                        .handler(SortedSetAddition::zadd),
                zset("ZINCRBY", "key increment member")
                        .arity(4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .complexity("O(log(N)) for N members")
                        .summary("Adds to the score of a member, 0 if it does not exist.")
                        .example("ZADD k 1 a", "ZINCRBY k 1.5 a")
                        .handler(call -> SortedSetAddition.put(call, ScoreUpdate.INCREMENT, false, 2)),
                zset("ZREM", "key member [member ...]")
                        .arity(-3)
                        .flags(WRITE, FAST)
                        .key(1, RW, DELETE)
                        .complexity("O(M*log(N)) for M of N members")
                        .summary("Removes members of a sorted set and returns how many there were.")
                        .example("ZADD k 1 a 2 b", "ZREM k a c")
                        .handler(SortedSetCommands::remove));
    }

    static List<CommandSpec> reading() {
        return List.of(
                zset("ZCARD", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Returns the number of members of a sorted set.")
                        .example("ZADD k 1 a 2 b", "ZCARD k")
                        .handler(call ->
                                call.reply().integer(call.db().sortedSets().size(call.key(1)))),
                zset("ZSCORE", "key member")
                        .arity(3)
                        .flags(READONLY, FAST)
                        .key(1)
                        .summary("Returns the score of a member of a sorted set.")
                        .example("ZADD k 1.5 a", "ZSCORE k a")
                        .handler(SortedSetCommands::score),
                zset("ZMSCORE", "key member [member ...]")
                        .arity(-3)
                        .flags(READONLY, FAST)
                        .key(1)
                        .since("6.2.0")
                        .complexity("O(N) for N members")
                        .summary("Returns the scores of members of a sorted set, null for those that do not exist.")
                        .example("ZADD k 1 a 2 b", "ZMSCORE k a c")
                        .handler(SortedSetCommands::scores),
                rank("ZRANK", false, "Returns how many members of a sorted set come before one."),
                rank("ZREVRANK", true, "Returns how many members of a sorted set come after one."),
                zset("ZRANDMEMBER", "key [count [WITHSCORES]]")
                        .arity(-2)
                        .flags(READONLY)
                        .key(1)
                        .since("6.2.0")
                        .complexity("O(N*log(M)) for N of M members")
                        .summary("Returns any member of a sorted set, or some: different ones, or with a count below"
                                + " zero any.")
                        .example("ZADD k 1 a", "ZRANDMEMBER k", "ZRANDMEMBER k -2 WITHSCORES")
                        .handler(RandomScoredMembers::reply),
                zset("ZSCAN", "key cursor [MATCH pattern] [COUNT count]")
                        .arity(-3)
                        .flags(READONLY)
                        .key(1)
                        .since("2.8.0")
                        .complexity("O(1) per call, O(N) for all N members")
                        .summary("Returns some members of a sorted set and a cursor to go on with, 0 at the end.")
                        .example("ZADD k 1 a 2 b", "ZSCAN k 0 MATCH a*")
                        .handler(SortedSetCommands::scan));
    }

    static CommandBuilder zset(String name, String syntax) {
        return command(name).syntax(syntax).group("sorted-set").acl(SORTEDSET).since("1.2.0");
    }

    private static CommandSpec rank(String name, boolean reverse, String summary) {
        return zset(name, "key member [WITHSCORE]")
                .arity(-3)
                .flags(READONLY, FAST)
                .key(1)
                .since("2.0.0")
                .complexity("O(log(N)) for N members")
                .summary(summary)
                .example("ZADD k 1 a 2 b", name + " k b WITHSCORE")
                .handler(call -> rank(call, reverse));
    }

    private static void remove(Call call) {
        Slice key = call.key(1);
        int removed = call.db().sortedSets().remove(key, call.fields(2, 1));
        if (removed > 0) {
            call.tell('z', "zrem", key);
            ListCommands.tellIfGone(call, key);
        }
        call.reply().integer(removed);
    }

    /** A score, or null if it is NaN. */
    static void replyScore(Call call, double score) {
        if (Double.isNaN(score)) {
            call.reply().nullBulk();
        } else {
            call.reply().doubleText(DoubleText.of(score));
        }
    }

    private static void score(Call call) {
        Slice key = call.key(1);
        call.db().sortedSets().size(key);
        replyScore(call, call.db().sortedSets().score(key, call.field(2)));
    }

    private static void scores(Call call) {
        Slice key = call.key(1);
        call.db().sortedSets().size(key);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            replyScore(call, call.db().sortedSets().score(key, call.field(i)));
        }
    }

    private static void rank(Call call, boolean reverse) {
        if (call.count() > 4) {
            throw new CommandException(call.spec().arityError());
        }
        boolean withScore = call.count() == 4;
        if (withScore && !call.isWord(3, "WITHSCORE")) {
            throw CommandException.SYNTAX;
        }
        SortedSets sets = call.db().sortedSets();
        Slice key = call.key(1);
        int size = sets.size(key);
        int rank = sets.rank(key, call.field(2));
        if (rank < 0) {
            if (withScore) {
                call.reply().nullArray();
            } else {
                call.reply().nullBulk();
            }
            return;
        }
        if (withScore) {
            call.reply().array(2);
        }
        call.reply().integer(reverse ? size - 1 - rank : rank);
        if (withScore) {
            replyScore(call, sets.score(key, call.field(2)));
        }
    }

    private static void scan(Call call) {
        long cursor = ScanOptions.cursor(call, 2);
        Slice key = call.key(1);
        boolean there = call.db().sortedSets().size(key) > 0;
        // Redis looks at options only where there is something to scan.
        ScanOptions options = ScanOptions.read(call, there ? 3 : call.count(), false, false);
        boolean packed = "listpack".equals(call.db().encoding(key));
        CollectedReplies found = call.collected();
        long next = call.db().sortedSets().scan(key, cursor, options.count(), (member, score) -> {
            if (options.matches(member)) {
                found.bulk(member);
                found.bulk(Slice.of(packed ? DoubleText.of(score) : DoubleText.ofSeventeenDigits(score)));
            }
        });
        call.reply().array(2);
        call.reply().bulkLong(next);
        found.writeTo(call.reply());
    }
}
