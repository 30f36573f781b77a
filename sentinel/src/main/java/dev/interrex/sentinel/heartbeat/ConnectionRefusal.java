package dev.interrex.sentinel.heartbeat;

import java.net.ConnectException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a refused connection from every other failure. A refusal is an answer of the node's host that nothing listens at that
 * port; timeouts and unreachable networks are no answers.
 */
final class ConnectionRefusal {
    /** Deeper causes are not looked at. */
    private static final int MAX_DEPTH = 8;

    private ConnectionRefusal() {}

    /** {@code ConnectException} also stands for timeouts, so the operating system's words count ({@code ECONNREFUSED}). */
    static boolean isRefusal(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            String words = cause.getMessage();
            if (cause instanceof ConnectException
                    && words != null
                    && words.toLowerCase(Locale.ROOT).contains("refused")) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
