package dev.interrex.client.routing;

import dev.interrex.client.api.Reply;
import java.util.List;
import java.util.Set;

/**
 * Reads what replies and broken attempts mean.
 *
 * <table>
 * <caption>Errors of the server</caption>
 * <tr><td>READONLY LOADING MASTERDOWN NOREPLICAS TRYAGAIN CLUSTERDOWN REDIRECT, max number of clients</td><td>not executed</td></tr>
 * <tr><td>INDETERMINATE, UNKILLABLE</td><td>fate unknown</td></tr>
 * <tr><td>SESSIONEXPIRED</td><td>not executed by this attempt</td></tr>
 * <tr><td>everything else</td><td>rejected</td></tr>
 * </table>
 *
 * The first row holds because Interrex answers those only where nothing was executed.
 */
final class OutcomeClassifier {
    private static final Set<String> NOT_EXECUTED =
            Set.of("READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS", "TRYAGAIN", "CLUSTERDOWN", "REDIRECT");
    private static final Set<String> FATE_UNKNOWN = Set.of("INDETERMINATE", "UNKILLABLE");
    private static final String REDIRECT = "REDIRECT ";
    /** What EXEC answers where it is itself refused, and nothing of its queue was executed; the reason follows. */
    private static final String EXEC_REFUSED = "EXECABORT Transaction discarded because of: ";

    private static final String TOO_MANY_CLIENTS = "ERR max number of clients reached";

    private OutcomeClassifier() {}

    /** {@code host:port} if a server gave this reason for not executing a command in order to send its client there; else empty. */
    static String redirection(String reason) {
        return reason.startsWith(REDIRECT) ? reason.substring(REDIRECT.length()).trim() : "";
    }

    /** Of the reply to a single command. */
    static Outcome ofReply(Reply reply) {
        return reply instanceof Reply.Failure failure ? ofError(failure.error()) : new Outcome.Executed(List.of(reply));
    }

    static Outcome ofError(String error) {
        int end = error.indexOf(' ');
        String code = end < 0 ? error : error.substring(0, end);
        if (NOT_EXECUTED.contains(code) || error.startsWith(TOO_MANY_CLIENTS)) {
            return new Outcome.NotExecuted(error);
        }
        if (code.equals("SESSIONEXPIRED")) {
            return new Outcome.SessionExpired(error);
        }
        return FATE_UNKNOWN.contains(code) ? new Outcome.Indeterminate(error) : new Outcome.Rejected(error);
    }

    /** Of the replies to MULTI, to each command, and to EXEC, in this order. */
    static Outcome ofTransaction(List<Reply> replies) {
        Reply exec = replies.get(replies.size() - 1);
        List<Reply> queued = replies.subList(1, replies.size() - 1);
        if (replies.get(0) instanceof Reply.Failure multi) {
            return ofRefusedMulti(multi.error(), queued);
        }
        if (exec instanceof Reply.Many results) {
            return new Outcome.Executed(results.elements());
        }
        // A command that could not be queued is why EXEC was refused: its error says more than EXECABORT.
        for (Reply reply : queued) {
            if (reply instanceof Reply.Failure failure) {
                return ofError(failure.error());
            }
        }
        return exec instanceof Reply.Failure failure
                ? ofError(reasonOf(failure.error()))
                : new Outcome.NotExecuted("EXEC answered " + exec);
    }

    private static String reasonOf(String execError) {
        return execError.startsWith(EXEC_REFUSED) ? execError.substring(EXEC_REFUSED.length()) : execError;
    }

    /** Without MULTI every command stands alone: it is as if none was sent only if each of them was refused too. */
    private static Outcome ofRefusedMulti(String error, List<Reply> queued) {
        boolean allRefused = queued.stream()
                .allMatch(reply -> reply instanceof Reply.Failure failure
                        && !(ofError(failure.error()) instanceof Outcome.Indeterminate));
        return allRefused
                ? ofError(error)
                : new Outcome.Indeterminate("MULTI was refused (" + error + "), the commands after it were not");
    }

    /** Of an attempt without replies. {@code written} = any of its bytes may have left. */
    static Outcome ofBrokenAttempt(boolean written, String reason) {
        return written ? new Outcome.Indeterminate(reason) : new Outcome.NotExecuted(reason);
    }
}
