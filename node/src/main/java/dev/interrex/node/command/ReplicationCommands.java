package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.ADMIN;
import static dev.interrex.node.command.AclCategory.CONNECTION;
import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.CommandFlag.BLOCKING;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import java.util.List;

/** Roles and followers. Roles are given by the sentinels, so what would change them here is refused. */
final class ReplicationCommands {
    private static final String ASK_A_SENTINEL =
            "the sentinels decide which node is primary: ask one of them with SENTINEL FAILOVER";

    private ReplicationCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                command("ROLE")
                        .arity(1)
                        .flags(NOSCRIPT, LOADING, STALE, FAST)
                        .acl(ADMIN, DANGEROUS)
                        .group("server")
                        .since("2.8.12")
                        .summary("Tells the role of the node.")
                        .example("ROLE")
                        .handler(InfoReplication::role),
                command("WAIT")
                        .syntax("numreplicas timeout")
                        .arity(3)
                        .flags(BLOCKING)
                        .acl(CONNECTION)
                        .group("generic")
                        .since("3.0.0")
                        .summary("Waits until replicas have the connection's last write. Every reply has waited for the"
                                + " in-sync set already.")
                        .example("WAIT 0 100")
                        .handler(ReplicationCommands::await),
                command("WAITAOF")
                        .syntax("numlocal numreplicas timeout")
                        .arity(4)
                        .flags(BLOCKING)
                        .acl(CONNECTION)
                        .group("generic")
                        .since("7.2.0")
                        .summary("Waits until the connection's last write is synced to this and to replicas' disks.")
                        .example("WAITAOF 0 0 100")
                        .handler(ReplicationCommands::awaitAof),
                refused("REPLICAOF", "host port", 3, "5.0.0", ASK_A_SENTINEL),
                refused("SLAVEOF", "host port", 3, "1.0.0", ASK_A_SENTINEL),
                refused(
                        "FAILOVER",
                        "[TO host port [FORCE]] [ABORT] [TIMEOUT milliseconds]",
                        -1,
                        "6.2.0",
                        ASK_A_SENTINEL),
                refused("CLUSTER", "subcommand", -2, "3.0.0", "This instance has cluster support disabled"),
                refused("READONLY", "", 1, "3.0.0", "This instance has cluster support disabled"),
                refused("READWRITE", "", 1, "3.0.0", "This instance has cluster support disabled"),
                refused("ASKING", "", 1, "3.0.0", "This instance has cluster support disabled"));
    }

    private static CommandSpec refused(String name, String syntax, int arity, String since, String why) {
        return command(name)
                .syntax(syntax)
                .arity(arity)
                .flags(CommandFlag.ADMIN, NOSCRIPT, LOADING, STALE)
                .acl(ADMIN, DANGEROUS)
                .group("server")
                .since(since)
                .summary("Refused: " + why + ".")
                .handler(call -> {
                    throw new CommandException("ERR " + why);
                });
    }

    private static void await(Call call) {
        long followers = call.integer(1);
        call.client().awaitReceived(call, followers, timeoutMs(call, 2));
    }

    private static void awaitAof(Call call) {
        long local = call.integer(1);
        if (local < 0 || local > 1) {
            throw new CommandException("ERR value is out of range, must be between 0 and 1");
        }
        long followers = call.integer(2);
        if (followers < 0) {
            throw new CommandException("ERR value is out of range, must be positive");
        }
        call.client().awaitDurable(call, (int) local, followers, timeoutMs(call, 3));
    }

    private static long timeoutMs(Call call, int index) {
        if (!call.node().membership().isPrimary()) {
            throw new CommandException("ERR " + call.spec().name() + " cannot be used with replica instances");
        }
        long timeoutMs = call.integer(index, new CommandException("ERR timeout is not an integer or out of range"));
        if (timeoutMs < 0) {
            throw new CommandException("ERR timeout is negative");
        }
        return timeoutMs;
    }
}
