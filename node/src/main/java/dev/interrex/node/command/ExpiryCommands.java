package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.ExpiryArgument.MILLISECONDS;
import static dev.interrex.node.command.ExpiryArgument.SECONDS;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import java.util.List;

/** When keys expire. */
final class ExpiryCommands {
    private static final CommandException NX_AND_OTHERS =
            new CommandException("ERR NX and XX, GT or LT options at the same time are not compatible");
    private static final CommandException GT_AND_LT =
            new CommandException("ERR GT and LT options at the same time are not compatible");

    private ExpiryCommands() {}

    static List<CommandSpec> setting() {
        return List.of(
                expiring("EXPIRE", "seconds")
                        .since("1.0.0")
                        .summary("Lets a key expire after some seconds.")
                        .example("SET k v", "EXPIRE k 100", "TTL k")
                        .handler(call -> expire(call, SECONDS, true)),
                expiring("PEXPIRE", "milliseconds")
                        .since("2.6.0")
                        .summary("Lets a key expire after some milliseconds.")
                        .example("SET k v", "PEXPIRE k 100000", "TTL k")
                        .handler(call -> expire(call, MILLISECONDS, true)),
                expiring("EXPIREAT", "unix-time-seconds")
                        .since("1.2.0")
                        .summary("Lets a key expire at a moment, given in seconds since 1970.")
                        .example("SET k v", "EXPIREAT k 33177117420", "EXPIRETIME k")
                        .handler(call -> expire(call, SECONDS, false)),
                expiring("PEXPIREAT", "unix-time-milliseconds")
                        .since("2.6.0")
                        .summary("Lets a key expire at a moment, given in milliseconds since 1970.")
                        .example("SET k v", "PEXPIREAT k 33177117420000", "PEXPIRETIME k")
                        .handler(call -> expire(call, MILLISECONDS, false)),
                command("PERSIST")
                        .syntax("key")
                        .arity(2)
                        .flags(WRITE, FAST)
                        .key(1, RW, UPDATE)
                        .acl(KEYSPACE)
                        .since("2.2.0")
                        .summary("Takes a key's expiry away.")
                        .example("SET k v EX 100", "PERSIST k", "TTL k")
                        .handler(ExpiryCommands::persist));
    }

    static List<CommandSpec> reading() {
        return List.of(
                asking("TTL")
                        .since("1.0.0")
                        .summary("Returns the seconds that a key has left: -1 without expiry, -2 if it does not exist.")
                        .example("SET k v EX 100", "TTL k")
                        .handler(call -> reply(call, SECONDS, true)),
                asking("PTTL")
                        .since("2.6.0")
                        .summary("Returns the milliseconds that a key has left: -1 without expiry, -2 if it does not"
                                + " exist.")
                        .example("SET k v EX 100", "PTTL k")
                        .handler(call -> reply(call, MILLISECONDS, true)),
                asking("EXPIRETIME")
                        .since("7.0.0")
                        .summary("Returns the moment at which a key expires, in seconds since 1970.")
                        .example("SET k v EXAT 33177117420", "EXPIRETIME k")
                        .handler(call -> reply(call, SECONDS, false)),
                asking("PEXPIRETIME")
                        .since("7.0.0")
                        .summary("Returns the moment at which a key expires, in milliseconds since 1970.")
                        .example("SET k v PXAT 33177117420000", "PEXPIRETIME k")
                        .handler(call -> reply(call, MILLISECONDS, false)));
    }

    private static CommandBuilder expiring(String name, String time) {
        return command(name)
                .syntax("key " + time + " [NX | XX | GT | LT]")
                .arity(-3)
                .flags(WRITE, FAST)
                .key(1, RW, UPDATE)
                .acl(KEYSPACE);
    }

    private static CommandBuilder asking(String name) {
        return command(name).syntax("key").arity(2).flags(READONLY, FAST).key(1).acl(KEYSPACE);
    }

    private static void expire(Call call, long unitMs, boolean fromNow) {
        boolean nx = false;
        boolean xx = false;
        boolean gt = false;
        boolean lt = false;
        for (int i = 3; i < call.count(); i++) {
            switch (option(call, i)) {
                case "NX" -> nx = true;
                case "XX" -> xx = true;
                case "GT" -> gt = true;
                default -> lt = true;
            }
        }
        if (nx && (xx || gt || lt)) {
            throw NX_AND_OTHERS;
        }
        if (gt && lt) {
            throw GT_AND_LT;
        }
        long atMs = ExpiryArgument.any(call, 2, unitMs, fromNow);
        Slice key = call.key(1);
        if (!call.db().isThere(key)) {
            call.reply().integer(0);
            return;
        }
        long oldAtMs = call.db().expireAtMs(key);
        boolean hasExpiry = oldAtMs >= 0;
        boolean refused = (nx && hasExpiry)
                || (xx && !hasExpiry)
                || (gt && (!hasExpiry || atMs <= oldAtMs))
                || (lt && hasExpiry && atMs >= oldAtMs);
        if (!refused) {
            expire(call, key, atMs);
        }
        call.reply().integer(refused ? 0 : 1);
    }

    private static String option(Call call, int index) {
        for (String option : List.of("NX", "XX", "GT", "LT")) {
            if (call.isWord(index, option)) {
                return option;
            }
        }
        throw new CommandException("ERR Unsupported option " + call.args().text(index));
    }

    /** Lets an existing key expire at the moment, at once if that has passed. */
    static void expire(Call call, Slice key, long atMs) {
        if (atMs <= call.nowMs()) {
            call.db().delete(key);
            call.tell('g', "del", key);
        } else {
            call.db().expireAt(key, atMs);
            call.tell('g', "expire", key);
        }
    }

    private static void persist(Call call) {
        Slice key = call.key(1);
        boolean persisted = call.db().persist(key);
        if (persisted) {
            call.tell('g', "persist", key);
        }
        call.reply().integer(persisted ? 1 : 0);
    }

    private static void reply(Call call, long unitMs, boolean fromNow) {
        long atMs = call.db().expireAtMs(call.key(1));
        if (atMs == Database.NO_SUCH_KEY || atMs == Database.NO_EXPIRY) {
            call.reply().integer(atMs);
            return;
        }
        long ms = fromNow ? Math.max(0, atMs - call.nowMs()) : atMs;
        // The sum may need the sign bit.
        call.reply().integer(Long.divideUnsigned(ms + unitMs / 2, unitMs));
    }
}
