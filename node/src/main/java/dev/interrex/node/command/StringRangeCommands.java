package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.STRING;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Slice;
import java.util.List;

/** Parts of strings. */
final class StringRangeCommands {
    private static final byte[] EMPTY = {};

    private StringRangeCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                string("APPEND", "key value")
                        .arity(3)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, INSERT)
                        .since("2.0.0")
                        .complexity("O(1) amortised")
                        .summary("Appends to a string, or makes it, and returns its length.")
                        .example("APPEND k Hello", "APPEND k \" World\"")
                        .handler(StringRangeCommands::append),
                string("SETRANGE", "key offset value")
                        .arity(4)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, UPDATE)
                        .since("2.2.0")
                        .complexity("O(1), or O(M) for M bytes of value or gap")
                        .summary("Overwrites a string from an offset on, with zeros before it where it is too short.")
                        .example("SET k \"Hello World\"", "SETRANGE k 6 Redis", "GET k")
                        .handler(StringRangeCommands::setRange),
                string("GETRANGE", "key start end")
                        .arity(4)
                        .flags(READONLY)
                        .key(1)
                        .since("2.4.0")
                        .complexity("O(N) for N bytes returned")
                        .summary("Returns a part of a string; offsets below zero count from its end.")
                        .example("SET k \"This is a string\"", "GETRANGE k -6 -1")
                        .handler(StringRangeCommands::getRange),
                string("SUBSTR", "key start end")
                        .arity(4)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N bytes returned")
                        .summary("Returns a part of a string: the old name of GETRANGE.")
                        .example("SET k \"This is a string\"", "SUBSTR k 0 3")
                        .handler(StringRangeCommands::getRange),
                string("LCS", "key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]")
                        .arity(-3)
                        .flags(READONLY)
                        .keys(1, 2, 1)
                        .since("7.0.0")
                        .complexity("O(N*M) for strings of N and M bytes")
                        .summary("Returns the longest common subsequence of two strings.")
                        .example("MSET a ohmytext b mynewtext", "LCS a b", "LCS a b IDX WITHMATCHLEN")
                        .handler(LongestCommonSubsequence::call));
    }

    private static CommandBuilder string(String name, String syntax) {
        return command(name).syntax(syntax).group("string").acl(STRING);
    }

    private static void append(Call call) {
        Slice key = call.key(1);
        Slice bytes = call.value(2);
        long oldLength = Math.max(0, call.db().strings().lengthForUpdate(key));
        checkLength(call, oldLength + bytes.length());
        int length = call.db().strings().append(key, bytes);
        call.tell('$', "append", key);
        call.reply().integer(length);
    }

    private static void setRange(Call call) {
        long offset = call.integer(2);
        if (offset < 0) {
            throw new CommandException("ERR offset is out of range");
        }
        Slice key = call.key(1);
        Slice bytes = call.value(3);
        int oldLength = Math.max(0, call.db().strings().lengthForUpdate(key));
        if (bytes.length() == 0) {
            call.reply().integer(oldLength);
            return;
        }
        checkLength(call, offset > Long.MAX_VALUE - bytes.length() ? Long.MAX_VALUE : offset + bytes.length());
        int length = call.db().strings().setRange(key, (int) offset, bytes);
        call.tell('$', "setrange", key);
        call.reply().integer(length);
    }

    private static void checkLength(Call call, long length) {
        if (length > call.engine().settings().maxStringBytes()) {
            throw CommandException.STRING_TOO_LONG;
        }
    }

    private static void getRange(Call call) {
        long start = call.integer(2);
        long end = call.integer(3);
        Slice key = call.key(1);
        int length = call.db().strings().length(key);
        boolean backwards = start < 0 && end < 0 && start > end;
        start = Math.max(0, start < 0 ? start + length : start);
        end = Math.min(length - 1L, Math.max(0, end < 0 ? end + length : end));
        if (backwards || start > end) {
            call.reply().bulk(EMPTY);
        } else {
            call.replyBulk(call.db().strings().part(key, (int) start, (int) (end - start + 1)));
        }
    }
}
