package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.rdb.DamagedPayloadException;
import dev.interrex.node.rdb.RdbDecoder;
import dev.interrex.node.rdb.RdbEncoder;
import dev.interrex.node.rdb.RdbValue;
import java.util.List;

/** Values in Redis's serialized form. */
final class DumpCommands {
    private static final CommandException KEY_EXISTS = new CommandException("BUSYKEY Target key name already exists.");
    private static final CommandException INVALID_TTL = new CommandException("ERR Invalid TTL value, must be >= 0");
    private static final CommandException INVALID_IDLE_TIME =
            new CommandException("ERR Invalid IDLETIME value, must be >= 0");
    private static final CommandException INVALID_FREQUENCY =
            new CommandException("ERR Invalid FREQ value, must be >= 0 and <= 255");
    private static final CommandException WRONG_CHECKSUM =
            new CommandException("ERR DUMP payload version or checksum are wrong");
    private static final CommandException DAMAGED = new CommandException("ERR Bad data format");

    /** What RESTORE was told; -1 if it was not. */
    private record Options(boolean replaces, boolean absolute, long idleSeconds, long frequency) {}

    private DumpCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                command("DUMP")
                        .syntax("key")
                        .arity(2)
                        .flags(READONLY)
                        .key(1, RO, ACCESS)
                        .acl(KEYSPACE)
                        .since("2.6.0")
                        .complexity("O(N) for N bytes")
                        .summary("Returns what a key holds, in the serialized form that RESTORE takes.")
                        .example("SET k v", "DUMP k")
                        .handler(DumpCommands::dump),
                command("RESTORE")
                        .syntax("key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]")
                        .arity(-4)
                        .flags(WRITE, DENYOOM)
                        .key(1, OW, UPDATE)
                        .acl(KEYSPACE, DANGEROUS)
                        .since("2.6.0")
                        .complexity("O(N) for N bytes")
                        .summary("Lets a key hold a serialized value, of ours or of Redis up to 7.4.")
                        .example("RESTORE k 0 \"\\0\\6v12967\\n\\0hjj9zUeo\"", "GET k")
                        .handler(DumpCommands::restore));
    }

    private static void dump(Call call) {
        byte[] payload = RdbEncoder.encode(call.db(), call.key(1));
        if (payload == null) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(payload);
        }
    }

    private static void restore(Call call) {
        Options options = options(call);
        Slice key = call.key(1);
        if (!options.replaces && call.db().isThere(key)) {
            throw KEY_EXISTS;
        }
        long ttlMs = call.integer(2);
        if (ttlMs < 0) {
            throw INVALID_TTL;
        }
        RdbValue value = decode(call);
        boolean absolute = options.absolute || ttlMs == 0;
        long expireAtMs = absolute ? ttlMs : ttlMs + Math.min(call.nowMs(), Long.MAX_VALUE - ttlMs);
        boolean deleted = call.db().delete(key);
        if (ttlMs > 0 && expireAtMs <= call.nowMs()) {
            if (deleted) {
                call.tell('g', "del", key);
            }
            call.reply().ok();
            return;
        }
        Database db = call.db();
        RestoredValue.store(db, key, value, call.nowMs());
        if (ttlMs > 0) {
            db.expireAt(key, expireAtMs);
        }
        db.used(key, options.idleSeconds, options.frequency);
        call.tell('g', "restore", key);
        call.reply().ok();
    }

    private static Options options(Call call) {
        boolean replaces = false;
        boolean absolute = false;
        long idleSeconds = -1;
        long frequency = -1;
        for (int i = 4; i < call.count(); i++) {
            boolean more = i + 1 < call.count();
            if (call.isWord(i, "REPLACE")) {
                replaces = true;
            } else if (call.isWord(i, "ABSTTL")) {
                absolute = true;
            } else if (call.isWord(i, "IDLETIME") && more && frequency < 0) {
                idleSeconds = call.integer(++i);
                if (idleSeconds < 0) {
                    throw INVALID_IDLE_TIME;
                }
            } else if (call.isWord(i, "FREQ") && more && idleSeconds < 0) {
                frequency = call.integer(++i);
                if (frequency < 0 || frequency > 255) {
                    throw INVALID_FREQUENCY;
                }
            } else {
                throw CommandException.SYNTAX;
            }
        }
        return new Options(replaces, absolute, idleSeconds, frequency);
    }

    /** The value of argument 3, understood as a whole before anything is changed. */
    private static RdbValue decode(Call call) {
        Slice payload = call.value(3);
        if (!RdbDecoder.isIntact(payload)) {
            throw WRONG_CHECKSUM;
        }
        try {
            long most = call.engine().settings().maxEffectBytes();
            RdbValue value = RdbDecoder.decode(payload, most);
            if (value.bytes() > most) {
                throw new CommandException("ERR the value takes " + value.bytes() + " bytes, more than the " + most
                        + " that one command may log; see log-ring-size");
            }
            return value;
        } catch (DamagedPayloadException damaged) {
            throw DAMAGED;
        }
    }
}
