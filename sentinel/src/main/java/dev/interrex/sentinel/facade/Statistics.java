package dev.interrex.sentinel.facade;

/** Counters since the start. Facade thread only. */
final class Statistics {
    long connectionsReceived;
    long connectionsRejected;
    long commandsProcessed;
    long errorReplies;
    /** Questions that had to wait for a failover. */
    long heldAnswers;
    /** Events, however many subscribers they had. */
    long eventsPublished;
}
