package dev.interrex.sentinel.facade;

import dev.interrex.resp.RespWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** PING, AUTH, HELLO, QUIT, RESET, ACL. */
final class ConnectionCommands {
    private static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";
    private static final List<String> AT_ANY_TIME = List.of("fast", "subscriber");
    private static final List<String> AT_FIRST = List.of("no_auth", "fast");
    private static final List<String> ALWAYS = List.of("no_auth", "fast", "subscriber");
    private static final String GREETING = "[protover [AUTH username password] [SETNAME name]]";
    private static final int RESP2 = 2;
    private static final int RESP3 = 3;

    private ConnectionCommands() {}

    static List<Command> all() {
        return List.of(
                of("PING", -1, AT_ANY_TIME, "[message]", "Answers PONG.", ConnectionCommands::ping),
                of("AUTH", -2, AT_FIRST, "[username] password", "Authenticates.", ConnectionCommands::auth),
                of("HELLO", -1, AT_FIRST, GREETING, "Chooses the protocol version.", ConnectionCommands::hello),
                of("QUIT", -1, ALWAYS, "", "Closes the connection.", ConnectionCommands::quit),
                of("RESET", 1, ALWAYS, "", "Makes the connection as if it were new.", ConnectionCommands::reset),
                ClientCommands.command(),
                acl());
    }

    private static Command acl() {
        List<Command> subcommands = List.of(
                of("WHOAMI", 2, List.of(), "", "The user.", request -> request.reply.bulk("default")),
                of("LIST", 2, List.of(), "", "The users.", ConnectionCommands::aclList),
                of("USERS", 2, List.of(), "", "Their names.", ConnectionCommands::aclUsers));
        return Command.container("ACL", "connection", "About users.", subcommands);
    }

    private static Command of(
            String name, int arity, List<String> flags, String syntax, String summary, Command.Handler handler) {
        return Command.of(name, arity, "connection", flags, syntax, summary, handler);
    }

    private static void ping(Request request) {
        if (request.words() > 2) {
            request.error("ERR wrong number of arguments for 'ping' command");
        } else if (request.session.subscriberOnly()) {
            request.reply.array(2);
            request.reply.bulk("pong");
            request.reply.bulk(request.words() == 2 ? request.args.bytes(1) : new byte[0]);
        } else if (request.words() == 2) {
            request.reply.bulk(request.args.bytes(1));
        } else {
            request.reply.simple("PONG");
        }
    }

    private static void auth(Request request) {
        if (request.words() > 3) {
            request.error("ERR syntax error");
            return;
        }
        String password = request.desk.settings.password();
        if (password.isEmpty() && request.words() == 2) {
            request.error("ERR AUTH <password> called without any password configured for the default user."
                    + " Are you sure your configuration is correct?");
            return;
        }
        boolean known = request.words() == 2 || request.text(1).equals("default");
        if (known && passwordFits(request, request.words() - 1)) {
            request.session.authenticated = true;
            request.reply.ok();
        } else {
            request.error(WRONG_PASSWORD);
        }
    }

    /** Takes the same time wherever the difference is. */
    private static boolean passwordFits(Request request, int word) {
        byte[] expected = request.desk.settings.password().getBytes(StandardCharsets.UTF_8);
        return expected.length == 0 || MessageDigest.isEqual(expected, request.args.bytes(word));
    }

    private static void hello(Request request) {
        Session session = request.session;
        int version = session.resp3 ? RESP3 : RESP2;
        int options = 1;
        if (request.words() > 1) {
            options = 2;
            try {
                version = Integer.parseInt(request.text(1));
            } catch (NumberFormatException e) {
                request.error("ERR Protocol version is not an integer or out of range");
                return;
            }
            if (version != RESP2 && version != RESP3) {
                request.error("NOPROTO unsupported protocol version");
                return;
            }
        }
        boolean authenticates = false;
        String name = session.name;
        for (int i = options; i < request.words(); ) {
            if (request.is(i, "AUTH") && i + 2 < request.words()) {
                if (!request.text(i + 1).equals("default") || !passwordFits(request, i + 2)) {
                    request.error(WRONG_PASSWORD);
                    return;
                }
                authenticates = true;
                i += 3;
            } else if (request.is(i, "SETNAME") && i + 1 < request.words()) {
                name = request.text(i + 1);
                i += 2;
            } else {
                request.error("ERR Syntax error in HELLO option '" + request.text(i) + "'");
                return;
            }
        }
        if (!ClientCommands.validName(name)) {
            request.error(ClientCommands.INVALID_NAME);
        } else if (!session.authenticated && !authenticates) {
            request.error(
                    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto>"
                            + " AUTH <user> <pass> option can be used to authenticate the client and select the RESP"
                            + " protocol version at the same time");
        } else {
            session.authenticated = true;
            session.name = name;
            session.resp3 = version == RESP3;
            request.reply.target(request.reply.buffer(), session.resp3);
            greet(request);
        }
    }

    private static void greet(Request request) {
        RespWriter out = request.reply;
        out.map(7);
        out.bulk("server");
        out.bulk("redis");
        out.bulk("version");
        out.bulk(Identity.REDIS_VERSION);
        out.bulk("proto");
        out.integer(request.session.resp3 ? RESP3 : RESP2);
        out.bulk("id");
        out.integer(request.session.id);
        out.bulk("mode");
        out.bulk("sentinel");
        out.bulk("role");
        out.bulk("sentinel");
        out.bulk("modules");
        out.array(0);
    }

    private static void quit(Request request) {
        request.reply.ok();
        request.session.outlet.close();
    }

    private static void reset(Request request) {
        request.session.reset(request.desk.settings.password().isEmpty());
        request.reply.target(request.reply.buffer(), false);
        request.reply.simple("RESET");
    }

    private static void aclList(Request request) {
        boolean free = request.desk.settings.password().isEmpty();
        request.reply.array(1);
        request.reply.bulk("user default on " + (free ? "nopass" : "#<hidden>") + " ~* &* +@all");
    }

    private static void aclUsers(Request request) {
        request.reply.array(1);
        request.reply.bulk("default");
    }
}
