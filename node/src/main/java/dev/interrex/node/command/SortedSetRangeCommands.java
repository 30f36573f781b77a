package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.SortedSetCommands.zset;

import dev.interrex.node.command.SortedSetRange.By;
import dev.interrex.node.engine.ScoreVisitor;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespWriter;
import java.util.List;
import java.util.Locale;

/** Sorted sets: ranges by rank, score and member. */
final class SortedSetRangeCommands {
    private static final String COMPLEXITY = "O(log(N)+M) for M of N members";

    private SortedSetRangeCommands() {}

    static List<CommandSpec> reading() {
        return List.of(
                range(
                        "ZRANGE",
                        "key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]",
                        By.OPTION,
                        "0 -1 REV WITHSCORES"),
                range("ZREVRANGE", "key start stop [WITHSCORES]", By.RANK, "0 0"),
                range("ZRANGEBYSCORE", "key min max [WITHSCORES] [LIMIT offset count]", By.SCORE, "(1 +inf"),
                range("ZREVRANGEBYSCORE", "key max min [WITHSCORES] [LIMIT offset count]", By.SCORE, "2 (1"),
                range("ZRANGEBYLEX", "key min max [LIMIT offset count]", By.MEMBER, "[a +"),
                range("ZREVRANGEBYLEX", "key max min [LIMIT offset count]", By.MEMBER, "+ (a"),
                zset("ZCOUNT", "key min max")
                        .arity(4)
                        .flags(READONLY, FAST)
                        .key(1, RO, ACCESS)
                        .since("2.0.0")
                        .complexity("O(log(N)) for N members")
                        .summary("Returns how many members of a sorted set have scores in a range.")
                        .example("ZADD k 1 a 2 b", "ZCOUNT k (1 +inf")
                        .handler(call -> count(call, SortedSetBounds.ofScores(call, 2, 3))),
                zset("ZLEXCOUNT", "key min max")
                        .arity(4)
                        .flags(READONLY, FAST)
                        .key(1, RO, ACCESS)
                        .since("2.8.9")
                        .complexity("O(log(N)) for N members")
                        .summary("Returns how many members of a sorted set, of equal scores, are in a range.")
                        .example("ZADD k 0 a 0 b", "ZLEXCOUNT k [b +")
                        .handler(call -> count(call, SortedSetBounds.ofMembers(call, 2, 3))));
    }

    static List<CommandSpec> writing() {
        return List.of(
                zset("ZRANGESTORE", "dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]")
                        .arity(-5)
                        .flags(WRITE, DENYOOM)
                        .key(1, OW, UPDATE)
                        .key(2, RO, ACCESS)
                        .since("6.2.0")
                        .complexity(COMPLEXITY)
                        .summary("Stores a range of the members of a sorted set.")
                        .example("ZADD k 1 a 2 b", "ZRANGESTORE other k 0 0", "ZRANGE other 0 -1")
                        .handler(SortedSetRangeCommands::store),
                remove("ZREMRANGEBYRANK", "key start stop", "2.0.0", "0 0"),
                remove("ZREMRANGEBYSCORE", "key min max", "1.2.0", "-inf (2"),
                remove("ZREMRANGEBYLEX", "key min max", "2.8.9", "[b +"));
    }

    private static CommandSpec range(String name, String syntax, By by, String example) {
        boolean reverse = name.startsWith("ZREV");
        return zset(name, syntax)
                .arity(-4)
                .flags(READONLY)
                .key(1)
                .since(by == By.MEMBER ? "2.8.9" : "1.2.0")
                .complexity(COMPLEXITY)
                .summary("Returns a range of the members of a sorted set" + (reverse ? ", the last one first." : "."))
                .example("ZADD k 1 a 1 b 2 c", name + " k " + example)
                .handler(call -> reply(call, new SortedSetRange.Reader(call, 1, by, reverse, false).read()));
    }

    private static CommandSpec remove(String name, String syntax, String since, String example) {
        return zset(name, syntax)
                .arity(4)
                .flags(WRITE)
                .key(1, RW, DELETE)
                .since(since)
                .complexity("O(M*log(N)) for M of N members")
                .summary("Removes a range of the members of a sorted set.")
                .example("ZADD k 1 a 1 b 2 c", name + " k " + example)
                .handler(call -> remove(call, name.toLowerCase(Locale.ROOT)));
    }

    /** Begins a reply of members, in RESP3 with an array for each pair; returns what writes one. */
    static ScoreVisitor begin(Call call, int count, boolean withScores) {
        RespWriter reply = call.reply();
        boolean nested = withScores && reply.resp3();
        reply.array(withScores && !nested ? 2 * count : count);
        return (member, score) -> {
            if (nested) {
                reply.array(2);
            }
            call.replyBulk(member);
            if (withScores) {
                reply.doubleText(DoubleText.of(score));
            }
        };
    }

    private static void reply(Call call, SortedSetRange range) {
        ScoreVisitor visitor = begin(call, range.count(), range.withScores());
        call.db().sortedSets().forEach(call.key(1), range.from(), range.count(), range.reverse(), visitor);
    }

    private static void store(Call call) {
        SortedSetRange range = new SortedSetRange.Reader(call, 2, By.OPTION, false, true).read();
        Slice newKey = call.key(1);
        boolean existed = call.db().isThere(newKey);
        int from = range.reverse() ? range.from() - range.count() + 1 : range.from();
        call.db().sortedSets().storeRange(newKey, call.otherKey(2), from, range.count());
        if (range.count() > 0) {
            call.tell('z', "zrangestore", newKey);
        } else if (existed) {
            call.tell('g', "del", newKey);
        }
        call.reply().integer(range.count());
    }

    private static void count(Call call, SortedSetBounds bounds) {
        Slice key = call.key(1);
        int size = call.db().sortedSets().size(key);
        call.reply().integer(size == 0 ? 0 : bounds.in(call, key).count());
    }

    private static void remove(Call call, String event) {
        By by = By.RANK;
        if (event.endsWith("score")) {
            by = By.SCORE;
        } else if (event.endsWith("lex")) {
            by = By.MEMBER;
        }
        SortedSetRange range = new SortedSetRange.Reader(call, 1, by, false, false).read();
        Slice key = call.key(1);
        if (range.count() > 0) {
            call.db().sortedSets().removeRange(key, range.from(), range.count());
            call.tell('z', event, key);
            ListCommands.tellIfGone(call, key);
        }
        call.reply().integer(range.count());
    }
}
