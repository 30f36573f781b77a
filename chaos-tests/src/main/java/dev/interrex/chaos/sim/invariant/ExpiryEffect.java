package dev.interrex.chaos.sim.invariant;

/**
 * What a record says of a key that may expire.
 *
 * @param expireAtMs until when the key lives, in log time; {@link #NEVER} if it does not expire, or is gone
 * @param over its time is over: the record deletes it
 * @param digest of all such keys behind it
 */
public record ExpiryEffect(long expireAtMs, boolean over, long digest) {
    /** In place of a time. */
    public static final long NEVER = -1;
}
