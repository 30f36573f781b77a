package dev.interrex.client.session;

import dev.interrex.client.api.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may be sent again after an attempt whose fate is unknown: bytes were written, and no reply says what became of them.
 *
 * <p>An attempt that certainly had no effect is repeated without asking. Called on any thread.
 */
public interface Session {
    /** No memory at the server: only what its caller declared harmless is sent again. */
    Session NONE = new Session() {
        @Override
        public boolean numbers(List<Command<?>> commands) {
            return false;
        }

        @Override
        public @Nullable Ticket take() {
            throw new IllegalStateException("this session numbers nothing");
        }
    };

    /** May this command be sent again without a number? A transaction may if all its commands may. */
    default boolean mayRepeat(Command<?> command) {
        return command.effect() != Command.Effect.WRITE;
    }

    /** Whether these commands, one or a transaction, need a number before they are sent. */
    boolean numbers(List<Command<?>> commands);

    /** A number for one operation; null: it has to wait until the session is open, or has room. */
    @Nullable
    Ticket take();

    /** The number is not needed any more: the reply was received, or the operation is never sent again. */
    default void ended(Ticket ticket) {}

    /** What stands before the command on the wire, as of now. */
    default List<byte[]> prefix(Ticket ticket) {
        return List.of();
    }

    /** The server does not know the session of this number. */
    default void expired(Ticket ticket) {}

    /** The session to be opened now, if there is one that nobody opens yet; then {@link #opened} or {@link #notOpened} follows. */
    default @Nullable String toOpen() {
        return null;
    }

    default void opened(String id) {}

    default void notOpened(String id) {}

    /** The open session, which is used no more from now on; null if there is none. */
    default @Nullable String leave() {
        return null;
    }

    /** An operation's number, from 1 on, in the session {@code id}. */
    record Ticket(String id, long seq) {}
}
