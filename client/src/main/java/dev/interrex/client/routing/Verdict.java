package dev.interrex.client.routing;

import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.Reply;
import java.util.List;

/** What is done with a call after an attempt has ended. */
sealed interface Verdict {
    record Deliver(List<Reply> replies) implements Verdict {}

    record Fail(InterrexException failure) implements Verdict {}

    /** Send it again, where topology news do not come first, after {@code backoffNanos}. */
    record Again(long backoffNanos, String reason) implements Verdict {}
}
