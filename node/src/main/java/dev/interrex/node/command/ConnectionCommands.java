package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.CONNECTION;
import static dev.interrex.node.command.CommandFlag.ALLOW_BUSY;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.NO_AUTH;
import static dev.interrex.node.command.CommandFlag.SKIP_SLOWLOG;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.resp.RespWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Who the client is, which protocol and which database it speaks to. */
final class ConnectionCommands {
    private static final String NOT_YET =
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH"
                + " <user> <pass> option can be used to authenticate the client and select the RESP protocol version"
                + " at the same time";
    private static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";
    private static final String NO_PASSWORD =
            "ERR AUTH <password> called without any password configured for the default user."
                    + " Are you sure your configuration is correct?";
    private static final String DEFAULT_USER = "default";

    private ConnectionCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                helloDeclaration(),
                authDeclaration(),
                pingDeclaration(),
                echoDeclaration(),
                selectDeclaration(),
                quitDeclaration(),
                resetDeclaration());
    }

    private static CommandSpec helloDeclaration() {
        return command("HELLO")
                .syntax("[protover [AUTH username password] [SETNAME clientname]]")
                .arity(-1)
                .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY, SKIP_SLOWLOG)
                .acl(CONNECTION)
                .group("connection")
                .since("6.0.0")
                .summary("Selects the protocol version, and tells about the server.")
                .example("HELLO 3")
                .handler(ConnectionCommands::hello);
    }

    private static CommandSpec authDeclaration() {
        return command("AUTH")
                .syntax("[username] password")
                .arity(-2)
                .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY, SKIP_SLOWLOG)
                .acl(CONNECTION)
                .group("connection")
                .complexity("O(1)")
                .summary("Authenticates the connection.")
                .handler(ConnectionCommands::auth);
    }

    private static CommandSpec pingDeclaration() {
        return command("PING")
                .syntax("[message]")
                .arity(-1)
                .flags(FAST)
                .acl(CONNECTION)
                .group("connection")
                .summary("Answers PONG, or the message.")
                .example("PING")
                .handler(ConnectionCommands::ping);
    }

    private static CommandSpec echoDeclaration() {
        return command("ECHO")
                .syntax("message")
                .arity(2)
                .flags(LOADING, STALE, FAST)
                .acl(CONNECTION)
                .group("connection")
                .summary("Answers the message.")
                .example("ECHO hello")
                .handler(call -> argument(call, 1));
    }

    private static CommandSpec selectDeclaration() {
        return command("SELECT")
                .syntax("index")
                .arity(2)
                .flags(LOADING, STALE, FAST)
                .acl(CONNECTION)
                .group("connection")
                .summary("Selects the database of this connection.")
                .example("SELECT 1")
                .handler(ConnectionCommands::select);
    }

    private static CommandSpec quitDeclaration() {
        return command("QUIT")
                .arity(-1)
                .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                .acl(CONNECTION)
                .group("connection")
                .summary("Closes the connection once the replies have left.")
                .handler(ConnectionCommands::quit);
    }

    private static CommandSpec resetDeclaration() {
        return command("RESET")
                .arity(1)
                .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                .acl(CONNECTION)
                .group("connection")
                .since("6.2.0")
                .summary("Makes the connection as it was when it began.")
                .handler(ConnectionCommands::reset);
    }

    private static void hello(Call call) {
        int version = call.count() > 1 ? version(call) : call.client().respVersion();
        boolean authenticated = call.client().authenticated();
        String name = call.client().name();
        int next = 2;
        while (next < call.count()) {
            if (call.args().is(next, "AUTH") && next + 2 < call.count()) {
                if (!isRightPassword(call, call.args().text(next + 1), next + 2)) {
                    throw new CommandException(WRONG_PASSWORD);
                }
                authenticated = true;
                next += 3;
            } else if (call.args().is(next, "SETNAME") && next + 1 < call.count()) {
                name = ClientCommands.checkedName(call, next + 1);
                next += 2;
            } else {
                throw new CommandException(
                        "ERR Syntax error in HELLO option '" + call.args().text(next) + "'");
            }
        }
        if (!authenticated) {
            throw new CommandException(NOT_YET);
        }
        call.client().authenticated(true);
        call.client().name(name);
        call.client().respVersion(version);
        greet(call, version);
    }

    private static int version(Call call) {
        long version = call.integer(1, new CommandException("ERR Protocol version is not an integer or out of range"));
        if (version != 2 && version != 3) {
            throw new CommandException("NOPROTO unsupported protocol version");
        }
        return (int) version;
    }

    private static void greet(Call call, int version) {
        RespWriter reply = call.reply();
        reply.map(7);
        reply.bulk("server");
        reply.bulk(Identity.SERVER);
        reply.bulk("version");
        reply.bulk(Identity.REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(version);
        reply.bulk("id");
        reply.integer(call.client().id());
        reply.bulk("mode");
        reply.bulk(Identity.MODE);
        reply.bulk("role");
        reply.bulk(Identity.role(call.node()));
        reply.bulk("modules");
        reply.array(0);
    }

    private static void auth(Call call) {
        if (call.count() > 3) {
            throw CommandException.SYNTAX;
        }
        boolean named = call.count() == 3;
        if (!named && call.node().config().get(NetworkDirectives.REQUIREPASS).isEmpty()) {
            throw new CommandException(NO_PASSWORD);
        }
        if (!isRightPassword(call, named ? call.args().text(1) : DEFAULT_USER, call.count() - 1)) {
            throw new CommandException(WRONG_PASSWORD);
        }
        call.client().authenticated(true);
        call.reply().ok();
    }

    /** Takes as long for a wrong password as for the right one. Without a configured password every password is right. */
    private static boolean isRightPassword(Call call, String user, int index) {
        byte[] right = call.node().config().get(NetworkDirectives.REQUIREPASS).getBytes(StandardCharsets.UTF_8);
        boolean matches = MessageDigest.isEqual(right, call.args().bytes(index));
        return user.equals(DEFAULT_USER) && (matches || right.length == 0);
    }

    private static void ping(Call call) {
        if (call.count() > 2) {
            throw new CommandException(call.spec().arityError());
        }
        if (call.client().subscriptions() > 0 && call.client().respVersion() == 2) {
            call.reply().array(2);
            call.reply().bulk("pong");
            if (call.count() == 2) {
                argument(call, 1);
            } else {
                call.reply().bulk("");
            }
        } else if (call.count() == 2) {
            argument(call, 1);
        } else {
            call.reply().simple("PONG");
        }
    }

    private static void argument(Call call, int index) {
        call.reply()
                .bulk(
                        call.args().buffer(),
                        call.args().offset(index),
                        call.args().length(index));
    }

    private static void select(Call call) {
        long index = call.integer(1);
        if (index < 0 || index >= call.engine().settings().databases()) {
            throw new CommandException("ERR DB index is out of range");
        }
        call.client().database((int) index);
        call.reply().ok();
    }

    private static void quit(Call call) {
        call.reply().ok();
        call.client().closeAfterReplies();
    }

    private static void reset(Call call) {
        call.client().reset();
        call.reply().simple("RESET");
    }
}
