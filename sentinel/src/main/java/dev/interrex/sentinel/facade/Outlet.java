package dev.interrex.sentinel.facade;

import dev.interrex.resp.RespWriter;
import java.util.function.Consumer;

/** The socket behind a session, as commands and events use it. Facade thread only. */
interface Outlet {
    /** Sends what {@code writes} writes, at once. A client that does not read its messages is disconnected instead. */
    void push(Consumer<RespWriter> writes);

    /** Answers the command that waits for its reply, and goes on with the next one. */
    void answer(Consumer<RespWriter> writes);

    /** Runs a command that was held once more. Nothing happens if none is held. */
    void retryHeld();

    /** Closes once what was written has left. */
    void close();
}
