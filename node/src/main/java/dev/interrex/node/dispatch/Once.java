package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandFlag;
import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.ExactlyOnce;
import dev.interrex.node.engine.ExactlyOnce.Answer;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code ONCE session seq acknowledged command…}: the command of a client that may ask again.
 *
 * <p>Executed with an open record, the command's reply becomes part of that record, an error too. Asked again, it is not executed
 * but answered from there, as soon as that record is committed. One that was refused before it was executed leaves nothing behind,
 * so asking again is right. Loop thread only.
 */
final class Once {
    private static final int HEADER = 4;

    private final ExactlyOnce sessions;
    private final CommandTable commands;
    private final @Nullable CommandSpec wrapper;
    private final CommandArgs inner = new CommandArgs();
    private final Slice id = new Slice();
    private final Slice number = new Slice();
    private @Nullable CommandSpec innerSpec;
    private long seq;
    private long acknowledgedUpTo;
    /** Whether the command under way is to be recorded. */
    private boolean recording;

    private long duplicates;

    Once(ExactlyOnce sessions, CommandTable commands) {
        this.sessions = sessions;
        this.commands = commands;
        this.wrapper = commands.named("ONCE");
    }

    boolean isWrapper(CommandSpec spec) {
        return spec == wrapper;
    }

    /** Operations that were answered without being executed again. */
    long duplicates() {
        return duplicates;
    }

    /** Takes the wrapper off; null, or what is wrong with it. Nothing was executed then. */
    @Nullable
    String unwrap(CommandArgs args, boolean inTransaction) {
        recording = false;
        if (args.count() <= HEADER) {
            return Objects.requireNonNull(wrapper).arityError();
        }
        if (!readId(args) || !readNumbers(args)) {
            return "ERR ONCE takes a session of 32 hexadecimal digits, a number from 1 on, and the number, below that,"
                    + " up to which every reply has arrived";
        }
        inner.viewOf(args, HEADER);
        innerSpec = commands.find(inner);
        if (innerSpec == null) {
            return commands.unknown(inner);
        }
        if (innerSpec == wrapper) {
            return "ERR ONCE within ONCE";
        }
        if (inTransaction && !innerSpec.name().equals("EXEC")) {
            return "ERR within MULTI the number belongs to EXEC: ONCE session seq acknowledged EXEC";
        }
        if (innerSpec.has(CommandFlag.BLOCKING)) {
            return "ERR ONCE does not wait: use a command that does not block";
        }
        return null;
    }

    private boolean readId(CommandArgs args) {
        if (args.length(1) != 2 * ExactlyOnce.ID_BYTES) {
            return false;
        }
        byte[] bytes = id.room(ExactlyOnce.ID_BYTES);
        for (int i = 0; i < bytes.length && i < ExactlyOnce.ID_BYTES; i++) {
            int high = Character.digit(args.byteAt(1, 2 * i), 16);
            int low = Character.digit(args.byteAt(1, 2 * i + 1), 16);
            if (high < 0 || low < 0) {
                return false;
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return true;
    }

    private boolean readNumbers(CommandArgs args) {
        seq = number(args, 2);
        acknowledgedUpTo = number(args, 3);
        return seq > 0 && acknowledgedUpTo >= 0 && acknowledgedUpTo < seq;
    }

    private long number(CommandArgs args, int index) {
        byte[] bytes = args.length(index) <= Digits.LONGEST ? args.bytes(index) : new byte[0];
        number.set(bytes, 0, bytes.length);
        return Digits.isLong(number) ? Digits.parse(number) : -1;
    }

    CommandSpec spec() {
        return Objects.requireNonNull(innerSpec);
    }

    CommandArgs args() {
        return inner;
    }

    /** What is to be done with the command, which needs so much; to be asked when nothing else speaks against executing it. */
    ExactlyOnce.Ruling rule(Needs needs) {
        if (needs != Needs.WRITE) {
            return ExactlyOnce.Ruling.EXECUTE;
        }
        ExactlyOnce.Ruling ruling = sessions.rule(id, seq);
        recording = ruling == ExactlyOnce.Ruling.EXECUTE;
        return ruling;
    }

    /** Answers an operation that is not executed: repeats its reply; or returns why there is none for it, or none for this connection. */
    @Nullable
    String tell(ExactlyOnce.Ruling ruling, ByteBuf reply, int respVersion) {
        return ruling == ExactlyOnce.Ruling.ANSWERED ? repeat(reply, respVersion) : refusal(ruling);
    }

    private String refusal(ExactlyOnce.Ruling ruling) {
        return switch (ruling) {
            case NO_SESSION ->
                "SESSIONEXPIRED no such session, or it was not used for too long: whether operation " + seq
                        + " took effect is not known here; it did not now";
            case ACKNOWLEDGED -> "ERR operation " + seq + " was acknowledged by its client; it was not executed again";
            case WINDOW_FULL ->
                "ERR more than " + ExactlyOnce.WINDOW + " operations of the session are unacknowledged; not executed";
            case EXECUTE, ANSWERED -> throw new IllegalArgumentException(ruling.toString());
        };
    }

    private @Nullable String repeat(ByteBuf reply, int respVersion) {
        Answer answer = Objects.requireNonNull(sessions.answer(id, seq));
        if (answer.respVersion() != respVersion) {
            return "ERR operation " + seq + " took effect; its reply was made for RESP" + answer.respVersion()
                    + ": say HELLO " + answer.respVersion() + " and ask again";
        }
        duplicates++;
        reply.writeBytes(answer.reply());
        return null;
    }

    /** The command was executed and its reply stands from {@code from} on; the record is still open. */
    void executed(ByteBuf buffer, int from, int respVersion) {
        if (!recording) {
            return;
        }
        recording = false;
        byte[] reply = new byte[buffer.writerIndex() - from];
        buffer.getBytes(from, reply);
        sessions.answered(id, seq, acknowledgedUpTo, new Answer(reply, respVersion));
    }

    /** The command under way is none of a session, or was not executed. */
    void forget() {
        recording = false;
    }
}
