package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.STRING;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.KeyFlag.VARIABLE_FLAGS;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Strings;
import java.util.List;

/** Strings as a whole: reading and setting. Parts of them: {@link StringRangeCommands}; numbers: {@link CounterCommands}. */
final class StringCommands {
    private StringCommands() {}

    static List<CommandSpec> reading() {
        return List.of(
                string("GET", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1)
                        .summary("Returns the string that a key holds.")
                        .example("SET k v", "GET k")
                        .handler(StringCommands::get),
                string("MGET", "key [key ...]")
                        .arity(-2)
                        .flags(READONLY, FAST)
                        .keys(1, -1, 1)
                        .complexity("O(N) for N keys")
                        .summary("Returns the strings that some keys hold, null for those that hold none.")
                        .example("MSET a 1 b 2", "MGET a missing b")
                        .handler(StringCommands::mget),
                string("STRLEN", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .since("2.2.0")
                        .summary("Returns the length of a string in bytes.")
                        .example("SET k hello", "STRLEN k")
                        .handler(StringCommands::strlen),
                string("GETDEL", "key")
                        .arity(2)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, DELETE)
                        .since("6.2.0")
                        .summary("Returns the string that a key holds and deletes the key.")
                        .example("SET k v", "GETDEL k")
                        .handler(StringCommands::getDel),
                string(
                                "GETEX",
                                "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT"
                                        + " unix-time-milliseconds | PERSIST]")
                        .arity(-2)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .since("6.2.0")
                        .summary("Returns the string that a key holds and changes the key's expiry.")
                        .example("SET k v", "GETEX k EX 100", "TTL k")
                        .handler(new GetEx()));
    }

