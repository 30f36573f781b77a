package dev.interrex.cli.demo;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What one writer did: the fate of each of its unique SETs, its counter, and when it got acknowledgements. Kept at the writer, as the cluster cannot be asked
 * what it lost. Belongs to the writer's thread; read when that has ended.
 */
final class Journal {
    private final BitSet setsAcked = new BitSet();
    private final BitSet setsUnknown = new BitSet();
    private final CounterLedger counter = new CounterLedger();
    private int sets;
    private long[] ackNanos = new long[1024];
    private int acks;
    private long unknown;
    private long notDone;

    /** Number of the next SET. */
    int nextSet() {
        return sets++;
    }

    void setAcked(int number, long nowNanos) {
        setsAcked.set(number);
        acked(nowNanos);
    }

    void setUnknown(int number) {
        setsUnknown.set(number);
        unknown++;
    }

    void incrementAcked(long reply, long nowNanos) {
        counter.acked(reply);
        acked(nowNanos);
    }

    void incrementUnknown() {
        counter.unknown();
        unknown++;
    }

    void notDone() {
        notDone++;
    }

    private void acked(long nowNanos) {
        if (acks == ackNanos.length) {
            ackNanos = Arrays.copyOf(ackNanos, 2 * acks);
        }
        ackNanos[acks++] = nowNanos;
    }

    int sets() {
        return sets;
    }

    boolean isAcked(int number) {
        return setsAcked.get(number);
    }

    boolean isUnknown(int number) {
        return setsUnknown.get(number);
    }

    CounterLedger counter() {
        return counter;
    }

    long[] ackNanos() {
        return Arrays.copyOf(ackNanos, acks);
    }

    long ackedCount() {
        return acks;
    }

    long unknownCount() {
        return unknown;
    }

    long notDoneCount() {
        return notDone;
    }
}
