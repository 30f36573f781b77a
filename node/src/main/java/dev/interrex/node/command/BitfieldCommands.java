package dev.interrex.node.command;

import static dev.interrex.node.command.BitmapCommands.INVALID_OFFSET;
import static dev.interrex.node.command.BitmapCommands.bitmap;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.KeyFlag.VARIABLE_FLAGS;

import dev.interrex.node.engine.Bits;
import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Slice;
import java.util.ArrayList;
import java.util.List;

/** Strings as rows of numbers of 1 to 64 bits. */
final class BitfieldCommands {
    private static final CommandException INVALID_TYPE = new CommandException(
            "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported" + " but i64 is.");
    private static final CommandException INVALID_OVERFLOW =
            new CommandException("ERR Invalid OVERFLOW type specified");
    private static final CommandException ONLY_GET =
            new CommandException("ERR BITFIELD_RO only supports the GET subcommand");

    private enum Action {
        GET,
        SET,
        INCRBY
    }

    /** One step: what to do with the number of a type at bit {@code offset}. */
    private record Step(
            Action action, BitfieldNumber type, long offset, long operand, BitfieldNumber.Overflow overflow) {
        long lastBit() {
            return offset + type.bits() - 1;
        }
    }

    private BitfieldCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                bitmap(
                                "BITFIELD",
                                "key [GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset value"
                                        + " | INCRBY encoding offset increment>]")
                        .arity(-2)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                        .since("3.2.0")
                        .complexity("O(N) for N numbers")
                        .summary("Reads, sets and adds to numbers within a string, any number of them.")
                        .example("BITFIELD k INCRBY i5 100 1 GET u4 0", "BITFIELD k OVERFLOW FAIL INCRBY u2 102 4")
                        .handler(call -> call(call, steps(call))),
                bitmap("BITFIELD_RO", "key [GET encoding offset]")
                        .arity(-2)
                        .flags(READONLY, FAST)
                        .key(1)
                        .since("6.0.0")
                        .complexity("O(N) for N numbers")
                        .summary("Reads numbers within a string.")
                        .example("SET k a", "BITFIELD_RO k GET u8 0 GET i4 #1")
                        .handler(BitfieldCommands::readOnly));
    }

    private static void readOnly(Call call) {
        List<Step> steps = steps(call);
        if (writes(steps)) {
            throw ONLY_GET;
        }
        call(call, steps);
    }

    private static boolean writes(List<Step> steps) {
        return steps.stream().anyMatch(step -> step.action != Action.GET);
    }

    private static void call(Call call, List<Step> steps) {
        if (!writes(steps)) {
            int length = call.db().strings().length(call.key(1));
            call.reply().array(steps.size());
            for (Step step : steps) {
                call.reply().integer(read(call, step, length));
            }
            return;
        }
        boolean changed = makeRoom(call, steps);
        call.reply().array(steps.size());
        for (Step step : steps) {
            changed |= run(call, step);
        }
        if (changed) {
            call.tell('$', "setbit", call.key(1));
        }
    }

    /** Lets the string reach the last bit that may be written; true if it was shorter. */
    private static boolean makeRoom(Call call, List<Step> steps) {
        long last = 0;
        for (Step step : steps) {
            last = Math.max(last, step.action == Action.GET ? 0 : step.lastBit());
        }
        if (last >>> 3 >= call.engine().settings().maxStringBytes()) {
            throw INVALID_OFFSET;
        }
        int at = (int) (last >>> 3);
        Slice key = call.key(1);
        boolean grows = at >= call.db().strings().lengthForUpdate(key);
        if (grows || !call.db().strings().isRaw(key)) {
            byte lastByte = grows ? 0 : call.db().strings().part(key, at, 1).at(0);
            call.db().strings().setRange(key, at, Slice.of(new byte[] {lastByte}));
        }
        return grows;
    }

    /** Does one step and replies; true if the string changed. */
    private static boolean run(Call call, Step step) {
        Slice key = call.key(1);
        int length = call.db().strings().lengthForUpdate(key);
        long before = read(call, step, length);
        if (step.action == Action.GET) {
            call.reply().integer(before);
            return false;
        }
        boolean adds = step.action == Action.INCRBY;
        long base = adds ? before : step.operand;
        long by = adds ? step.operand : 0;
        boolean overflows = step.type.overflows(base, by);
        if (overflows && step.overflow == BitfieldNumber.Overflow.FAIL) {
            call.reply().nullBulk();
            return false;
        }
        long after = overflows ? step.type.limited(base, by, step.overflow) : base + by;
        call.reply().integer(adds ? after : before);
        if (after != before) {
            write(call, key, step, after);
        }
        return after != before;
    }

    /** The number of a step in a string of this length, whose bits go on with zeros; -1 without a string. */
    private static long read(Call call, Step step, int length) {
        int from = (int) (step.offset >>> 3);
        if (from >= length) {
            return 0;
        }
        int to = (int) Math.min(length - 1L, step.lastBit() >>> 3);
        return step.type.read(call.db().strings().part(call.key(1), from, to - from + 1), step.offset & 7);
    }

    private static void write(Call call, Slice key, Step step, long number) {
        int from = (int) (step.offset >>> 3);
        int to = (int) (step.lastBit() >>> 3);
        byte[] touched = call.db().strings().part(key, from, to - from + 1).toBytes();
        Bits.set(touched, (int) (step.offset & 7), step.type.bits(), number);
        call.db().strings().setRange(key, from, Slice.of(touched));
    }

    private static List<Step> steps(Call call) {
        List<Step> steps = new ArrayList<>();
        BitfieldNumber.Overflow overflow = BitfieldNumber.Overflow.WRAP;
        for (int i = 2; i < call.count(); i++) {
            int left = call.count() - i - 1;
            if (call.isWord(i, "OVERFLOW") && left >= 1) {
                overflow = overflow(call, ++i);
                continue;
            }
            Action action = action(call, i, left);
            BitfieldNumber type = type(call, i + 1);
            long offset = offset(call, i + 2, type.bits());
            long operand = action == Action.GET ? 0 : call.integer(i + 3);
            steps.add(new Step(action, type, offset, operand, overflow));
            i += action == Action.GET ? 2 : 3;
        }
        return steps;
    }

    private static Action action(Call call, int index, int argumentsLeft) {
        for (Action action : Action.values()) {
            if (call.isWord(index, action.name()) && argumentsLeft >= (action == Action.GET ? 2 : 3)) {
                return action;
            }
        }
        throw CommandException.SYNTAX;
    }

    private static BitfieldNumber.Overflow overflow(Call call, int index) {
        for (BitfieldNumber.Overflow overflow : BitfieldNumber.Overflow.values()) {
            if (call.isWord(index, overflow.name())) {
                return overflow;
            }
        }
        throw INVALID_OVERFLOW;
    }

    private static BitfieldNumber type(Call call, int index) {
        Slice text = call.value(index);
        boolean signed = text.length() > 0 && text.at(0) == 'i';
        boolean unsigned = text.length() > 0 && text.at(0) == 'u';
        Slice digits = call.rendered().set(text.array(), text.offset() + 1, Math.max(0, text.length() - 1));
        if ((!signed && !unsigned) || !Digits.isLong(digits)) {
            throw INVALID_TYPE;
        }
        long bits = Digits.parse(digits);
        if (bits < 1 || bits > (signed ? 64 : 63)) {
            throw INVALID_TYPE;
        }
        return new BitfieldNumber(signed, (int) bits);
    }

    /** A number of a bit, or with {@code #} of an element of {@code bits} bits. */
    private static long offset(Call call, int index, int bits) {
        Slice text = call.value(index);
        boolean ofElement = text.length() > 0 && text.at(0) == '#';
        int skipped = ofElement ? 1 : 0;
        Slice digits = call.rendered().set(text.array(), text.offset() + skipped, text.length() - skipped);
        if (!Digits.isLong(digits)) {
            throw INVALID_OFFSET;
        }
        long offset = Digits.parse(digits);
        if (offset < 0 || offset > Long.MAX_VALUE / 64) {
            throw INVALID_OFFSET;
        }
        offset *= ofElement ? bits : 1;
        if (offset >>> 3 >= call.engine().settings().maxStringBytes()) {
            throw INVALID_OFFSET;
        }
        return offset;
    }
}
