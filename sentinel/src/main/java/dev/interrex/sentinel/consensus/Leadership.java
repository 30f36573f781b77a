package dev.interrex.sentinel.consensus;

import java.util.Optional;

/**
 * Who leads the sentinels.
 *
 * @param term the Raft term this is about; 0 before the first
 * @param leaderId name of the leading sentinel; empty if none is known
 * @param local this sentinel leads: its term has begun to commit, so that everything committed before is applied here.
 *     It may have been deposed without knowing; only a proposal or a linearizable read tells.
 */
public record Leadership(long term, Optional<String> leaderId, boolean local) {
    public static final Leadership NONE = new Leadership(0, Optional.empty(), false);
}
