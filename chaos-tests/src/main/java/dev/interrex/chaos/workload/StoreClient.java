package dev.interrex.chaos.workload;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;

/** One client library, one command at a time. Used by one thread. */
public interface StoreClient extends AutoCloseable {
    /** Name of the library, for the report. */
    String name();

    /**
     * Executes one operation and waits for its end. Every call ends: the library's own timeouts bound it.
     *
     * @throws NotDoneException if it certainly had no effect and never will
     * @throws UnknownOutcomeException if nobody can tell
     */
    Answer execute(Function function, String key, String argument) throws NotDoneException, UnknownOutcomeException;

    @Override
    void close();
}
