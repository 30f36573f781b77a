package dev.interrex.client.session;

import dev.interrex.client.api.Command;

/**
 * Decides what may be sent again after an attempt whose fate is unknown: bytes were written, and no reply says what became of them.
 *
 * <p>An attempt that certainly had no effect is repeated without asking. Called on any thread.
 */
@FunctionalInterface
public interface Session {
    /** No memory at the server: only what its caller declared harmless is sent again. */
    Session NONE = command -> command.effect() != Command.Effect.WRITE;

    /** May this command be sent again? A transaction may if all its commands may. */
    boolean mayRepeat(Command<?> command);
}
