package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.ExpiredStaysGone;
import dev.interrex.chaos.sim.invariant.ExpiryEffect;
import dev.interrex.chaos.sim.invariant.SessionEffect;
import dev.interrex.node.engine.ExpiryRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a node's engine holds: the value of every key, and the record that wrote it. */
final class Memory implements ExpiredStaysGone.Contents {
    private final long[] values;
    private final @Nullable Entry[] writers;
    /** Until when keys live that expire. */
    private final long[] expireAtMs;

    private final SessionTable sessions;
    private long digest;
    /** Of the keys that expire, whatever order they got their values in. */
    private long expiringDigest;

    /** Records applied. */
    private int applied;

    Memory(int keys) {
        values = new long[keys];
        writers = new Entry[keys];
        expireAtMs = new long[keys];
        Arrays.fill(expireAtMs, ExpiryEffect.NEVER);
        sessions = new SessionTable();
    }

    private Memory(Memory other) {
        values = other.values.clone();
        writers = other.writers.clone();
        expireAtMs = other.expireAtMs.clone();
        expiringDigest = other.expiringDigest;
        sessions = other.sessions.copy();
        digest = other.digest;
        applied = other.applied;
    }

    Memory copy() {
        return new Memory(this);
    }

    /** What the primary did when it made the record. */
    void replay(Entry entry) {
        SessionEffect said = entry.session;
        if (said != null) {
            sessions.apply(said);
        }
        ExpiryEffect effect = entry.expiry;
        if (effect != null && effect.over() && !isThere(entry.key, entry.logTimeMs)) {
            throw new IllegalStateException(entry + " deletes key " + entry.key + ", which is not there");
        }
        apply(entry);
    }

    /** Whether the key is there for one who applies records. */
    private boolean isThere(int key, long nowMs) {
        boolean over = ExpiryRule.isOver(expireAtMs[key], nowMs);
        return values[key] != 0 && (!over || ExpiryRule.sight(true, false) == ExpiryRule.Sight.THERE);
    }

    /** But for its sessions, which the primary changes when it makes the record. */
    void apply(Entry entry) {
        ExpiryEffect effect = entry.expiry;
        if (effect != null) {
            expiringDigest = digestWith(entry.key, entry.value, effect.expireAtMs());
            expireAtMs[entry.key] = effect.expireAtMs();
        }
        if (entry.key != Entry.NO_KEY) {
            values[entry.key] = entry.value;
            writers[entry.key] = entry;
        }
        if (entry.otherKey != Entry.NO_KEY) {
            values[entry.otherKey] = entry.value;
            writers[entry.otherKey] = entry;
        }
        digest = Entry.fold(digest, entry);
        applied = entry.index + 1;
    }

    /** What a record will say that gives a key this value, until then. */
    ExpiryEffect effect(int key, long value, long untilMs, boolean over) {
        return new ExpiryEffect(untilMs, over, digestWith(key, value, untilMs));
    }

    private long digestWith(int key, long value, long untilMs) {
        return expiringDigest - mix(key, values[key], expireAtMs[key]) + mix(key, value, untilMs);
    }

    private static long mix(int key, long value, long untilMs) {
        long mixed = (value * 0x9E3779B97F4A7C15L ^ untilMs) * 0xBF58476D1CE4E5B9L + key;
        return value == 0 ? 0 : mixed ^ mixed >>> 31;
    }

    @Override
    public long value(int key) {
        return values[key];
    }

    /** {@link ExpiryEffect#NEVER} if it does not expire, or is not there. */
    @Override
    public long expireAtMs(int key) {
        return expireAtMs[key];
    }

    /** Of the keys that expire. */
    long expiringDigest() {
        return expiringDigest;
    }

    @Nullable
    Entry writer(int key) {
        return writers[key];
    }

    SessionTable sessions() {
        return sessions;
    }

    long digest() {
        return digest;
    }

    int applied() {
        return applied;
    }
}
