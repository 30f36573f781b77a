package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.LIST;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Lists;
import dev.interrex.node.engine.Slice;
import java.util.List;

/** Lists, except what moves elements between them or waits for some: {@link ListMoveCommands}; and LPOS: {@link ListPosition}. */
final class ListCommands {
    static final CommandException NOT_POSITIVE = new CommandException("ERR value is out of range, must be positive");

    private ListCommands() {}

    static List<CommandSpec> writing() {
        return List.of(
                push("LPUSH", true, "1.0.0", "Adds elements to the head of a list, one after the other."),
                push("RPUSH", false, "1.0.0", "Adds elements to the tail of a list, one after the other."),
                push("LPUSHX", true, "2.2.0", "Adds elements to the head of a list if it exists."),
                push("RPUSHX", false, "2.2.0", "Adds elements to the tail of a list if it exists."),
                pop("LPOP", true, "Removes the first element of a list, or some, and returns them."),
                pop("RPOP", false, "Removes the last element of a list, or some, and returns them."),
                list("LINSERT", "key BEFORE | AFTER pivot element")
                        .arity(5)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, INSERT)
                        .since("2.2.0")
                        .complexity("O(N) for N elements before the pivot")
                        .summary("Inserts an element before or after another one.")
                        .example("RPUSH k a c", "LINSERT k BEFORE c b")
                        .handler(ListCommands::insert),
                list("LSET", "key index element")
                        .arity(4)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, UPDATE)
                        .complexity("O(N) for N elements before the index, O(1) near the ends")
                        .summary("Replaces an element of a list.")
                        .example("RPUSH k a b", "LSET k -1 c")
                        .handler(ListCommands::set),
                list("LREM", "key count element")
                        .arity(4)
                        .flags(WRITE)
                        .key(1, RW, DELETE)
                        .complexity("O(N) for N elements of the list")
                        .summary("Removes elements with this content: all for 0, else so many from the head or,"
                                + " negative, from the tail.")
                        .example("RPUSH k a b a", "LREM k -1 a")
                        .handler(ListCommands::remove),
                list("LTRIM", "key start stop")
                        .arity(4)
                        .flags(WRITE)
                        .key(1, RW, DELETE)
                        .complexity("O(N) for N elements removed")
                        .summary("Removes all elements outside of a range.")
                        .example("RPUSH k a b c", "LTRIM k 1 -1")
                        .handler(ListCommands::trim));
    }

    static List<CommandSpec> reading() {
        return List.of(
                list("LLEN", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Returns the number of elements of a list.")
                        .example("RPUSH k a b", "LLEN k")
                        .handler(call -> call.reply().integer(call.db().lists().size(call.key(1)))),
                list("LINDEX", "key index")
                        .arity(3)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N elements before the index, O(1) near the ends")
                        .summary("Returns an element of a list.")
                        .example("RPUSH k a b", "LINDEX k -1")
                        .handler(ListCommands::index),
                list("LRANGE", "key start stop")
                        .arity(4)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(S+N) for N elements, S before the first")
                        .summary("Returns a range of the elements of a list.")
                        .example("RPUSH k a b c", "LRANGE k 0 -1")
                        .handler(ListCommands::range),
                list("LPOS", "key element [RANK rank] [COUNT num-matches] [MAXLEN len]")
                        .arity(-3)
                        .flags(READONLY)
                        .key(1)
                        .since("6.0.6")
                        .complexity("O(N) for N elements of the list")
                        .summary("Returns the index of an element of a list, or of several with the same content.")
                        .example("RPUSH k a b a", "LPOS k a COUNT 0")
                        .handler(ListPosition::reply));
    }

    static CommandBuilder list(String name, String syntax) {
        return command(name).syntax(syntax).group("list").acl(LIST);
    }

    private static CommandSpec push(String name, boolean head, String since, String summary) {
        boolean onlyIfThere = name.endsWith("X");
        return list(name, "key element [element ...]")
                .arity(-3)
                .flags(WRITE, DENYOOM, FAST)
                .key(1, RW, INSERT)
                .since(since)
                .complexity("O(N) for N elements")
                .summary(summary)
                .example("RPUSH k a", name + " k b c", "LRANGE k 0 -1")
                .handler(call -> push(call, head, onlyIfThere));
    }

    private static CommandSpec pop(String name, boolean head, String summary) {
        return list(name, "key [count]")
                .arity(-2)
                .flags(WRITE, FAST)
                .key(1, RW, ACCESS, DELETE)
                .complexity("O(N) for N elements")
                .summary(summary)
                .example("RPUSH k a b c", name + " k", name + " k 2")
                .handler(call -> pop(call, head));
    }

    private static void push(Call call, boolean head, boolean onlyIfThere) {
        Slice key = call.key(1);
        Lists lists = call.db().lists();
        if (onlyIfThere && lists.sizeForUpdate(key) == 0) {
            call.reply().integer(0);
            return;
        }
        call.reply().integer(lists.push(key, head, call.values(2, 1)));
        call.tell('l', pushEvent(head), key);
    }

    static String pushEvent(boolean head) {
        return head ? "lpush" : "rpush";
    }

    private static void pop(Call call, boolean head) {
        if (call.count() > 3) {
            throw new CommandException(call.spec().arityError());
        }
        boolean many = call.count() == 3;
        long count = many ? call.integer(2, NOT_POSITIVE) : 1;
        if (count < 0) {
            throw NOT_POSITIVE;
        }
        Slice key = call.key(1);
        long size = call.db().lists().sizeForUpdate(key);
        if (many && size == 0) {
            call.reply().nullArray();
        } else if (many) {
            popTo(call, key, size, head, count);
        } else {
            call.replyBulk(call.db().lists().get(key, head ? 0 : size - 1));
            removed(call, key, head, Math.min(size, 1));
        }
    }

    /** Replies with up to {@code count} elements, from the head or the tail on, and removes them. */
    static void popTo(Call call, Slice key, long size, boolean head, long count) {
        int popped = (int) Math.min(count, size);
        call.reply().array(popped);
        call.db().lists().forEach(key, head ? 0 : size - 1, popped, !head, call::replyBulk);
        removed(call, key, head, popped);
    }

    /** Removes elements that were replied with. */
    static void removed(Call call, Slice key, boolean head, long count) {
        if (count > 0) {
            call.db().lists().pop(key, head, count);
            call.tell('l', head ? "lpop" : "rpop", key);
            tellIfGone(call, key);
        }
    }

    static void tellIfGone(Call call, Slice key) {
        if (!call.db().isThere(key)) {
            call.tell('g', "del", key);
        }
    }

    private static void insert(Call call) {
        boolean after = call.isWord(2, "AFTER");
        if (!after && !call.isWord(2, "BEFORE")) {
            throw CommandException.SYNTAX;
        }
        Slice key = call.key(1);
        Lists lists = call.db().lists();
        if (lists.sizeForUpdate(key) == 0) {
            call.reply().integer(0);
            return;
        }
        long[] pivot = {-1};
        lists.search(key, call.field(3), false, (index, matches) -> {
            if (matches) {
                pivot[0] = index;
            }
            return !matches;
        });
        if (pivot[0] < 0) {
            call.reply().integer(-1);
            return;
        }
        call.reply().integer(lists.insert(key, pivot[0] + (after ? 1 : 0), call.value(4)));
        call.tell('l', "linsert", key);
    }

    private static void set(Call call) {
        Slice key = call.key(1);
        long size = call.db().lists().sizeForUpdate(key);
        if (size == 0) {
            throw CommandException.NO_SUCH_KEY;
        }
        long index = call.integer(2);
        if (!call.db().lists().set(key, index < 0 ? size + index : index, call.value(3))) {
            throw CommandException.OUT_OF_RANGE;
        }
        call.tell('l', "lset", key);
        call.reply().ok();
    }

    private static void remove(Call call) {
        long count = call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
        Slice key = call.key(1);
        long removed = call.db().lists().remove(key, count, call.value(3));
        if (removed > 0) {
            call.tell('l', "lrem", key);
            tellIfGone(call, key);
        }
        call.reply().integer(removed);
    }

    private static void trim(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        Slice key = call.key(1);
        Lists lists = call.db().lists();
        long size = lists.sizeForUpdate(key);
        if (size == 0) {
            call.reply().ok();
            return;
        }
        long from = fromStart(start, size);
        long to = Math.min(stop < 0 ? size + stop : stop, size - 1);
        boolean none = from > to || from >= size;
        lists.pop(key, true, none ? size : from);
        if (!none) {
            lists.pop(key, false, size - 1 - to);
        }
        call.tell('l', "ltrim", key);
        tellIfGone(call, key);
        call.reply().ok();
    }

    private static void index(Call call) {
        Slice key = call.key(1);
        long size = call.db().lists().size(key);
        if (size == 0) {
            call.reply().nullBulk();
            return;
        }
        long index = call.integer(2);
        call.replyBulk(call.db().lists().get(key, index < 0 ? size + index : index));
    }

    private static void range(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        Slice key = call.key(1);
        long size = call.db().lists().size(key);
        long from = fromStart(start, size);
        long to = Math.min(stop < 0 ? size + stop : stop, size - 1);
        int count = from > to ? 0 : (int) Math.min(Integer.MAX_VALUE, to - from + 1);
        call.reply().array(count);
        call.db().lists().forEach(key, from, count, false, call::replyBulk);
    }

    /** An index that may count from the end, not before the beginning. */
    private static long fromStart(long index, long size) {
        return Math.max(0, index < 0 ? size + index : index);
    }
}
