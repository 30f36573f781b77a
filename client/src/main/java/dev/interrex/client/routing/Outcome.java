package dev.interrex.client.routing;

import dev.interrex.client.api.Reply;
import java.util.List;

/** What may be concluded from the end of one attempt. */
sealed interface Outcome {
    /** The server executed it. One reply per command. */
    record Executed(List<Reply> replies) implements Outcome {}

    /** The server refuses it for good; nothing happened. */
    record Rejected(String error) implements Outcome {}

    /** Certainly no effect; another moment, or another server, may take it. */
    record NotExecuted(String reason) implements Outcome {}

    /** This attempt had no effect; whether an earlier one had, nobody knows any more. */
    record SessionExpired(String reason) implements Outcome {}

    /** It may have happened or may still happen. */
    record Indeterminate(String reason) implements Outcome {}
}
