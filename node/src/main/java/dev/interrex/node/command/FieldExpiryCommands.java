package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.ExpiryArgument.MILLISECONDS;
import static dev.interrex.node.command.ExpiryArgument.SECONDS;
import static dev.interrex.node.command.HashCommands.hash;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Hashes;
import dev.interrex.node.engine.Slice;
import java.util.List;

/** When fields of hashes expire. */
final class FieldExpiryCommands {
    private static final int CONDITION_NOT_MET = 0;
    private static final int SET = 1;
    private static final int DELETED = 2;

    private enum Condition {
        NX,
        XX,
        GT,
        LT;

        boolean holds(long oldAtMs, long atMs) {
            return switch (this) {
                case NX -> oldAtMs < 0;
                case XX -> oldAtMs >= 0;
                case GT -> oldAtMs >= 0 && atMs > oldAtMs;
                case LT -> oldAtMs < 0 || atMs < oldAtMs;
            };
        }
    }

    private FieldExpiryCommands() {}

    static List<CommandSpec> setting() {
        return List.of(
                expiring("HEXPIRE", "seconds")
                        .summary("Lets fields of a hash expire after some seconds.")
                        .example("HSET k f v", "HEXPIRE k 100 FIELDS 1 f", "HTTL k FIELDS 1 f")
                        .handler(call -> expire(call, SECONDS, true)),
                expiring("HPEXPIRE", "milliseconds")
                        .summary("Lets fields of a hash expire after some milliseconds.")
                        .example("HSET k f v", "HPEXPIRE k 100000 NX FIELDS 1 f", "HTTL k FIELDS 1 f")
                        .handler(call -> expire(call, MILLISECONDS, true)),
                expiring("HEXPIREAT", "unix-time-seconds")
                        .summary("Lets fields of a hash expire at a moment, given in seconds since 1970.")
                        .example("HSET k f v", "HEXPIREAT k 33177117420 FIELDS 1 f", "HEXPIRETIME k FIELDS 1 f")
                        .handler(call -> expire(call, SECONDS, false)),
                expiring("HPEXPIREAT", "unix-time-milliseconds")
                        .summary("Lets fields of a hash expire at a moment, given in milliseconds since 1970.")
                        .example("HSET k f v", "HPEXPIREAT k 33177117420000 FIELDS 1 f", "HPEXPIRETIME k FIELDS 1 f")
                        .handler(call -> expire(call, MILLISECONDS, false)),
                hash("HPERSIST", "key FIELDS numfields field [field ...]")
                        .arity(-5)
                        .flags(WRITE, FAST)
                        .key(1, RW, UPDATE)
                        .since("7.4.0")
                        .complexity("O(N) for N fields")
                        .summary("Takes the expiry of fields of a hash away.")
                        .example("HSET k f v", "HEXPIRE k 100 FIELDS 1 f", "HPERSIST k FIELDS 2 f missing")
                        .handler(FieldExpiryCommands::persist));
    }

    static List<CommandSpec> reading() {
        return List.of(
                asking("HTTL")
                        .summary("Returns the seconds that fields of a hash have left: -1 without expiry, -2 if they do"
                                + " not exist.")
                        .example("HSET k f v", "HEXPIRE k 100 FIELDS 1 f", "HTTL k FIELDS 1 f")
                        .handler(call -> reply(call, SECONDS, true)),
                asking("HPTTL")
                        .summary("Returns the milliseconds that fields of a hash have left.")
                        .example("HSET k f v", "HEXPIRE k 100 FIELDS 1 f", "HPTTL k FIELDS 1 f")
                        .handler(call -> reply(call, MILLISECONDS, true)),
                asking("HEXPIRETIME")
                        .summary("Returns the moments at which fields of a hash expire, in seconds since 1970.")
                        .example("HSET k f v", "HEXPIREAT k 33177117420 FIELDS 1 f", "HEXPIRETIME k FIELDS 1 f")
                        .handler(call -> reply(call, SECONDS, false)),
                asking("HPEXPIRETIME")
                        .summary("Returns the moments at which fields of a hash expire, in milliseconds since 1970.")
                        .example("HSET k f v", "HEXPIREAT k 33177117420 FIELDS 1 f", "HPEXPIRETIME k FIELDS 1 f")
                        .handler(call -> reply(call, MILLISECONDS, false)));
    }

