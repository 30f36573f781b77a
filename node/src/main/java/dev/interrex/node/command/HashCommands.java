package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.HASH;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Hashes;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Hashes: single fields. All of them, or any: {@link HashScanCommands}. */
final class HashCommands {
    private static final CommandException NOT_AN_INTEGER = new CommandException("ERR hash value is not an integer");
    private static final CommandException NOT_A_FLOAT = new CommandException("ERR hash value is not a float");
    private static final CommandException INFINITE_INCREMENT = new CommandException("ERR value is NaN or Infinity");

    private HashCommands() {}

    static List<CommandSpec> writing() {
        return List.of(
                hash("HSET", "key field value [field value ...]")
                        .arity(-4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, UPDATE)
                        .complexity("O(N) for N fields")
                        .summary("Sets fields of a hash and returns how many of them are new.")
                        .example("HSET k a 1 b 2", "HGETALL k")
                        .handler(HashCommands::hset),
                hash("HMSET", "key field value [field value ...]")
                        .arity(-4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, UPDATE)
                        .complexity("O(N) for N fields")
                        .summary("Sets fields of a hash: the old form of HSET.")
                        .example("HMSET k a 1 b 2")
                        .handler(HashCommands::hmset),
                hash("HSETNX", "key field value")
                        .arity(4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, INSERT)
                        .summary("Sets a field of a hash unless it exists.")
                        .example("HSETNX k f v", "HSETNX k f w")
                        .handler(HashCommands::hsetNx),
                hash("HDEL", "key field [field ...]")
                        .arity(-3)
                        .flags(WRITE, FAST)
                        .key(1, RW, DELETE)
                        .complexity("O(N) for N fields")
                        .summary("Removes fields of a hash, and the key with the last one.")
                        .example("HSET k a 1 b 2", "HDEL k a missing")
                        .handler(HashCommands::hdel),
                hash("HINCRBY", "key field increment")
                        .arity(4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds to the whole number that a field of a hash holds, 0 if it does not exist.")
                        .example("HSET k f 40", "HINCRBY k f 2")
                        .handler(HashCommands::hincrBy),
                hash("HINCRBYFLOAT", "key field increment")
                        .arity(4)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .since("2.6.0")
                        .summary("Adds to the number, perhaps with decimals, that a field of a hash holds.")
                        .example("HSET k f 10.50", "HINCRBYFLOAT k f 0.1")
                        .handler(HashCommands::hincrByFloat));
    }

    static List<CommandSpec> reading() {
        return List.of(
                hash("HGET", "key field")
                        .arity(3)
                        .flags(READONLY, FAST)
                        .key(1)
                        .summary("Returns the value of a field of a hash.")
                        .example("HSET k f v", "HGET k f")
                        .handler(call -> call.replyBulk(call.db().hashes().get(call.key(1), call.field(2)))),
                hash("HMGET", "key field [field ...]")
                        .arity(-3)
                        .flags(READONLY, FAST)
                        .key(1)
                        .complexity("O(N) for N fields")
                        .summary("Returns the values of some fields of a hash, null for those that do not exist.")
                        .example("HSET k a 1 b 2", "HMGET k a missing b")
                        .handler(HashCommands::hmget),
                hash("HEXISTS", "key field")
                        .arity(3)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Tells whether a hash has a field.")
                        .example("HSET k f v", "HEXISTS k f")
                        .handler(HashCommands::hexists),
                hash("HLEN", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Returns the number of fields of a hash.")
                        .example("HSET k a 1 b 2", "HLEN k")
                        .handler(call -> call.reply().integer(call.db().hashes().size(call.key(1)))),
                hash("HSTRLEN", "key field")
                        .arity(3)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .since("3.2.0")
                        .summary("Returns the length of the value of a field of a hash, in bytes.")
                        .example("HSET k f hello", "HSTRLEN k f")
                        .handler(HashCommands::hstrlen));
    }

    static CommandBuilder hash(String name, String syntax) {
        return command(name).syntax(syntax).group("hash").acl(HASH).since("2.0.0");
    }

    private static void hset(Call call) {
        call.reply().integer(putAll(call));
    }

    private static void hmset(Call call) {
        putAll(call);
        call.reply().ok();
    }

    private static int putAll(Call call) {
        if (call.count() % 2 == 1) {
            throw new CommandException(call.spec().arityError());
        }
        Slice key = call.key(1);
        int added = call.db().hashes().put(key, call.fields(2, 2), call.values(3, 2));
        call.tell('h', "hset", key);
        return added;
    }

    private static void hsetNx(Call call) {
        Slice key = call.key(1);
        Slice field = call.field(2);
        Hashes hashes = call.db().hashes();
        boolean missing = hashes.getForUpdate(key, field) == null;
        if (missing) {
            hashes.put(key, field, call.value(3));
            call.tell('h', "hset", key);
        }
        call.reply().integer(missing ? 1 : 0);
    }

    private static void hdel(Call call) {
        Slice key = call.key(1);
        int removed = call.db().hashes().remove(key, call.fields(2, 1));
        if (removed > 0) {
            call.tell('h', "hdel", key);
            if (!call.db().isThere(key)) {
                call.tell('g', "del", key);
            }
        }
        call.reply().integer(removed);
    }

    private static void hincrBy(Call call) {
        long by = call.integer(3);
        Slice key = call.key(1);
        Slice field = call.field(2);
        Slice old = call.db().hashes().getForUpdate(key, field);
        if (old != null && !Digits.isLong(old)) {
            throw NOT_AN_INTEGER;
        }
        long before = old == null ? 0 : Digits.parse(old);
        long sum = before + by;
        if (((before ^ sum) & (by ^ sum)) < 0) {
            throw CommandException.OVERFLOW;
        }
        call.db().hashes().update(key, field, Digits.render(sum, call.rendered()));
        call.tell('h', "hincrby", key);
        call.reply().integer(sum);
    }

    private static void hincrByFloat(Call call) {
        LongDouble by = LongDouble.parse(call.value(3));
        if (by == null) {
            throw CommandException.NOT_A_FLOAT;
        }
        if (by.infinite()) {
            throw INFINITE_INCREMENT;
        }
        Slice key = call.key(1);
        Slice field = call.field(2);
        Slice old = call.db().hashes().getForUpdate(key, field);
        LongDouble before = old == null ? LongDouble.ZERO : LongDouble.parse(old);
        if (before == null) {
            throw NOT_A_FLOAT;
        }
        LongDouble sum = before.plus(by);
        if (sum.infinite()) {
            throw CommandException.NOT_FINITE;
        }
        Slice text = Slice.of(sum.text().getBytes(StandardCharsets.US_ASCII));
        call.db().hashes().update(key, field, text);
        call.tell('h', "hincrbyfloat", key);
        call.replyBulk(text);
    }

    private static void hmget(Call call) {
        Hashes hashes = call.db().hashes();
        Slice key = call.key(1);
        Slice first = hashes.get(key, call.field(2));
        call.reply().array(call.count() - 2);
        call.replyBulk(first);
        for (int i = 3; i < call.count(); i++) {
            call.replyBulk(hashes.getForUpdate(key, call.field(i)));
        }
    }

    private static void hexists(Call call) {
        boolean there = call.db().hashes().get(call.key(1), call.field(2)) != null;
        call.reply().integer(there ? 1 : 0);
    }

    private static void hstrlen(Call call) {
        Slice value = call.db().hashes().get(call.key(1), call.field(2));
        RespWriter reply = call.reply();
        reply.integer(value == null ? 0 : value.length());
    }
}
