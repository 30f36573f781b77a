package dev.interrex.sentinel.view;

/**
 * What a sentinel counts of its clients; totals are since its start.
 *
 * @param connected connections now
 * @param heldAnswers questions that had to wait for a failover
 * @param events published, however many subscribers they had
 */
public record ClientFigures(
        long connected, long connections, long rejected, long commands, long errors, long heldAnswers, long events) {}
