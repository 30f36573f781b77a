package dev.interrex.node.config;

import static dev.interrex.node.config.Directive.fixed;
import static dev.interrex.node.config.Directive.mutable;
import static dev.interrex.node.config.Section.LIMITS;
import static dev.interrex.node.config.Section.NETWORK;
import static dev.interrex.node.config.Section.SECURITY;

import java.util.List;
import java.util.regex.Pattern;

/** Sockets, limits of a connection, and who may connect. */
public final class NetworkDirectives {
    /** How the event loop waits for its sockets. */
    public enum IoTransport {
        /** Epoll where the system has it, else NIO. */
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }

    private static final int MOST_PORT = 65535;
    private static final long MB = 1L << 20;

    public static final Directive<List<String>> BIND = fixed(
            NETWORK,
            "bind",
            ValueType.words("addresses; `*` for all; a leading `-` allows that the machine does not have it"),
            List.of("127.0.0.1"),
            "Addresses on which clients are accepted. Only this machine, unless told otherwise.");

    public static final Directive<Integer> PORT = fixed(
            NETWORK, "port", ValueType.integer(0, MOST_PORT), 6379, "TCP port for clients; 0 takes any free one.");

    public static final Directive<Integer> TCP_BACKLOG = fixed(
            NETWORK,
            "tcp-backlog",
            ValueType.integer(1, 65535),
            511,
            "Connections that the kernel holds until they are accepted. The system's `somaxconn` limits it too.");

    public static final Directive<IoTransport> IO_TRANSPORT = fixed(
            NETWORK,
            "io-transport",
            ValueType.choice(IoTransport.class),
            IoTransport.AUTO,
            "How the event loop waits for sockets. `auto` is epoll on Linux, else NIO.");

    public static final Directive<Integer> TCP_KEEPALIVE = mutable(
            NETWORK,
            "tcp-keepalive",
            ValueType.integer(0, 86400),
            300,
            "Seconds of silence after which the kernel probes whether a client is still there; 0 = off. For new"
                    + " connections.");

    public static final Directive<Integer> TIMEOUT = mutable(
            LIMITS,
            "timeout",
            ValueType.integer(0, Integer.MAX_VALUE),
            0,
            "Seconds after which an idle client is disconnected; 0 = never. Subscribers and blocked clients are never"
                    + " idle.");

    public static final Directive<Integer> MAXCLIENTS = mutable(
            LIMITS,
            "maxclients",
            ValueType.integer(1, 1_000_000),
            10_000,
            "Connections at one time. One more is told `ERR max number of clients reached` and closed.");

    public static final Directive<Integer> COMMANDS_PER_TURN = mutable(
            LIMITS,
            "commands-per-turn",
            ValueType.integer(1, 65536),
            256,
            "Pipelined commands of one connection that are executed before the others have their turn.");

    public static final Directive<Long> PROTO_MAX_BULK_LEN = mutable(
            LIMITS, "proto-max-bulk-len", ValueType.bytes(MB, 1024 * MB), 512 * MB, "Longest argument of a command.");

    public static final Directive<Long> CLIENT_QUERY_BUFFER_LIMIT = mutable(
            LIMITS,
            "client-query-buffer-limit",
            ValueType.bytes(MB, 1024 * MB),
            1024 * MB,
            "Bytes of unfinished or waiting commands of one connection; above it the connection is closed.");

    public static final Directive<OutputLimits> CLIENT_OUTPUT_BUFFER_LIMIT = mutable(
            LIMITS,
            "client-output-buffer-limit",
            OutputLimits.TYPE,
            OutputLimits.DEFAULT,
            "Bytes of replies or messages that a client may leave unread: above the hard limit at once, or above the"
                    + " soft limit for so many seconds, it is disconnected. 0 = no limit.");

    public static final Directive<Long> CLIENT_OUTPUT_PAUSE_BYTES = mutable(
            LIMITS,
            "client-output-pause-bytes",
            ValueType.bytes(64 << 10, Long.MAX_VALUE),
            64 * MB,
            "While a client has left so many bytes unread, its further commands are not read; they wait in the socket."
                    + " So a client that sends without ever reading cannot fill memory. A client that sends a long"
                    + " pipeline before it reads the first reply needs this above the size of all the replies.");

    public static final Directive<Long> PARKED_COMMANDS_BYTES = mutable(
            LIMITS,
            "parked-commands-bytes",
            ValueType.bytes(64 << 10, Long.MAX_VALUE),
            64 * MB,
            "Bytes of all commands that wait, not executed, for the end of a switchover or of a `CLIENT PAUSE`, or for"
                    + " room in the log; at most one of each client. One more is told `TRYAGAIN`.");

    public static final Directive<Integer> CLIENT_LINGER_MS = mutable(
            LIMITS,
            "client-linger-ms",
            ValueType.integer(0, 60_000),
            1_000,
            "How long a connection that this node closes is still read, so that its client gets the last replies;"
                    + " looked at every 500 ms.");

    public static final Directive<Boolean> PROTECTED_MODE = mutable(
            SECURITY,
            "protected-mode",
            ValueType.yesNo(),
            true,
            "Without a password, clients of other machines are refused.");

    public static final Directive<String> REQUIREPASS = mutable(
            SECURITY,
            "requirepass",
            ValueType.text("password", Pattern.compile("(?s).{0,512}")),
            "",
            "Password of the user `default`; empty = none.");

    private NetworkDirectives() {}

    static List<Directive<?>> all() {
        return List.of(
                BIND,
                PORT,
                TCP_BACKLOG,
                IO_TRANSPORT,
                TCP_KEEPALIVE,
                TIMEOUT,
                MAXCLIENTS,
                COMMANDS_PER_TURN,
                PROTO_MAX_BULK_LEN,
                CLIENT_QUERY_BUFFER_LIMIT,
                CLIENT_OUTPUT_BUFFER_LIMIT,
                CLIENT_OUTPUT_PAUSE_BYTES,
                PARKED_COMMANDS_BYTES,
                CLIENT_LINGER_MS,
                PROTECTED_MODE,
                REQUIREPASS);
    }
}
