package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.BLOCKING;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.ListCommands.list;

import dev.interrex.node.engine.Lists;
import dev.interrex.node.engine.Slice;
import java.util.List;

/** Moving elements between lists, popping from the first of some, and waiting for an element. */
final class ListMoveCommands {
    private static final String TYPE = "list";

    private ListMoveCommands() {}

    static List<CommandSpec> moving() {
        return List.of(
                move("LMOVE", "source destination LEFT | RIGHT LEFT | RIGHT", 5, "6.2.0")
                        .summary("Moves an element from one end of a list to one end of another.")
                        .example("RPUSH k a b", "LMOVE k other LEFT RIGHT")
                        .handler(call -> {
                            boolean fromHead = isLeft(call, 3);
                            move(call, fromHead, isLeft(call, 4));
                        }),
                move("RPOPLPUSH", "source destination", 3, "1.2.0")
                        .summary("Moves the last element of a list to the head of another.")
                        .example("RPUSH k a b", "RPOPLPUSH k other")
                        .handler(call -> move(call, false, true)),
                move("BLMOVE", "source destination LEFT | RIGHT LEFT | RIGHT timeout", 6, "6.2.0")
                        .flags(NOSCRIPT, BLOCKING)
                        .summary("Moves an element from one list to another; waits for one if there is none.")
                        .example("RPUSH k a b", "BLMOVE k other LEFT RIGHT 1")
                        .handler(call -> {
                            boolean fromHead = isLeft(call, 3);
                            boolean toHead = isLeft(call, 4);
                            awaitMove(call, fromHead, toHead, BlockingTimeout.ofSeconds(call, 5));
                        }),
                move("BRPOPLPUSH", "source destination timeout", 4, "2.2.0")
                        .flags(NOSCRIPT, BLOCKING)
                        .summary("Moves the last element of a list to the head of another; waits for one.")
                        .example("RPUSH k a b", "BRPOPLPUSH k other 1")
                        .handler(call -> awaitMove(call, false, true, BlockingTimeout.ofSeconds(call, 3))));
    }

    static List<CommandSpec> popping() {
        return List.of(
                pop("LMPOP", "numkeys key [key ...] LEFT | RIGHT [COUNT count]", -4, "7.0.0")
                        .countedKeys(1, RW, ACCESS, DELETE)
                        .summary("Removes elements from the first list that has some, and returns them.")
                        .example("RPUSH k a b c", "LMPOP 2 missing k LEFT COUNT 2")
                        .handler(call -> popMany(call, 1)),
                pop("BLMPOP", "timeout numkeys key [key ...] LEFT | RIGHT [COUNT count]", -5, "7.0.0")
                        .flags(BLOCKING)
                        .countedKeys(2, RW, ACCESS, DELETE)
                        .summary("Removes elements from the first list that has some; waits for one.")
                        .example("RPUSH k a b c", "BLMPOP 1 1 k RIGHT")
                        .handler(call -> popMany(call, 2)),
                pop("BLPOP", "key [key ...] timeout", -3, "2.0.0")
                        .flags(NOSCRIPT, BLOCKING)
                        .keys(1, -2, 1, RW, ACCESS, DELETE)
                        .complexity("O(N) for N keys")
                        .summary("Removes the head of the first list that has one, and returns it; waits for one.")
                        .example("RPUSH k a b", "BLPOP missing k 1")
                        .handler(call -> awaitPop(call, true)),
                pop("BRPOP", "key [key ...] timeout", -3, "2.0.0")
                        .flags(NOSCRIPT, BLOCKING)
                        .keys(1, -2, 1, RW, ACCESS, DELETE)
                        .complexity("O(N) for N keys")
                        .summary("Removes the tail of the first list that has one, and returns it; waits for one.")
                        .example("RPUSH k a b", "BRPOP missing k 1")
                        .handler(call -> awaitPop(call, false)));
    }

    private static CommandBuilder move(String name, String syntax, int arity, String since) {
        return list(name, syntax)
                .arity(arity)
                .flags(WRITE, DENYOOM)
                .key(1, RW, ACCESS, DELETE)
                .key(2, RW, INSERT)
                .since(since);
    }

    private static CommandBuilder pop(String name, String syntax, int arity, String since) {
        return list(name, syntax).arity(arity).flags(WRITE).since(since).complexity("O(N+M) for N keys and M elements");
    }

    private static boolean isLeft(Call call, int index) {
        boolean left = call.isWord(index, "LEFT");
        if (!left && !call.isWord(index, "RIGHT")) {
            throw CommandException.SYNTAX;
        }
        return left;
    }

    private static void move(Call call, boolean fromHead, boolean toHead) {
        Slice source = call.key(1);
        Lists lists = call.db().lists();
        if (lists.sizeForUpdate(source) == 0) {
            call.reply().nullBulk();
            return;
        }
        Slice destination = call.otherKey(2);
        lists.sizeForUpdate(destination);
        call.replyBulk(lists.move(source, fromHead, destination, toHead));
        call.tell('l', ListCommands.pushEvent(toHead), destination);
        call.tell('l', fromHead ? "lpop" : "rpop", source);
        ListCommands.tellIfGone(call, source);
    }

    private static void awaitMove(Call call, boolean fromHead, boolean toHead, long timeoutMs) {
        boolean waits = call.db().lists().sizeForUpdate(call.key(1)) == 0
                && call.waitFor(KeyWait.of(call, TYPE, 1, 1, timeoutMs));
        if (!waits) {
            move(call, fromHead, toHead);
        }
    }

    private static void awaitPop(Call call, boolean head) {
        int keys = call.count() - 2;
        long timeoutMs = BlockingTimeout.ofSeconds(call, call.count() - 1);
        Lists lists = call.db().lists();
        for (int i = 1; i <= keys; i++) {
            Slice key = call.key(i);
            long size = lists.sizeForUpdate(key);
            if (size > 0) {
                call.reply().array(2);
                call.replyBulk(key);
                call.replyBulk(lists.get(key, head ? 0 : size - 1));
                ListCommands.removed(call, key, head, 1);
                return;
            }
        }
        if (!call.waitFor(KeyWait.of(call, TYPE, 1, keys, timeoutMs))) {
            call.reply().nullArray();
        }
    }

    /** LMPOP, and BLMPOP, which has a timeout before the number of keys. */
    private static void popMany(Call call, int numberAt) {
        int keys = CountedKeys.count(call, numberAt, "numkeys should be greater than 0");
        int whereAt = numberAt + keys + 1;
        if (whereAt >= call.count()) {
            throw CommandException.SYNTAX;
        }
        boolean head = isLeft(call, whereAt);
        long count = CountedKeys.countOption(call, whereAt + 1);
        boolean mayWait = numberAt > 1;
        long timeoutMs = mayWait ? BlockingTimeout.ofSeconds(call, 1) : 0;
        for (int i = numberAt + 1; i <= numberAt + keys; i++) {
            Slice key = call.key(i);
            long size = call.db().lists().sizeForUpdate(key);
            if (size > 0) {
                call.reply().array(2);
                call.replyBulk(key);
                ListCommands.popTo(call, key, size, head, count);
                return;
            }
        }
        if (!mayWait || !call.waitFor(KeyWait.of(call, TYPE, numberAt + 1, keys, timeoutMs))) {
            call.reply().nullArray();
        }
    }
}
