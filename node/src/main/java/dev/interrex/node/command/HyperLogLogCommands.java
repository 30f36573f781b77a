package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.HYPERLOGLOG;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;

import dev.interrex.node.engine.HyperLogLog;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Strings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Estimates of how many different elements there were. */
final class HyperLogLogCommands {
    private static final CommandException NOT_ONE =
            new CommandException("WRONGTYPE Key is not a valid HyperLogLog string value.");
    private static final CommandException DAMAGED = new CommandException("INVALIDOBJ Corrupted HLL object detected");
    private static final CommandException NO_SUCH_KEY = new CommandException("ERR The specified key does not exist");

    /** Relative error below which PFSELFTEST is content; the standard error is 0.81 %. */
    private static final double TOLERATED_ERROR = 0.05;

    /** Differences closer to each other are stored as one. */
    private static final int SHORTEST_GAP = 16;

    private static final int TESTED_ELEMENTS = 100_000;

    private HyperLogLogCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                hyperLogLog("PFADD", "key [element [element ...]]")
                        .arity(-2)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, INSERT)
                        .summary("Adds elements to a HyperLogLog; 1 if its estimate may have changed.")
                        .example("PFADD k a b c", "PFCOUNT k")
                        .handler(HyperLogLogCommands::add),
                hyperLogLog("PFCOUNT", "key [key ...]")
                        .arity(-2)
                        .flags(READONLY)
                        .keys(1, -1, 1, RW, ACCESS)
                        .complexity("O(1), O(N) for N keys")
                        .summary("Estimates how many different elements were added to any of some HyperLogLogs.")
                        .example("PFADD a 1 2 3", "PFADD b 3 4", "PFCOUNT a b")
                        .handler(HyperLogLogCommands::count),
                hyperLogLog("PFMERGE", "destkey [sourcekey [sourcekey ...]]")
                        .arity(-2)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, ACCESS, INSERT)
                        .keys(2, -1, 1, RO, ACCESS)
                        .complexity("O(N) for N keys")
                        .summary("Merges HyperLogLogs into one.")
                        .example("PFADD a 1 2 3", "PFADD b 3 4", "PFMERGE c a b", "PFCOUNT c")
                        .handler(HyperLogLogCommands::merge),
                hyperLogLog("PFDEBUG", "subcommand key")
                        .arity(3)
                        .flags(WRITE, DENYOOM, CommandFlag.ADMIN)
                        .key(2, RW, ACCESS)
                        .summary("Shows the insides of a HyperLogLog: GETREG, DECODE, ENCODING, TODENSE.")
                        .example("PFADD k a", "PFDEBUG ENCODING k", "PFDEBUG DECODE k")
                        .handler(HyperLogLogCommands::debug),
                hyperLogLog("PFSELFTEST", "")
                        .arity(1)
                        .flags(CommandFlag.ADMIN)
                        .summary("Tries estimates of known numbers of elements.")
                        .example("PFSELFTEST")
                        .handler(HyperLogLogCommands::selfTest));
    }

    private static CommandBuilder hyperLogLog(String name, String syntax) {
        return command(name)
                .syntax(syntax)
                .group("hyperloglog")
                .acl(HYPERLOGLOG)
                .since("2.8.9");
    }

    private static void add(Call call) {
        Slice key = call.key(1);
        HyperLogLog old = find(call, key, true);
        HyperLogLog counter = old == null ? HyperLogLog.empty() : old;
        boolean changed = old == null;
        for (int i = 2; i < call.count(); i++) {
            changed |= raised(counter.add(call.value(i), sparseMaxBytes(call)));
        }
        if (changed) {
            counter.invalidateCount();
            store(call, key, counter);
            call.tell('$', "pfadd", key);
        }
        call.reply().integer(changed ? 1 : 0);
    }

    private static void count(Call call) {
        if (call.count() == 2) {
            countOne(call);
            return;
        }
        byte[] registers = new byte[HyperLogLog.REGISTERS];
        for (int i = 1; i < call.count(); i++) {
            HyperLogLog counter = find(call, call.key(i), false);
            if (counter != null && !counter.mergeInto(registers)) {
                throw DAMAGED;
            }
        }
        call.reply().integer(HyperLogLog.count(registers));
    }

    /** The estimate is kept within the value, so that it need not be computed until the next change. */
    private static void countOne(Call call) {
        Slice key = call.key(1);
        HyperLogLog counter = find(call, key, false);
        if (counter == null) {
            call.reply().integer(0);
            return;
        }
        long count = counter.cachedCount();
        if (count < 0) {
            byte[] registers = new byte[HyperLogLog.REGISTERS];
            if (!counter.mergeInto(registers)) {
                throw DAMAGED;
            }
            count = HyperLogLog.count(registers);
            counter.cacheCount(count);
            if (call.engine().mayChange()) {
                store(call, key, counter);
            }
        }
        call.reply().integer(count);
    }

    private static void merge(Call call) {
        byte[] registers = new byte[HyperLogLog.REGISTERS];
        boolean dense = false;
        for (int i = 1; i < call.count(); i++) {
            HyperLogLog source = find(call, call.key(i), false);
            if (source != null && !source.mergeInto(registers)) {
                throw DAMAGED;
            }
            dense |= source != null && source.isDense();
        }
        Slice key = call.key(1);
        HyperLogLog old = find(call, key, true);
        HyperLogLog merged = old == null ? HyperLogLog.empty() : old;
        if (dense && !merged.toDense()) {
            throw DAMAGED;
        }
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] > 0) {
                raised(merged.raise(i, registers[i], sparseMaxBytes(call)));
            }
        }
        merged.invalidateCount();
        store(call, key, merged);
        call.tell('$', "pfadd", key);
        call.reply().ok();
    }

    private static void debug(Call call) {
        Slice key = call.key(2);
        HyperLogLog counter = find(call, key, true);
        if (counter == null) {
            throw NO_SUCH_KEY;
        }
        boolean wasDense = counter.isDense();
        if (call.isWord(1, "GETREG")) {
            toDense(call, key, counter);
            registers(call, counter);
        } else if (call.isWord(1, "DECODE")) {
            if (wasDense) {
                throw new CommandException("ERR HLL encoding is not sparse");
            }
            call.reply().bulk(counter.decoded());
        } else if (call.isWord(1, "ENCODING")) {
            call.reply().simple(wasDense ? "dense" : "sparse");
        } else if (call.isWord(1, "TODENSE")) {
            toDense(call, key, counter);
            call.reply().integer(wasDense ? 0 : 1);
        } else {
            throw new CommandException(
                    "ERR Unknown PFDEBUG subcommand '" + call.args().text(1) + "'");
        }
    }

    private static void toDense(Call call, Slice key, HyperLogLog counter) {
        boolean wasDense = counter.isDense();
        if (!counter.toDense()) {
            throw DAMAGED;
        }
        if (!wasDense) {
            store(call, key, counter);
        }
    }

    private static void registers(Call call, HyperLogLog counter) {
        byte[] registers = new byte[HyperLogLog.REGISTERS];
        counter.mergeInto(registers);
        call.reply().array(registers.length);
        for (byte register : registers) {
            call.reply().integer(register);
        }
    }

    private static void selfTest(Call call) {
        HyperLogLog counter = HyperLogLog.empty();
        byte[] registers = new byte[HyperLogLog.REGISTERS];
        for (int i = 1; i <= TESTED_ELEMENTS; i++) {
            counter.add(Slice.of(Integer.toString(i)), sparseMaxBytes(call));
            if (i % (TESTED_ELEMENTS / 10) == 0) {
                counter.mergeInto(registers);
                long error = Math.abs(HyperLogLog.count(registers) - i);
                if (error > TOLERATED_ERROR * i) {
                    throw new CommandException("ERR TESTFAILED Too big error. card:" + i + " abserr:" + error);
                }
            }
        }
        call.reply().ok();
    }

    private static @Nullable HyperLogLog find(Call call, Slice key, boolean forUpdate) {
        Strings strings = call.db().strings();
        Slice value = forUpdate ? strings.getForUpdate(key) : strings.get(key);
        if (value == null) {
            return null;
        }
        HyperLogLog counter = HyperLogLog.of(value);
        if (counter == null) {
            throw NOT_ONE;
        }
        return counter;
    }

    private static boolean raised(int changed) {
        if (changed < 0) {
            throw DAMAGED;
        }
        return changed > 0;
    }

    private static int sparseMaxBytes(Call call) {
        return call.engine().settings().hllSparseMaxBytes();
    }

    /** Stores what differs from what the key holds: of the header, and of the registers. */
    private static void store(Call call, Slice key, HyperLogLog counter) {
        Strings strings = call.db().strings();
        Slice fresh = counter.bytes();
        Slice old = strings.getForUpdate(key);
        if (old == null) {
            strings.setRange(key, 0, fresh);
        } else if (old.length() == fresh.length()) {
            for (Slice run : differences(old, fresh)) {
                strings.setRange(key, run.offset() - fresh.offset(), run);
            }
        } else {
            splice(strings, key, old, fresh);
        }
    }

    /** Runs of bytes in which two values of the same length differ, with short gaps. */
    private static List<Slice> differences(Slice old, Slice fresh) {
        List<Slice> runs = new ArrayList<>();
        int at = nextDifference(old, fresh, 0);
        while (at < fresh.length()) {
            int end = at + 1;
            int next = nextDifference(old, fresh, end);
            while (next < fresh.length() && next - end < SHORTEST_GAP) {
                end = next + 1;
                next = nextDifference(old, fresh, end);
            }
            runs.add(new Slice().set(fresh.array(), fresh.offset() + at, end - at));
            at = next;
        }
        return runs;
    }

    private static int nextDifference(Slice old, Slice fresh, int from) {
        int length = fresh.length();
        int found = Arrays.mismatch(
                old.array(),
                old.offset() + from,
                old.offset() + length,
                fresh.array(),
                fresh.offset() + from,
                fresh.offset() + length);
        return found < 0 ? length : from + found;
    }

    private static void splice(Strings strings, Slice key, Slice old, Slice fresh) {
        int header = HyperLogLog.HEADER_BYTES;
        int shorter = Math.min(old.length(), fresh.length());
        int from = header;
        while (from < shorter && old.at(from) == fresh.at(from)) {
            from++;
        }
        int behind = 0;
        while (behind < shorter - from && old.at(old.length() - 1 - behind) == fresh.at(fresh.length() - 1 - behind)) {
            behind++;
        }
        int removed = old.length() - behind - from;
        int added = fresh.length() - behind - from;
        strings.setRange(key, 0, new Slice().set(fresh.array(), fresh.offset(), header));
        strings.splice(key, from, removed, new Slice().set(fresh.array(), fresh.offset() + from, added));
    }
}
