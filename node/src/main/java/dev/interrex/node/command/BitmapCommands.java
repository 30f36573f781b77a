package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.BITMAP;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.BitOperation;
import dev.interrex.node.engine.Bits;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Strings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strings as rows of bits. Numbers of several bits: {@link BitfieldCommands}. */
final class BitmapCommands {
    static final CommandException INVALID_OFFSET =
            new CommandException("ERR bit offset is not an integer or out of range");
    private static final CommandException INVALID_BIT =
            new CommandException("ERR bit is not an integer or out of range");
    private static final CommandException NOT_A_BIT = new CommandException("ERR The bit argument must be 1 or 0.");
    private static final CommandException NOT_OF_ONE =
            new CommandException("ERR BITOP NOT must be called with a single source key.");

    private BitmapCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                bitmap("SETBIT", "key offset value")
                        .arity(4)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, ACCESS, UPDATE)
                        .since("2.2.0")
                        .summary("Sets or clears a bit of a string and returns what it was.")
                        .example("SETBIT k 7 1", "GET k")
                        .handler(BitmapCommands::setBit),
                bitmap("GETBIT", "key offset")
                        .arity(3)
                        .flags(READONLY, FAST)
                        .key(1)
                        .since("2.2.0")
                        .summary("Returns a bit of a string, 0 behind its end.")
                        .example("SETBIT k 7 1", "GETBIT k 7")
                        .handler(BitmapCommands::getBit),
                bitmap("BITCOUNT", "key [start end [BYTE | BIT]]")
                        .arity(-2)
                        .flags(READONLY)
                        .key(1)
                        .since("2.6.0")
                        .complexity("O(N) for N bytes")
                        .summary("Counts the set bits of a string or of a part of it.")
                        .example("SET k foobar", "BITCOUNT k", "BITCOUNT k 5 30 BIT")
                        .handler(BitmapCommands::bitCount),
                bitmap("BITPOS", "key bit [start [end [BYTE | BIT]]]")
                        .arity(-3)
                        .flags(READONLY)
                        .key(1)
                        .since("2.8.7")
                        .complexity("O(N) for N bytes")
                        .summary("Finds the first set or clear bit of a string or of a part of it.")
                        .example("SETBIT k 12 1", "BITPOS k 1", "BITPOS k 1 2 -1 BYTE")
                        .handler(BitmapCommands::bitPos),
                bitmap("BITOP", "operation destkey key [key ...]")
                        .arity(-4)
                        .flags(WRITE, DENYOOM)
                        .key(2, OW, UPDATE)
                        .keys(3, -1, 1, RO, ACCESS)
                        .since("2.6.0")
                        .complexity("O(N) for N bytes")
                        .summary("Combines strings bit by bit (AND, OR, XOR, NOT) into another key.")
                        .example("MSET a foobar b abcdef", "BITOP AND c a b", "GET c")
                        .handler(BitmapCommands::bitOp));
    }

    static CommandBuilder bitmap(String name, String syntax) {
        return command(name).syntax(syntax).group("bitmap").acl(BITMAP);
    }

    /** Argument {@code index} as the number of a bit of a string that may still grow up to it. */
    private static long offset(Call call, int index) {
        long offset = call.integer(index, INVALID_OFFSET);
        if (offset < 0 || offset >>> 3 >= call.engine().settings().maxStringBytes()) {
            throw INVALID_OFFSET;
        }
        return offset;
    }

    private static void setBit(Call call) {
        long offset = offset(call, 2);
        long bit = call.integer(3, INVALID_BIT);
        if (bit != 0 && bit != 1) {
            throw INVALID_BIT;
        }
        Slice key = call.key(1);
        Slice old = call.db().strings().getForUpdate(key);
        int at = (int) (offset >>> 3);
        int before = old == null || at >= old.length() ? 0 : old.at(at) & 0xFF;
        boolean grows = old == null || at >= old.length();
        int mask = 0x80 >>> (offset & 7);
        int after = bit == 1 ? before | mask : before & ~mask;
        if (grows || after != before || !isRaw(call, key)) {
            call.db().strings().setRange(key, at, Slice.of(new byte[] {(byte) after}));
        }
        if (grows || after != before) {
            call.tell('$', "setbit", key);
        }
        call.reply().integer((before & mask) == 0 ? 0 : 1);
    }

    /** Whether the string may be overwritten without becoming another kind of string. */
    static boolean isRaw(Call call, Slice key) {
        return "raw".equals(call.db().encoding(key));
    }

    private static void getBit(Call call) {
        long offset = offset(call, 2);
        Slice value = call.db().strings().get(call.key(1));
        call.reply().integer(value == null ? 0 : Bits.get(value, offset, 1));
    }

    private static void bitCount(Call call) {
        if (call.count() == 3 || call.count() > 5) {
            throw CommandException.SYNTAX;
        }
        boolean ranged = call.count() > 2;
        long start = ranged ? call.integer(2) : 0;
        long end = ranged ? call.integer(3) : -1;
        boolean inBits = unit(call, 4);
        Slice value = call.db().strings().get(call.key(1));
        boolean backwards = start < 0 && end < 0 && start > end;
        BitRange range = backwards ? null : BitRange.of(value, start, end, inBits);
        call.reply().integer(value == null || range == null ? 0 : Bits.count(value, range.first(), range.last()));
    }

    private static void bitPos(Call call) {
        long bit = call.integer(2);
        if (bit != 0 && bit != 1) {
            throw NOT_A_BIT;
        }
        if (call.count() > 6) {
            throw CommandException.SYNTAX;
        }
        long start = call.count() > 3 ? call.integer(3) : 0;
        boolean inBits = unit(call, 5);
        boolean ends = call.count() > 4;
        long end = ends ? call.integer(4) : -1;
        Slice value = call.db().strings().get(call.key(1));
        if (value == null) {
            call.reply().integer(bit == 1 ? -1 : 0);
            return;
        }
        BitRange range = BitRange.of(value, start, end, inBits);
        long found = range == null ? -1 : Bits.find(value, bit == 1, range.first(), range.last());
        // Without an end the string goes on, with zeros.
        boolean behind = found < 0 && range != null && bit == 0 && !ends;
        call.reply().integer(behind ? (long) value.length() << 3 : found);
    }

    /** Whether argument {@code index} says BIT; without it, ranges are of bytes. */
    private static boolean unit(Call call, int index) {
        if (call.count() <= index) {
            return false;
        }
        if (!call.isWord(index, "BIT") && !call.isWord(index, "BYTE")) {
            throw CommandException.SYNTAX;
        }
        return call.isWord(index, "BIT");
    }

    /** Bits from {@code first} to {@code last}, both inclusive. */
    private record BitRange(long first, long last) {
        /** What start and end, below zero counted from the string's end, mean; null if it is empty. */
        static @Nullable BitRange of(@Nullable Slice value, long start, long end, boolean inBits) {
            long total = value == null ? 0 : inBits ? (long) value.length() << 3 : value.length();
            long first = Math.max(0, start < 0 ? total + start : start);
            long last = Math.min(total - 1, Math.max(0, end < 0 ? total + end : end));
            if (first > last) {
                return null;
            }
            return inBits ? new BitRange(first, last) : new BitRange(first << 3, (last << 3) + 7);
        }
    }

    private static void bitOp(Call call) {
        BitOperation operation = operation(call);
        if (operation == BitOperation.NOT && call.count() != 4) {
            throw NOT_OF_ONE;
        }
        Slice newKey = call.key(2);
        Strings strings = call.db().strings();
        boolean existed = call.db().isThere(newKey);
        int length = strings.combine(operation, newKey, call.fields(3, 1));
        if (length > 0) {
            call.tell('$', "set", newKey);
        } else if (existed) {
            call.tell('g', "del", newKey);
        }
        call.reply().integer(length);
    }

    private static BitOperation operation(Call call) {
        for (BitOperation operation : BitOperation.values()) {
            if (call.isWord(1, operation.name())) {
                return operation;
            }
        }
        throw CommandException.SYNTAX;
    }
}
