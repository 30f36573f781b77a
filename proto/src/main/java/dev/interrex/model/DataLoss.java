package dev.interrex.model;

import java.util.List;

/**
 * A history that an operator gave up, since no member that held it could be had back ({@code DataLoss} on the wire).
 *
 * @param epoch the first of the history that begins with it
 * @param requestedBy who asked
 * @param requestedAtUnixMs wall clock of the leading sentinel
 * @param survivor with whose log the new history begins
 * @param survivorEnd where that ends
 * @param committedLsn up to where the log was known to be committed before
 * @param abandoned members of the old history: never in sync again under these names
 */
public record DataLoss(
        long epoch,
        String requestedBy,
        long requestedAtUnixMs,
        MemberId survivor,
        LogPosition survivorEnd,
        long committedLsn,
        List<MemberId> abandoned) {
    public DataLoss {
        abandoned = List.copyOf(abandoned);
    }
}
