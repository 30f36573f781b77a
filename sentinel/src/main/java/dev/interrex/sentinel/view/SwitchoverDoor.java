package dev.interrex.sentinel.view;

import java.util.concurrent.CompletionStage;

/** Where clients of any sentinel can ask for a planned switchover; the request finds its way to the leading sentinel. */
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
}