    private static CommandBuilder expiring(String name, String time) {
        return hash(name, "key " + time + " [NX | XX | GT | LT] FIELDS numfields field [field ...]")
                .arity(-6)
                .flags(WRITE, DENYOOM, FAST)
                .key(1, RW, UPDATE)
                .since("7.4.0")
                .complexity("O(N) for N fields");
    }

    private static CommandBuilder asking(String name) {
        return hash(name, "key FIELDS numfields field [field ...]")
                .arity(-5)
                .flags(READONLY, FAST)
                .key(1, RO)
                .since("7.4.0")
                .complexity("O(N) for N fields");
    }

    private static void expire(Call call, long unitMs, boolean fromNow) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        hashes.expireAtMs(key, call.field(5));
        long atMs = FieldArguments.time(call, 2, unitMs, fromNow);
        Condition condition = null;
        for (Condition candidate : Condition.values()) {
            condition = call.isWord(3, candidate.name()) ? candidate : condition;
        }
        int first = FieldArguments.first(
                call, condition == null ? 3 : 4, "ERR Parameter `numFields` should be greater than 0");
        int set = 0;
        int deleted = 0;
        call.reply().array(call.count() - first);
        for (int i = first; i < call.count(); i++) {
            Slice field = call.field(i);
            long oldAtMs = hashes.expireAtMs(key, field);
            int result = (int) Hashes.NO_SUCH_FIELD;
            if (oldAtMs != Hashes.NO_SUCH_FIELD) {
                result = condition == null || condition.holds(oldAtMs, atMs)
                        ? expire(call, key, field, atMs)
                        : CONDITION_NOT_MET;
            }
            set += result == SET ? 1 : 0;
            deleted += result == DELETED ? 1 : 0;
            call.reply().integer(result);
        }
        tell(call, key, set > 0 ? "hexpire" : "", deleted > 0);
    }

    /** Lets an existing field expire at the moment, at once if that has passed. */
    static int expire(Call call, Slice key, Slice field, long atMs) {
        if (atMs <= call.nowMs()) {
            call.db().hashes().remove(key, field);
            return DELETED;
        }
        call.db().hashes().expireAt(key, field, atMs);
        return SET;
    }

    /** Tells of what became of fields: of {@code event} unless it is empty, of deletions, and of the key's if none are left. */
    static void tell(Call call, Slice key, String event, boolean deleted) {
        if (!event.isEmpty()) {
            call.tell('h', event, key);
        }
        if (deleted) {
            call.tell('h', "hdel", key);
            if (!call.db().isThere(key)) {
                call.tell('g', "del", key);
            }
        }
    }

    private static void persist(Call call) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        hashes.expireAtMs(key, call.field(4));
        int first = FieldArguments.first(call, 2, FieldArguments.NOT_POSITIVE);
        boolean any = false;
        call.reply().array(call.count() - first);
        for (int i = first; i < call.count(); i++) {
            Slice field = call.field(i);
            long atMs = hashes.expireAtMs(key, field);
            boolean persisted = atMs >= 0 && hashes.persist(key, field);
            any |= persisted;
            call.reply().integer(persisted ? 1 : atMs);
        }
        if (any) {
            call.tell('h', "hpersist", key);
        }
    }

    private static void reply(Call call, long unitMs, boolean fromNow) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        hashes.size(key);
        int first = FieldArguments.first(call, 2, FieldArguments.NOT_POSITIVE);
        call.reply().array(call.count() - first);
        for (int i = first; i < call.count(); i++) {
            long atMs = hashes.expireAtMs(key, call.field(i));
            boolean none = atMs == Hashes.NO_SUCH_FIELD || atMs == Database.NO_EXPIRY;
            long ms = fromNow ? atMs - call.nowMs() : atMs;
            call.reply().integer(none ? atMs : (ms + unitMs - 1) / unitMs);
        }
    }
}
