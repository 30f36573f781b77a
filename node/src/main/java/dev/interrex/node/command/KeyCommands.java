package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RM;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import java.util.List;

/** Keys, whatever they hold. Their expiry: {@link ExpiryCommands}; iterating: {@link ScanCommands}. */
final class KeyCommands {
    private KeyCommands() {}

    static List<CommandSpec> single() {
        return List.of(
                keys("DEL")
                        .flags(WRITE)
                        .keys(1, -1, 1, RM, DELETE)
                        .summary("Deletes keys and returns how many there were.")
                        .example("MSET a 1 b 2", "DEL a b missing")
                        .handler(KeyCommands::delete),
                keys("UNLINK")
                        .flags(WRITE, FAST)
                        .keys(1, -1, 1, RM, DELETE)
                        .since("4.0.0")
                        .summary("Deletes keys, as DEL does: memory is always reclaimed later.")
                        .example("MSET a 1 b 2", "UNLINK a b missing")
                        .handler(KeyCommands::delete),
                keys("EXISTS")
                        .flags(READONLY, FAST)
                        .keys(1, -1, 1, RO)
                        .summary("Returns how many of the keys exist; one that is named twice counts twice.")
                        .example("SET k v", "EXISTS k missing k")
                        .handler(KeyCommands::exists),
                keys("TOUCH")
                        .flags(READONLY, FAST)
                        .keys(1, -1, 1, RO)
                        .since("3.2.1")
                        .summary("Makes keys count as just used and returns how many there are.")
                        .example("SET k v", "TOUCH k missing")
                        .handler(KeyCommands::touch),
                generic("TYPE", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Returns the type of what a key holds, none if it does not exist.")
                        .example("HSET k field value", "TYPE k")
                        .handler(KeyCommands::type),
                generic("RANDOMKEY", "")
                        .arity(1)
                        .flags(READONLY)
                        .summary("Returns any key.")
                        .example("SET k v", "RANDOMKEY")
                        .handler(KeyCommands::randomKey));
    }

    static List<CommandSpec> moving() {
        return List.of(
                generic("RENAME", "key newkey")
                        .arity(3)
                        .flags(WRITE)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, OW, UPDATE)
                        .summary("Gives what a key holds to another key, whatever that held.")
                        .example("SET k v", "RENAME k l", "GET l")
                        .handler(call -> rename(call, true)),
                generic("RENAMENX", "key newkey")
                        .arity(3)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, OW, INSERT)
                        .summary("Gives what a key holds to another key unless that exists.")
                        .example("MSET k v l w", "RENAMENX k l")
                        .handler(call -> rename(call, false)),
                generic("COPY", "source destination [DB destination-db] [REPLACE]")
                        .arity(-3)
                        .flags(WRITE, DENYOOM)
                        .key(1, RO, ACCESS)
                        .key(2, OW, UPDATE)
                        .since("6.2.0")
                        .complexity("O(N) for a collection of N elements")
                        .summary("Copies what a key holds to another key.")
                        .example("SET k v", "COPY k l", "GET l")
                        .handler(KeyCommands::copy),
                generic("MOVE", "key db")
                        .arity(3)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Moves a key to another database unless it exists there.")
                        .example("SET k v", "MOVE k 1")
                        .handler(KeyCommands::move),
                generic("SWAPDB", "index1 index2")
                        .arity(3)
                        .flags(WRITE, FAST)
                        .acl(DANGEROUS)
                        .group("server")
                        .since("4.0.0")
                        .summary("Lets two databases change places; connections see the other's keys at once.")
                        .example("SWAPDB 0 1")
                        .handler(KeyCommands::swapDb));
    }

    private static CommandBuilder generic(String name, String syntax) {
        return command(name).syntax(syntax).acl(KEYSPACE);
    }

    private static CommandBuilder keys(String name) {
        return generic(name, "key [key ...]").arity(-2).complexity("O(N) for N keys");
    }

    private static void delete(Call call) {
        int deleted = 0;
        for (int i = 1; i < call.count(); i++) {
            Slice key = call.key(i);
            if (call.db().delete(key)) {
                deleted++;
                call.tell('g', "del", key);
            }
        }
        call.reply().integer(deleted);
    }

    private static void exists(Call call) {
        int there = 0;
        for (int i = 1; i < call.count(); i++) {
            there += call.db().exists(call.key(i)) ? 1 : 0;
        }
        call.reply().integer(there);
    }

    private static void touch(Call call) {
        int there = 0;
        for (int i = 1; i < call.count(); i++) {
            there += call.db().touch(call.key(i)) ? 1 : 0;
        }
        call.reply().integer(there);
    }

    private static void type(Call call) {
        String type = call.db().type(call.key(1));
        call.reply().simple(type == null ? "none" : type);
    }

    private static void randomKey(Call call) {
        call.replyBulk(call.db().randomKey(call.random().nextLong()));
    }

    private static void rename(Call call, boolean overwrites) {
        Slice key = call.key(1);
        Slice newKey = call.otherKey(2);
        if (!call.db().isThere(key)) {
            throw CommandException.NO_SUCH_KEY;
        }
        boolean same = key.contentEquals(newKey);
        boolean refused = !overwrites && call.db().isThere(newKey);
        if (!same && !refused) {
            call.db().rename(key, newKey);
            call.tell('g', "rename_from", key);
            call.tell('g', "rename_to", newKey);
        }
        if (overwrites) {
            call.reply().ok();
        } else {
            call.reply().integer(refused ? 0 : 1);
        }
    }

    private static void copy(Call call) {
        Database to = call.db();
        boolean replace = false;
        for (int i = 3; i < call.count(); i++) {
            if (call.isWord(i, "REPLACE")) {
                replace = true;
            } else if (call.isWord(i, "DB") && i + 1 < call.count()) {
                to = call.database(++i);
            } else {
                throw CommandException.SYNTAX;
            }
        }
        Slice key = call.key(1);
        Slice newKey = call.otherKey(2);
        if (to == call.db() && key.contentEquals(newKey)) {
            throw CommandException.SAME_OBJECT;
        }
        boolean copied = call.db().isThere(key)
                && (replace || !to.isThere(newKey))
                && call.db().copy(key, to, newKey);
        if (copied) {
            call.engine().tell(to.index(), 'g', "copy_to", newKey);
        }
        call.reply().integer(copied ? 1 : 0);
    }

    private static void move(Call call) {
        Database to = call.database(2);
        if (to == call.db()) {
            throw CommandException.SAME_OBJECT;
        }
        Slice key = call.key(1);
        boolean moved = call.db().move(key, to);
        if (moved) {
            call.tell('g', "move_from", key);
            call.engine().tell(to.index(), 'g', "move_to", key);
        }
        call.reply().integer(moved ? 1 : 0);
    }

    private static void swapDb(Call call) {
        checkInt(call, 1, "ERR invalid first DB index");
        checkInt(call, 2, "ERR invalid second DB index");
        Database first = call.database(1);
        call.engine().swap(first.index(), call.database(2).index());
        call.reply().ok();
    }

    private static void checkInt(Call call, int index, String refusal) {
        long number = call.integer(index, new CommandException(refusal));
        if (number != (int) number) {
            throw new CommandException(refusal);
        }
    }
}
