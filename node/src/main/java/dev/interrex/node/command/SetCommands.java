package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.SET;
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

import dev.interrex.node.engine.Sets;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import java.util.List;

/** Sets, one at a time. Several: {@link SetOperationCommands}. */
final class SetCommands {
    private SetCommands() {}

    static List<CommandSpec> writing() {
        return List.of(
                set("SADD", "key member [member ...]")
                        .arity(-3)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, INSERT)
                        .complexity("O(N) for N members")
                        .summary("Adds members to a set and returns how many are new.")
                        .example("SADD k a b a", "SMEMBERS k")
                        .handler(SetCommands::add),
                set("SREM", "key member [member ...]")
                        .arity(-3)
                        .flags(WRITE, FAST)
                        .key(1, RW, DELETE)
                        .complexity("O(N) for N members")
                        .summary("Removes members of a set and returns how many there were.")
                        .example("SADD k a b", "SREM k a c")
                        .handler(SetCommands::remove),
                set("SMOVE", "source destination member")
                        .arity(4)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, RW, INSERT)
                        .summary("Moves a member from one set to another.")
                        .example("SADD k a b", "SMOVE k other a")
                        .handler(SetCommands::move));
    }

    static List<CommandSpec> reading() {
        return List.of(
                set("SISMEMBER", "key member")
                        .arity(3)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Tells whether a set has a member.")
                        .example("SADD k a", "SISMEMBER k a")
                        .handler(SetCommands::isMember),
                set("SMISMEMBER", "key member [member ...]")
                        .arity(-3)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .since("6.2.0")
                        .complexity("O(N) for N members")
                        .summary("Tells which of the members a set has.")
                        .example("SADD k a", "SMISMEMBER k a b")
                        .handler(SetCommands::areMembers),
                set("SCARD", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Returns the number of members of a set.")
                        .example("SADD k a b", "SCARD k")
                        .handler(call -> call.reply().integer(call.db().sets().size(call.key(1)))),
                set("SMEMBERS", "key")
                        .arity(2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N members")
                        .summary("Returns all members of a set.")
                        .example("SADD k a b", "SMEMBERS k")
                        .handler(SetCommands::members),
                set("SSCAN", "key cursor [MATCH pattern] [COUNT count]")
                        .arity(-3)
                        .flags(READONLY)
                        .key(1)
                        .since("2.8.0")
                        .complexity("O(1) per call, O(N) for all N members")
                        .summary("Returns some members of a set and a cursor to go on with, 0 at the end.")
                        .example("SADD k a b", "SSCAN k 0 MATCH a*")
                        .handler(SetCommands::scan));
    }

    static List<CommandSpec> random() {
        return List.of(
                set("SPOP", "key [count]")
                        .arity(-2)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, DELETE)
                        .complexity("O(N) for N members")
                        .summary("Removes any member of a set, or some, and returns them.")
                        .example("SADD k a", "SPOP k")
                        .handler(RandomMembers::pop),
                set("SRANDMEMBER", "key [count]")
                        .arity(-2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N members returned")
                        .summary(
                                "Returns any member of a set, or some: different ones, or with a count below zero any.")
                        .example("SADD k a b", "SRANDMEMBER k", "SRANDMEMBER k -3")
                        .handler(RandomMembers::reply));
    }

    static CommandBuilder set(String name, String syntax) {
        return command(name).syntax(syntax).group("set").acl(SET);
    }

    private static void add(Call call) {
        Slice key = call.key(1);
        int added = call.db().sets().add(key, call.fields(2, 1));
        if (added > 0) {
            call.tell('s', "sadd", key);
        }
        call.reply().integer(added);
    }

    private static void remove(Call call) {
        Slice key = call.key(1);
        int removed = call.db().sets().remove(key, call.fields(2, 1));
        if (removed > 0) {
            call.tell('s', "srem", key);
            ListCommands.tellIfGone(call, key);
        }
        call.reply().integer(removed);
    }

    private static void move(Call call) {
        Slice source = call.key(1);
        Slice destination = call.otherKey(2);
        Sets sets = call.db().sets();
        if (sets.sizeForUpdate(source) == 0) {
            call.reply().integer(0);
            return;
        }
        sets.sizeForUpdate(destination);
        Slice member = call.field(3);
        if (!sets.contains(source, member)) {
            call.reply().integer(0);
            return;
        }
        if (!source.contentEquals(destination)) {
            Slices one = call.fields(3, 1);
            sets.remove(source, one);
            call.tell('s', "srem", source);
            ListCommands.tellIfGone(call, source);
            if (sets.add(destination, one) > 0) {
                call.tell('s', "sadd", destination);
            }
        }
        call.reply().integer(1);
    }

    private static void isMember(Call call) {
        Sets sets = call.db().sets();
        Slice key = call.key(1);
        boolean there = sets.size(key) > 0 && sets.contains(key, call.field(2));
        call.reply().integer(there ? 1 : 0);
    }

    private static void areMembers(Call call) {
        Sets sets = call.db().sets();
        Slice key = call.key(1);
        sets.size(key);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            call.reply().integer(sets.contains(key, call.field(i)) ? 1 : 0);
        }
    }

    private static void members(Call call) {
        Slice key = call.key(1);
        call.reply().set(call.db().sets().size(key));
        call.db().sets().forEach(key, call::replyBulk);
    }

    private static void scan(Call call) {
        long cursor = ScanOptions.cursor(call, 2);
        Slice key = call.key(1);
        boolean there = call.db().sets().size(key) > 0;
        // Redis looks at options only where there is something to scan.
        ScanOptions options = ScanOptions.read(call, there ? 3 : call.count(), false, false);
        CollectedReplies found = call.collected();
        long next = call.db().sets().scan(key, cursor, options.count(), member -> {
            if (options.matches(member)) {
                found.bulk(member);
            }
        });
        call.reply().array(2);
        call.reply().bulkLong(next);
        found.writeTo(call.reply());
    }
}
