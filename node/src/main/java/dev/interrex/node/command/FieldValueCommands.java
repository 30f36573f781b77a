package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.ExpiryArgument.MILLISECONDS;
import static dev.interrex.node.command.ExpiryArgument.SECONDS;
import static dev.interrex.node.command.HashCommands.hash;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Hashes;
import dev.interrex.node.engine.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields of hashes together with their expiry. */
final class FieldValueCommands {
    private static final CommandException TWO_CONDITIONS =
            new CommandException("ERR Only one of FXX or FNX arguments can be specified");
    private static final CommandException TWO_TIMES =
            new CommandException("ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
    private static final CommandException NO_TIME = new CommandException("ERR missing expire time");

    /** A word that says how the argument after it is a time. */
    private enum Time {
        EX(SECONDS, true),
        PX(MILLISECONDS, true),
        EXAT(SECONDS, false),
        PXAT(MILLISECONDS, false);

        private final long unitMs;
        private final boolean fromNow;

        Time(long unitMs, boolean fromNow) {
            this.unitMs = unitMs;
            this.fromNow = fromNow;
        }

        static @Nullable Time at(Call call, int index) {
            for (Time time : values()) {
                if (call.isWord(index, time.name())) {
                    return time;
                }
            }
            return null;
        }

        long read(Call call, int index) {
            return FieldArguments.time(call, index, unitMs, fromNow);
        }
    }

    /** What HSETEX was told before its fields. */
    private record Options(int first, long atMs, boolean keepsTime, boolean onlyIfNone, boolean onlyIfAll) {}

    private FieldValueCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                hash("HGETDEL", "key FIELDS numfields field [field ...]")
                        .arity(-5)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, DELETE)
                        .since("8.0.0")
                        .complexity("O(N) for N fields")
                        .summary("Returns the values of fields of a hash and removes the fields.")
                        .example("HSET k a 1 b 2", "HGETDEL k FIELDS 2 a missing")
                        .handler(FieldValueCommands::getDel),
                hash(
                                "HGETEX",
                                "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT"
                                        + " unix-time-milliseconds | PERSIST] FIELDS numfields field [field ...]")
                        .arity(-5)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .since("8.0.0")
                        .complexity("O(N) for N fields")
                        .summary("Returns the values of fields of a hash and changes the fields' expiry.")
                        .example("HSET k a 1 b 2", "HGETEX k EX 100 FIELDS 1 a", "HTTL k FIELDS 1 a")
                        .handler(FieldValueCommands::getEx),
                hash(
                                "HSETEX",
                                "key [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT"
                                        + " unix-time-milliseconds | KEEPTTL] FIELDS numfields field value [field value"
                                        + " ...]")
                        .arity(-6)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, UPDATE)
                        .since("8.0.0")
                        .complexity("O(N) for N fields")
                        .summary("Sets fields of a hash and their expiry.")
                        .example("HSETEX k EX 100 FIELDS 2 a 1 b 2", "HTTL k FIELDS 1 a")
                        .handler(FieldValueCommands::setEx));
    }

    private static void getDel(Call call) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        hashes.expireAtMs(key, call.field(4));
        int first = FieldArguments.first(call, 2, FieldArguments.NOT_POSITIVE);
        boolean deleted = false;
        call.reply().array(call.count() - first);
        for (int i = first; i < call.count(); i++) {
            Slice field = call.field(i);
            call.replyBulk(hashes.getForUpdate(key, field));
            deleted |= hashes.remove(key, field);
        }
        FieldExpiryCommands.tell(call, key, "", deleted);
    }

    private static void getEx(Call call) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        hashes.expireAtMs(key, call.field(4));
        Time time = Time.at(call, 2);
        boolean persists = call.isWord(2, "PERSIST");
        long atMs = time == null ? Database.NO_EXPIRY : time.read(call, 3);
        int first = FieldArguments.first(call, time != null ? 4 : persists ? 3 : 2, FieldArguments.NOT_POSITIVE);
        boolean changed = false;
        boolean past = time != null && atMs <= call.nowMs();
        call.reply().array(call.count() - first);
        for (int i = first; i < call.count(); i++) {
            Slice field = call.field(i);
            Slice value = hashes.getForUpdate(key, field);
            call.replyBulk(value);
            if (value != null && persists) {
                changed |= hashes.persist(key, field);
            } else if (value != null && time != null) {
                FieldExpiryCommands.expire(call, key, field, atMs);
                changed = true;
            }
        }
        String event = !changed || past ? "" : persists ? "hpersist" : "hexpire";
        FieldExpiryCommands.tell(call, key, event, changed && past);
    }

    private static void setEx(Call call) {
        Options options = options(call);
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        int there = 0;
        for (int i = options.first; i < call.count(); i += 2) {
            there += hashes.getForUpdate(key, call.field(i)) == null ? 0 : 1;
        }
        int count = (call.count() - options.first) / 2;
        boolean refused = (options.onlyIfNone && there > 0) || (options.onlyIfAll && there < count);
        if (!refused) {
            set(call, key, options);
        }
        call.reply().integer(refused ? 0 : 1);
    }

    private static void set(Call call, Slice key, Options options) {
        Hashes hashes = call.db().hashes();
        boolean timed = options.atMs >= 0;
        boolean past = timed && options.atMs <= call.nowMs();
        if (past) {
            hashes.remove(key, call.fields(options.first, 2));
        } else if (options.keepsTime) {
            hashes.update(key, call.fields(options.first, 2), call.values(options.first + 1, 2));
        } else {
            hashes.put(key, call.fields(options.first, 2), call.values(options.first + 1, 2));
        }
        for (int i = options.first; i < call.count() && timed && !past; i += 2) {
            hashes.expireAt(key, call.field(i), options.atMs);
        }
        call.tell('h', "hset", key);
        FieldExpiryCommands.tell(call, key, timed && !past ? "hexpire" : "", past);
    }

    private static Options options(Call call) {
        long atMs = Database.NO_EXPIRY;
        boolean keeps = false;
        boolean none = false;
        boolean all = false;
        for (int i = 2; i < call.count(); i++) {
            if (call.isWord(i, "FIELDS")) {
                return new Options(firstOfPairs(call, i), atMs, keeps, none, all);
            }
            Time time = Time.at(call, i);
            if (time != null || call.isWord(i, "KEEPTTL")) {
                if (keeps || atMs >= 0) {
                    throw TWO_TIMES;
                }
                if (time == null) {
                    keeps = true;
                } else if (i + 1 == call.count()) {
                    throw NO_TIME;
                } else {
                    atMs = time.read(call, ++i);
                }
            } else if (call.isWord(i, "FXX") || call.isWord(i, "FNX")) {
                if (none || all) {
                    throw TWO_CONDITIONS;
                }
                none = call.isWord(i, "FNX");
                all = !none;
            } else {
                throw new CommandException(
                        "ERR unknown argument: " + call.args().text(i));
            }
        }
        throw new CommandException(call.spec().arityError());
    }

    private static int firstOfPairs(Call call, int at) {
        if (at >= call.count() - 3) {
            throw new CommandException(call.spec().arityError());
        }
        long count = call.integer(at + 1, new CommandException("ERR invalid number of fields"));
        if (count < 1 || count > Integer.MAX_VALUE) {
            throw new CommandException("ERR invalid number of fields");
        }
        int left = call.count() - at - 2;
        if (left % 2 != 0 || count != left / 2) {
            throw new CommandException(call.spec().arityError());
        }
        return at + 2;
    }
}
