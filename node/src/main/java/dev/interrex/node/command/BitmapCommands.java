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
        int at = (int) (offset >>> 3);
        boolean grows = at >= call.db().strings().lengthForUpdate(key);
        int before = grows ? 0 : call.db().strings().part(key, at, 1).at(0) & 0xFF;
        int mask = 0x80 >>> (offset & 7);
        int after = bit == 1 ? before | mask : before & ~mask;
        if (grows || after != before || !call.db().strings().isRaw(key)) {
            call.db().strings().setRange(key, at, Slice.of(new byte[] {(byte) after}));
        }
        if (grows || after != before) {
            call.tell('$', "setbit", key);
        }
        call.reply().integer((before & mask) == 0 ? 0 : 1);
    }

    private static void getBit(Call call) {
        long offset = offset(call, 2);
        Slice key = call.key(1);
        int at = (int) (offset >>> 3);
        boolean behind = at >= call.db().strings().length(key);
        call.reply().integer(behind ? 0 : Bits.get(call.db().strings().part(key, at, 1), offset & 7, 1));
    }

    private static void bitCount(Call call) {
        if (call.count() == 3 || call.count() > 5) {
            throw CommandException.SYNTAX;
        }
        boolean ranged = call.count() > 2;
        long start = ranged ? call.integer(2) : 0;
        long end = ranged ? call.integer(3) : -1;
        boolean inBits = unit(call, 4);
        Slice key = call.key(1);
        int length = call.db().strings().length(key);
        boolean backwards = start < 0 && end < 0 && start > end;
        BitRange range = backwards ? null : BitRange.of(length, start, end, inBits);
        call.reply()
                .integer(
                        range == null ? 0 : Bits.count(range.bytes(call, key), range.first() & 7, range.lastOfBytes()));
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
        Slice key = call.key(1);
        int length = call.db().strings().length(key);
        if (length < 0) {
            call.reply().integer(bit == 1 ? -1 : 0);
            return;
        }
        BitRange range = BitRange.of(length, start, end, inBits);
        if (range == null) {
            call.reply().integer(-1);
            return;
        }
        long found = Bits.find(range.bytes(call, key), bit == 1, range.first() & 7, range.lastOfBytes());
        // Without an end the string goes on, with zeros.
        boolean behind = found < 0 && bit == 0 && !ends;
        call.reply().integer(behind ? (long) length << 3 : found < 0 ? -1 : found + (range.first() & ~7L));
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
        static @Nullable BitRange of(int length, long start, long end, boolean inBits) {
            long total = inBits ? (long) Math.max(0, length) << 3 : Math.max(0, length);
            long first = Math.max(0, start < 0 ? total + start : start);
            long last = Math.min(total - 1, Math.max(0, end < 0 ? total + end : end));
            if (first > last) {
                return null;
            }
            return inBits ? new BitRange(first, last) : new BitRange(first << 3, (last << 3) + 7);
        }

        /** The bytes that it is in. */
        Slice bytes(Call call, Slice key) {
            int from = (int) (first >>> 3);
            return call.db().strings().part(key, from, (int) (last >>> 3) - from + 1);
        }

        /** Number of its last bit within its {@link #bytes}. */
        long lastOfBytes() {
            return last - (first & ~7L);
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
