package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * A number for the whole contents: equal contents have equal digests on every node, whatever the order in which they came to be;
 * different ones almost never. Each entry contributes a hash of its database, key, type, expiry and value, and the sum does not
 * depend on order.
 */
final class Digest {
    /** Not keyed: nodes compare digests, and nobody gains from making two keyspaces collide. */
    private static final SipHash FUNCTION = new SipHash(0x696e74657272L, 0x726578646967L);

    private long sum;

    void add(int database, Entry entry) {
        long key = FUNCTION.hash(entry.key, 0, entry.key.length);
        long about = Arrays.hashCode(new long[] {database, entry.type().hashCode(), entry.expireAtMs});
        sum += mix(mix(key ^ about << 32) + entry.digest(FUNCTION) * 0x9E3779B97F4A7C15L);
    }

    long value() {
        return sum;
    }

    /** Stirs the bits (the finaliser of SplitMix64). */
    static long mix(long value) {
        long stirred = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        stirred = (stirred ^ stirred >>> 27) * 0x94D049BB133111EBL;
        return stirred ^ stirred >>> 31;
    }
}
