package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.engine.Database;
import dev.interrex.resp.Glob;
import java.util.List;

/** Going through the keys of a database. */
final class ScanCommands {
    private static final int KEYS_AT_A_TIME = 1000;

    private ScanCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                command("SCAN")
                        .syntax("cursor [MATCH pattern] [COUNT count] [TYPE type]")
                        .arity(-2)
                        .flags(READONLY)
                        .acl(KEYSPACE)
                        .since("2.8.0")
                        .complexity("O(1) per call, O(N) for all N keys")
                        .summary("Returns some keys and a cursor to go on with, 0 at the end.")
                        .example("MSET a 1 b 2", "SCAN 0 MATCH a* COUNT 100")
                        .handler(ScanCommands::scan),
                command("KEYS")
                        .syntax("pattern")
                        .arity(2)
                        .flags(READONLY)
                        .acl(KEYSPACE, DANGEROUS)
                        .complexity("O(N) for N keys of the database")
                        .summary("Returns all keys that match a glob pattern; nothing else is served meanwhile.")
                        .example("MSET first 1 second 2", "KEYS *s?")
                        .handler(ScanCommands::keys));
    }

    private static void scan(Call call) {
        long cursor = ScanOptions.cursor(call, 1);
        ScanOptions options = ScanOptions.read(call, 2, true, false);
        CollectedReplies found = call.collected();
        long next = call.db().scan(cursor, options.count(), (key, type) -> {
            if (options.isOfType(type) && options.matches(key)) {
                found.bulk(key);
            }
        });
        call.reply().array(2);
        call.reply().bulkLong(next);
        found.writeTo(call.reply());
    }

    private static void keys(Call call) {
        byte[] pattern = call.args().bytes(1);
        boolean all = pattern.length == 1 && pattern[0] == '*';
        CollectedReplies found = call.collected();
        Database db = call.db();
        long cursor = 0;
        do {
            cursor = db.scan(cursor, KEYS_AT_A_TIME, (key, type) -> {
                if (all || Glob.matches(pattern, key.toBytes())) {
                    found.bulk(key);
                }
            });
        } while (cursor != 0);
        found.writeTo(call.reply());
    }
}
