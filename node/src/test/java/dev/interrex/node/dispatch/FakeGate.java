package dev.interrex.node.dispatch;

import org.jspecify.annotations.Nullable;

/** A role set by hand. At first a primary that commits everything at once. */
public final class FakeGate implements Gate {
    public @Nullable String refusesReads;
    public @Nullable String refusesWrites;
    public boolean parksWrites;
    public boolean parksAll;
    public String redirectsTo = "";
    public long committedLsn = Long.MAX_VALUE;
    public boolean leaseValid = true;
    public long confirmedReads;
    public long begunRound;
    public int followersReceived;
    public int followersDurable;
    public long localDurableLsn = Long.MAX_VALUE;

    @Override
    public @Nullable String refusesReads() {
        return refusesReads;
    }

    @Override
    public @Nullable String refusesWrites() {
        return refusesWrites;
    }

    @Override
    public boolean parksWrites() {
        return parksWrites;
    }

    @Override
    public boolean parksAll() {
        return parksAll;
    }

    @Override
    public String redirectsTo() {
        return redirectsTo;
    }

    @Override
    public long committedLsn() {
        return committedLsn;
    }

    @Override
    public boolean leaseValid() {
        return leaseValid;
    }

    @Override
    public long confirmedReads() {
        return confirmedReads;
    }

    @Override
    public long beginReadConfirmation() {
        begunRound = confirmedReads + 1;
        return begunRound;
    }

    @Override
    public int followersReceived(long lsn) {
        return followersReceived;
    }

    @Override
    public int followersDurable(long lsn) {
        return followersDurable;
    }

    @Override
    public long localDurableLsn() {
        return localDurableLsn;
    }
}
