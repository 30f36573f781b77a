package dev.interrex.node.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** CLIENT LIST, KILL, PAUSE: what operators do with clients. */
final class ClientAdminCommands {
    private ClientAdminCommands() {}

    static CommandSpec list() {
        return ClientCommands.admin("LIST")
                .syntax("[TYPE normal | master | replica | pubsub] [ID client-id [client-id ...]]")
                .arity(-2)
                .since("2.4.0")
                .complexity("O(N) in the number of clients")
                .summary("Describes connections.")
                .handler(ClientAdminCommands::list);
    }

    static CommandSpec kill() {
        return ClientCommands.admin("KILL")
                .syntax("ip:port | [ID client-id] [TYPE type] [ADDR ip:port] [LADDR ip:port] [USER name] [MAXAGE"
                        + " seconds] [SKIPME yes | no] ...")
                .arity(-3)
                .since("2.4.0")
                .complexity("O(N) in the number of clients")
                .summary("Closes connections.")
                .handler(ClientAdminCommands::kill);
    }

    static CommandSpec pause() {
        return ClientCommands.admin("PAUSE")
                .syntax("timeout [WRITE | ALL]")
                .arity(-3)
                .since("3.0.0")
                .summary("Lets commands wait for some milliseconds.")
                .handler(ClientAdminCommands::pause);
    }

    static CommandSpec unpause() {
        return ClientCommands.admin("UNPAUSE")
                .arity(2)
                .since("6.2.0")
                .summary("Ends a pause.")
                .handler(call -> {
                    call.node().resumeClients();
                    call.reply().ok();
                });
    }

    static CommandSpec unblock() {
        return ClientCommands.admin("UNBLOCK")
                .syntax("client-id [TIMEOUT | ERROR]")
                .arity(-3)
                .since("5.0.0")
                .complexity("O(log N) in the number of blocked clients")
                .summary("Answers the blocked command of a client as if its time were over, or with an error.")
                .handler(ClientAdminCommands::unblock);
    }

    static CommandSpec noEvict() {
        return ClientCommands.admin("NO-EVICT")
                .syntax("ON | OFF")
                .arity(3)
                .since("7.0.0")
                .summary("Keeps the connection though it holds much memory.")
                .handler(call -> call.client().exemptFromEviction(ClientCommands.onOrOff(call)));
    }

    private static void list(Call call) {
        Predicate<ClientState> wanted = client -> true;
        if (call.count() > 2 && call.args().is(2, "ID") && call.count() > 3) {
            List<Long> ids = new ArrayList<>();
            for (int i = 3; i < call.count(); i++) {
                ids.add(id(call, i));
            }
            wanted = client -> ids.contains(client.id());
        } else if (call.count() == 4 && call.args().is(2, "TYPE")) {
            wanted = ofType(call.args().text(3));
        } else if (call.count() > 2) {
            throw CommandException.SYNTAX;
        }
        StringBuilder lines = new StringBuilder();
        for (ClientState client : call.node().clients()) {
            if (wanted.test(client)) {
                lines.append(client.describe()).append('\n');
            }
        }
        call.reply().verbatim("txt", lines.toString());
    }

    private static long id(Call call, int index) {
        CommandException refusal = new CommandException("ERR Invalid client ID");
        long id = call.integer(index, refusal);
        if (id <= 0) {
            throw refusal;
        }
        return id;
    }

    private static Predicate<ClientState> ofType(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "normal" -> client -> client.subscriptions() == 0;
            case "pubsub" -> client -> client.subscriptions() > 0;
            case "master", "replica", "slave" -> client -> false;
            default -> throw new CommandException("ERR Unknown client type '" + type + "'");
        };
    }

    private static void kill(Call call) {
        if (call.count() == 3) {
            String address = call.args().text(2);
            if (killAll(call, client -> client.address().equals(address)) == 0) {
                throw new CommandException("ERR No such client");
            }
            call.reply().ok();
            return;
        }
        Predicate<ClientState> wanted = client -> true;
        boolean skipsMe = true;
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count()) {
                throw CommandException.SYNTAX;
            }
            if (call.args().is(i, "SKIPME")) {
                skipsMe = yesOrNo(call, i + 1);
            } else {
                wanted = wanted.and(filter(call, i));
            }
        }
        boolean skips = skipsMe;
        call.reply().integer(killAll(call, wanted.and(client -> !skips || client != call.client())));
    }

    private static boolean yesOrNo(Call call, int index) {
        boolean yes = call.args().is(index, "YES");
        if (!yes && !call.args().is(index, "NO")) {
            throw CommandException.SYNTAX;
        }
        return yes;
    }

    private static Predicate<ClientState> filter(Call call, int index) {
        String value = call.args().text(index + 1);
        switch (call.args().text(index).toUpperCase(Locale.ROOT)) {
            case "ID" -> {
                long id = id(call, index + 1);
                return client -> client.id() == id;
            }
            case "ADDR" -> {
                return client -> client.address().equals(value);
            }
            case "LADDR" -> {
                return client -> client.localAddress().equals(value);
            }
            case "TYPE" -> {
                return ofType(value);
            }
            case "MAXAGE" -> {
                long seconds = call.integer(index + 1, 0, Long.MAX_VALUE);
                return client -> client.ageSeconds() >= seconds;
            }
            case "USER" -> {
                if (!value.equals("default")) {
                    throw new CommandException("ERR No such user '" + value + "'");
                }
                return client -> true;
            }
            default -> throw CommandException.SYNTAX;
        }
    }

    private static void unblock(Call call) {
        boolean withError = call.isWord(3, "ERROR");
        if (call.count() > 4 || call.count() == 4 && !withError && !call.isWord(3, "TIMEOUT")) {
            throw new CommandException("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
        }
        long id = call.integer(2);
        boolean unblocked = false;
        for (ClientState client : call.node().clients()) {
            unblocked |= client.id() == id && client.unblock(withError);
        }
        call.reply().integer(unblocked ? 1 : 0);
    }

    private static int killAll(Call call, Predicate<ClientState> wanted) {
        int killed = 0;
        @Nullable ClientState self = null;
        for (ClientState client : call.node().clients()) {
            if (wanted.test(client)) {
                killed++;
                if (client == call.client()) {
                    self = client;
                } else {
                    client.closeNow();
                }
            }
        }
        if (self != null) {
            self.closeAfterReplies();
        }
        return killed;
    }

    private static void pause(Call call) {
        boolean all = call.count() == 3 || call.args().is(3, "ALL");
        if (call.count() > 4 || !all && !call.args().is(3, "WRITE")) {
            throw CommandException.SYNTAX;
        }
        long durationMs = call.integer(2, new CommandException("ERR timeout is not an integer or out of range"));
        if (durationMs < 0 || durationMs > Long.MAX_VALUE / 2) {
            throw new CommandException("ERR timeout is negative");
        }
        call.node().pauseClients(durationMs, all);
        call.reply().ok();
    }
}
