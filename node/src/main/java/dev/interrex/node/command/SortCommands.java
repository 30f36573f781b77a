package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.AclCategory.LIST;
import static dev.interrex.node.command.AclCategory.SET;
import static dev.interrex.node.command.AclCategory.SORTEDSET;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements of a collection in order. */
final class SortCommands {
    private static final byte[] MISSING = {};

    private SortCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                sort("SORT", " [STORE destination]")
                        .flags(WRITE, DENYOOM)
                        .key(1, RO, ACCESS)
                        .keys(new KeySpec.Begin.Keyword("STORE", 2), new KeySpec.Find.Range(0, 1, 0), OW, UPDATE)
                        .summary("Returns the elements of a list, set or sorted set in order, or stores them.")
                        .example("RPUSH k 3 1 2", "SORT k DESC")
                        .example("RPUSH k b a", "MSET w_a 2 w_b 1 n_a one n_b two", "SORT k BY w_* GET # GET n_*")
                        .handler(call -> sort(call, true)),
                sort("SORT_RO", "")
                        .flags(READONLY)
                        .key(1, RO, ACCESS)
                        .since("7.0.0")
                        .summary("Returns the elements of a list, set or sorted set in order.")
                        .example("RPUSH k b a", "SORT_RO k ALPHA LIMIT 0 1")
                        .handler(call -> sort(call, false)));
    }

    private static CommandBuilder sort(String name, String store) {
        return command(name)
                .syntax("key [BY pattern] [LIMIT offset count] [GET pattern] [ASC | DESC] [ALPHA]" + store)
                .arity(-2)
                .acl(SET, SORTEDSET, LIST, DANGEROUS)
                .complexity("O(N+M*log(M)) for N elements of which M are returned");
    }

    private static void sort(Call call, boolean mayStore) {
        SortOptions options = SortOptions.read(call, mayStore);
        Slice key = call.key(1);
        Sorting sorting = new Sorting(call, options);
        List<byte[]> sorted = sorting.sorted(key);
        List<byte @Nullable []> found = new ArrayList<>();
        for (byte[] element : sorted) {
            if (options.gets().isEmpty()) {
                found.add(element);
            }
            for (byte[] pattern : options.gets()) {
                found.add(sorting.lookUp(pattern, element));
            }
        }
        if (options.storeAt() > 0) {
            store(call, call.key(options.storeAt()), found);
            return;
        }
        call.reply().array(found.size());
        for (byte[] element : found) {
            if (element == null) {
                call.reply().nullBulk();
            } else {
                call.reply().bulk(element);
            }
        }
    }

    private static void store(Call call, Slice key, List<byte @Nullable []> found) {
        List<Slice> elements = new ArrayList<>(found.size());
        long bytes = 0;
        for (byte[] element : found) {
            elements.add(Slice.of(element == null ? MISSING : element));
            bytes += elements.getLast().length() + 5;
        }
        long most = call.engine().settings().maxEffectBytes();
        if (bytes > most) {
            throw new CommandException("ERR the result takes " + bytes + " bytes, more than the " + most
                    + " that one command may log; see log-ring-size");
        }
        boolean deleted = call.db().delete(key);
        if (!elements.isEmpty()) {
            call.db().lists().push(key, false, Slices.of(elements));
            call.tell('l', "sortstore", key);
        } else if (deleted) {
            call.tell('g', "del", key);
        }
        call.reply().integer(elements.size());
    }
}