    static List<CommandSpec> setting() {
        return List.of(
                string(
                                "SET",
                                "key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds"
                                        + " | PXAT unix-time-milliseconds | KEEPTTL]")
                        .arity(-3)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                        .summary("Sets a key to a string, whatever the key held before.")
                        .example("SET k v", "SET k w XX GET PX 60000")
                        .handler(new Set()),
                string("SETNX", "key value")
                        .arity(3)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, OW, INSERT)
                        .summary("Sets a key to a string unless the key exists.")
                        .example("SETNX k v", "SETNX k w")
                        .handler(StringCommands::setNx),
                string("SETEX", "key seconds value")
                        .arity(4)
                        .flags(WRITE, DENYOOM)
                        .key(1, OW, UPDATE)
                        .since("2.0.0")
                        .summary("Sets a key to a string that expires after some seconds.")
                        .example("SETEX k 100 v", "TTL k")
                        .handler(call -> setEx(call, ExpiryArgument.SECONDS)),
                string("PSETEX", "key milliseconds value")
                        .arity(4)
                        .flags(WRITE, DENYOOM)
                        .key(1, OW, UPDATE)
                        .since("2.6.0")
                        .summary("Sets a key to a string that expires after some milliseconds.")
                        .example("PSETEX k 100000 v", "TTL k")
                        .handler(call -> setEx(call, ExpiryArgument.MILLISECONDS)),
                string("GETSET", "key value")
                        .arity(3)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Sets a key to a string and returns the string that it held before.")
                        .example("SET k old", "GETSET k new")
                        .handler(StringCommands::getSet));
    }

    static List<CommandSpec> settingMany() {
        return List.of(
                string("MSET", "key value [key value ...]")
                        .arity(-3)
                        .flags(WRITE, DENYOOM)
                        .keys(1, -1, 2, OW, UPDATE)
                        .since("1.0.1")
                        .complexity("O(N) for N keys")
                        .summary("Sets some keys to strings, all at once.")
                        .example("MSET a 1 b 2", "MGET a b")
                        .handler(StringCommands::mset),
                string("MSETNX", "key value [key value ...]")
                        .arity(-3)
                        .flags(WRITE, DENYOOM)
                        .keys(1, -1, 2, OW, INSERT)
                        .since("1.0.1")
                        .complexity("O(N) for N keys")
                        .summary("Sets some keys to strings, but none if any of them exists.")
                        .example("MSETNX a 1 b 2", "MSETNX b 3 c 4")
                        .handler(StringCommands::msetNx));
    }

    private static CommandBuilder string(String name, String syntax) {
        return command(name).syntax(syntax).group("string").acl(STRING);
    }

    private static void get(Call call) {
        call.replyBulk(call.db().strings().get(call.key(1)));
    }

    private static void mget(Call call) {
        Database db = call.db();
        call.reply().array(call.count() - 1);
        for (int i = 1; i < call.count(); i++) {
            call.replyBulk(db.strings().getIfString(call.key(i)));
        }
    }

    private static void strlen(Call call) {
        call.reply().integer(Math.max(0, call.db().strings().length(call.key(1))));
    }

    private static void getDel(Call call) {
        Slice key = call.key(1);
        Slice value = call.db().strings().getForUpdate(key);
        call.replyBulk(value);
        if (value != null) {
            call.db().delete(key);
            call.tell('g', "del", key);
        }
    }

    private static final class GetEx implements CommandHandler {
        private final SetOptions options = new SetOptions();

        @Override
        public void call(Call call) {
            options.readGetEx(call);
            Slice key = call.key(1);
            Slice value = call.db().strings().getForUpdate(key);
            if (value == null) {
                call.reply().nullBulk();
                return;
            }
            long expireAtMs = options.hasTime() ? options.expireAtMs(call) : Database.NO_EXPIRY;
            call.replyBulk(value);
            if (options.persists()) {
                if (call.db().persist(key)) {
                    call.tell('g', "persist", key);
                }
            } else if (options.hasTime()) {
                ExpiryCommands.expire(call, key, expireAtMs);
            }
        }
    }

    private static final class Set implements CommandHandler {
        private final SetOptions options = new SetOptions();

        @Override
        public void call(Call call) {
            options.readSet(call);
            long expireAtMs = options.hasTime() ? options.expireAtMs(call) : Database.NO_EXPIRY;
            Slice key = call.key(1);
            Strings strings = call.db().strings();
            if (options.onlyIfMissing || options.onlyIfThere || options.get || options.keepsExpiry()) {
                Slice old = options.get ? strings.getForUpdate(key) : null;
                long oldExpireAtMs = call.db().expireAtMs(key);
                boolean exists = oldExpireAtMs != Database.NO_SUCH_KEY;
                boolean refused = exists ? options.onlyIfMissing : options.onlyIfThere;
                if (options.get) {
                    call.replyBulk(old);
                } else if (refused) {
                    call.reply().nullBulk();
                }
                if (refused) {
                    return;
                }
                if (options.keepsExpiry() && exists) {
                    expireAtMs = oldExpireAtMs;
                }
            }
            strings.put(key, call.value(2), expireAtMs);
            tellSet(call, key, options.hasTime());
            if (!options.get) {
                call.reply().ok();
            }
        }
    }

    private static void tellSet(Call call, Slice key, boolean expires) {
        call.tell('$', "set", key);
        if (expires) {
            call.tell('g', "expire", key);
        }
    }

    private static void setNx(Call call) {
        Slice key = call.key(1);
        boolean missing = !call.db().isThere(key);
        if (missing) {
            call.db().strings().put(key, call.value(2));
            tellSet(call, key, false);
        }
        call.reply().integer(missing ? 1 : 0);
    }

    private static void setEx(Call call, long unitMs) {
        long expireAtMs = ExpiryArgument.positive(call, 2, unitMs, true);
        Slice key = call.key(1);
        call.db().strings().put(key, call.value(3), expireAtMs);
        tellSet(call, key, true);
        call.reply().ok();
    }

    private static void getSet(Call call) {
        Slice key = call.key(1);
        Strings strings = call.db().strings();
        call.replyBulk(strings.getForUpdate(key));
        strings.put(key, call.value(2));
        tellSet(call, key, false);
    }

    private static void mset(Call call) {
        checkPairs(call);
        setAll(call);
        call.reply().ok();
    }

    private static void msetNx(Call call) {
        checkPairs(call);
        for (int i = 1; i < call.count(); i += 2) {
            if (call.db().isThere(call.key(i))) {
                call.reply().integer(0);
                return;
            }
        }
        setAll(call);
        call.reply().integer(1);
    }

    private static void checkPairs(Call call) {
        if (call.count() % 2 == 0) {
            throw new CommandException(call.spec().arityError());
        }
    }

    private static void setAll(Call call) {
        Strings strings = call.db().strings();
        for (int i = 1; i < call.count(); i += 2) {
            Slice key = call.key(i);
            strings.put(key, call.value(i + 1));
            tellSet(call, key, false);
        }
    }
}
