package dev.interrex.sentinel.consensus;

/** Ends the process: a broken invariant or a failed disk must not go on voting. Any thread; may return in tests. */
public interface HaltHook {
    void halt(String reason, Throwable cause);
}
