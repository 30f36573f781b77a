package dev.interrex.client.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * A command with its arguments, what may be done with it when its fate is unknown, and how its reply is read. Immutable.
 *
 * <pre>{@code
 * Command<Long> length = Command.read("LLEN", "queue").as(Reply::asLong);
 * Command<Reply> push = Command.write("LPUSH", "queue", "job-17");
 * }</pre>
 *
 * @param <T> what a caller gets
 */
public final class Command<T> {
    /** What a command does to the data, as its caller declares it. */
    public enum Effect {
        /** Changes nothing: may be sent again whatever became of an earlier attempt. */
        READ,
        /** Changes data, and twice is not the same as once: never sent again after an attempt whose fate is unknown. */
        WRITE,
        /** Changes data; the caller says that twice is the same as once, though writes of others may have come in between. */
        IDEMPOTENT_WRITE
    }

    /**
     * Commands that change the connection, which all callers of a client share, or make it wait, and with it all of them.
     */
    private static final Set<String> NOT_SHAREABLE = Set.of(
            "AUTH",
            "BLMOVE",
            "BLMPOP",
            "BLPOP",
            "BRPOP",
            "BRPOPLPUSH",
            "BZMPOP",
            "BZPOPMAX",
            "BZPOPMIN",
            "CLIENT",
            "DISCARD",
            "EXEC",
            "HELLO",
            "MONITOR",
            "MULTI",
            "PSUBSCRIBE",
            "PSYNC",
            "PUNSUBSCRIBE",
            "QUIT",
            "REPLICAOF",
            "RESET",
            "SELECT",
            "SLAVEOF",
            "SSUBSCRIBE",
            "SUBSCRIBE",
            "SUNSUBSCRIBE",
            "SYNC",
            "UNSUBSCRIBE",
            "UNWATCH",
            "WAIT",
            "WAITAOF",
            "WATCH");

    private final String name;
    private final List<byte[]> arguments;
    private final Effect effect;
    private final Function<Reply, T> reading;

    private Command(String name, List<byte[]> arguments, Effect effect, Function<Reply, T> reading) {
        this.name = name;
        this.arguments = arguments;
        this.effect = effect;
        this.reading = reading;
    }

    /**
     * A command that changes nothing.
     *
     * @param arguments each a {@code CharSequence} (sent as UTF-8), {@code byte[]} or {@code Number}
     * @throws IllegalArgumentException if the command cannot be sent on a shared connection, or an argument is of another type
     */
    public static Command<Reply> read(String name, Object... arguments) {
        return of(name, Effect.READ, arguments);
    }

    /**
     * A command that changes data, or may do so.
     *
     * @param arguments each a {@code CharSequence} (sent as UTF-8), {@code byte[]} or {@code Number}
     * @throws IllegalArgumentException if the command cannot be sent on a shared connection, or an argument is of another type
     */
    public static Command<Reply> write(String name, Object... arguments) {
        return of(name, Effect.WRITE, arguments);
    }

    private static Command<Reply> of(String name, Effect effect, Object... arguments) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.isBlank()) {
            throw new IllegalArgumentException("a command needs a name");
        }
        if (NOT_SHAREABLE.contains(upper)) {
            throw new IllegalArgumentException(
                    upper + " would change or hold up the connection that all callers of this client share");
        }
        List<byte[]> encoded = new ArrayList<>(arguments.length);
        for (Object argument : arguments) {
            encoded.add(encode(upper, argument));
        }
        return new Command<>(upper, List.copyOf(encoded), effect, Function.identity());
    }

    private static byte[] encode(String name, Object argument) {
        if (argument instanceof byte[] bytes) {
            return bytes;
        }
        if (argument instanceof CharSequence || argument instanceof Number) {
            return argument.toString().getBytes(StandardCharsets.UTF_8);
        }
        throw new IllegalArgumentException("argument of " + name + " is neither text, bytes nor a number: " + argument);
    }

    /** This command with its reply read by {@code reading}, which runs on an I/O thread. */
    public <R> Command<R> as(Function<? super T, ? extends R> reading) {
        return new Command<>(name, arguments, effect, reply -> reading.apply(read(reply)));
    }

    /**
     * This write, declared to be the same done twice as done once, so that the client may send it again when its fate is unknown.
     * Another client's write that came between the two is then overwritten a second time: declare it only where that is harmless.
     */
    public Command<T> idempotent() {
        return effect == Effect.READ ? this : new Command<>(name, arguments, Effect.IDEMPOTENT_WRITE, reading);
    }

    /** In upper case. */
    public String name() {
        return name;
    }

    /** The encoded arguments; not to be changed. */
    public List<byte[]> arguments() {
        return arguments;
    }

    public Effect effect() {
        return effect;
    }

    /** Reads a reply of this command. */
    public T read(Reply reply) {
        return reading.apply(reply);
    }

    /** The name only: arguments may be secret. */
    @Override
    public String toString() {
        return name;
    }
}
