package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.BLOCKING;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.SortedSetCommands.zset;

import dev.interrex.node.engine.ScoreVisitor;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.SortedSets;
import java.util.List;

/** Sorted sets: taking members away from the ends, and waiting for some. */
final class SortedSetPopCommands {
    private static final String TYPE = "zset";

    private SortedSetPopCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                pop("ZPOPMIN", false, "Removes the member with the least score, or some, and returns them."),
                pop("ZPOPMAX", true, "Removes the member with the greatest score, or some, and returns them."),
                zset("ZMPOP", "numkeys key [key ...] MIN | MAX [COUNT count]")
                        .arity(-4)
                        .flags(WRITE)
                        .countedKeys(1, RW, ACCESS, DELETE)
                        .since("7.0.0")
                        .complexity("O(K+M*log(N)) for K keys and M of N members")
                        .summary("Removes members from an end of the first sorted set that has some.")
                        .example("ZADD k 1 a 2 b", "ZMPOP 2 missing k MIN COUNT 5")
                        .handler(call -> popMany(call, 1)),
                awaiting("BZPOPMIN", false, "Removes the least member of the first sorted set that has one; waits."),
                awaiting("BZPOPMAX", true, "Removes the greatest member of the first sorted set that has one; waits."),
                zset("BZMPOP", "timeout numkeys key [key ...] MIN | MAX [COUNT count]")
                        .arity(-5)
                        .flags(WRITE, BLOCKING)
                        .countedKeys(2, RW, ACCESS, DELETE)
                        .since("7.0.0")
                        .complexity("O(K+M*log(N)) for K keys and M of N members")
                        .summary("Removes members from an end of the first sorted set that has some; waits for one.")
                        .example("ZADD k 1 a 2 b", "BZMPOP 1 1 k MAX")
                        .handler(call -> popMany(call, 2)));
    }

    private static CommandSpec pop(String name, boolean max, String summary) {
        return zset(name, "key [count]")
                .arity(-2)
                .flags(WRITE, FAST)
                .key(1, RW, ACCESS, DELETE)
                .since("5.0.0")
                .complexity("O(M*log(N)) for M of N members")
                .summary(summary)
                .example("ZADD k 1 a 2 b", name + " k", name + " k 2")
                .handler(call -> pop(call, max));
    }

    private static CommandSpec awaiting(String name, boolean max, String summary) {
        return zset(name, "key [key ...] timeout")
                .arity(-3)
                .flags(WRITE, FAST, NOSCRIPT, BLOCKING)
                .keys(1, -2, 1, RW, ACCESS, DELETE)
                .since("5.0.0")
                .complexity("O(K+log(N)) for K keys and N members")
                .summary(summary)
                .example("ZADD k 1 a 2 b", name + " missing k 1")
                .handler(call -> awaitPop(call, max));
    }

    private static void pop(Call call, boolean max) {
        if (call.count() > 3) {
            throw CommandException.SYNTAX;
        }
        boolean many = call.count() == 3;
        long count = many ? call.integer(2, ListCommands.NOT_POSITIVE) : 1;
        if (count < 0) {
            throw ListCommands.NOT_POSITIVE;
        }
        Slice key = call.key(1);
        int size = call.db().sortedSets().sizeForUpdate(key);
        int popped = (int) Math.min(count, size);
        boolean nested = many && call.reply().resp3();
        call.reply().array(nested ? popped : 2 * popped);
        take(call, key, size, popped, max, nested);
    }

    /** Replies with members from an end, without the header, and removes them. */
    private static void take(Call call, Slice key, int size, int count, boolean max, boolean nested) {
        if (count == 0) {
            return;
        }
        SortedSets sets = call.db().sortedSets();
        ScoreVisitor visitor = (member, score) -> {
            if (nested) {
                call.reply().array(2);
            }
            call.replyBulk(member);
            call.reply().doubleText(DoubleText.of(score));
        };
        sets.forEach(key, max ? size - 1 : 0, count, max, visitor);
        sets.removeRange(key, max ? size - count : 0, count);
        call.tell('z', max ? "zpopmax" : "zpopmin", key);
        ListCommands.tellIfGone(call, key);
    }

    private static void awaitPop(Call call, boolean max) {
        int keys = call.count() - 2;
        long timeoutMs = BlockingTimeout.ofSeconds(call, call.count() - 1);
        for (int i = 1; i <= keys; i++) {
            Slice key = call.key(i);
            int size = call.db().sortedSets().sizeForUpdate(key);
            if (size > 0) {
                call.reply().array(3);
                call.replyBulk(key);
                take(call, key, size, 1, max, false);
                return;
            }
        }
        if (!call.waitFor(KeyWait.of(call, TYPE, 1, keys, timeoutMs))) {
            call.reply().nullArray();
        }
    }

    /** ZMPOP, and BZMPOP, which has a timeout before the number of keys. */
    private static void popMany(Call call, int numberAt) {
        int keys = CountedKeys.count(call, numberAt, "numkeys should be greater than 0");
        int whereAt = numberAt + keys + 1;
        if (whereAt >= call.count()) {
            throw CommandException.SYNTAX;
        }
        boolean max = call.isWord(whereAt, "MAX");
        if (!max && !call.isWord(whereAt, "MIN")) {
            throw CommandException.SYNTAX;
        }
        long count = CountedKeys.countOption(call, whereAt + 1);
        boolean mayWait = numberAt > 1;
        long timeoutMs = mayWait ? BlockingTimeout.ofSeconds(call, 1) : 0;
        for (int i = numberAt + 1; i <= numberAt + keys; i++) {
            Slice key = call.key(i);
            int size = call.db().sortedSets().sizeForUpdate(key);
            if (size > 0) {
                int popped = (int) Math.min(count, size);
                call.reply().array(2);
                call.replyBulk(key);
                call.reply().array(popped);
                take(call, key, size, popped, max, true);
                return;
            }
        }
        if (!mayWait || !call.waitFor(KeyWait.of(call, TYPE, numberAt + 1, keys, timeoutMs))) {
            call.reply().nullArray();
        }
    }
}
