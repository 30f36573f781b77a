package dev.interrex.sentinel.view;

import dev.interrex.model.SentinelAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where clients of any sentinel can ask for what changes something; the request finds its way to the leading sentinel. */
public interface SwitchoverDoor {
    /** What whoever asked may conclude. */
    sealed interface Answer {
        /** The new primary serves. */
        record Done(String newPrimaryNodeId) implements Answer {}

        /** Nothing changed: the old primary goes on. */
        record NotDone(String reason) implements Answer {}

        /** It may have happened, or may still. */
        record Unknown(String reason) implements Answer {}
    }

    /**
     * Any thread; does not block. The stage always completes normally, within the switchover's own limits, on any thread.
     *
     * @param toNodeId empty = the best in-sync replica
     */
    CompletionStage<Answer> switchOver(String group, String toNodeId);

    /**
     * Adds, removes or replaces a sentinel; otherwise like {@link #switchOver}. {@link Answer.Done} names no node.
     *
     * @param remove name of a sentinel; empty = none
     */
    CompletionStage<Answer> changeSentinels(Optional<SentinelAddress> add, String remove);
}
