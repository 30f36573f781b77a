package dev.interrex.cli.demo;

/**
 * What one writer's counter must show. Nobody else increments it, so the replies tell for every increment whether it was applied: between two
 * acknowledged ones the value rises by one, plus one for each increment of unknown fate that was applied.
 */
final class CounterLedger {
    private long value;
    private long acked;
    /** Increments of unknown fate that have not shown up yet; one may be applied as late as it likes. */
    private long open;

    private long unknownApplied;
    private long lost;
    private long twice;

    /** An increment was acknowledged with this value. */
    void acked(long reply) {
        acked++;
        rise(reply - (value + 1));
        value = reply;
    }

    void unknown() {
        open++;
    }

    /** The counter at the end. */
    void readBack(long last) {
        rise(last - value);
        value = last;
    }

    private void rise(long surplus) {
        if (surplus < 0) {
            lost += -surplus;
        } else {
            long late = Math.min(surplus, open);
            open -= late;
            unknownApplied += late;
            twice += surplus - late;
        }
    }

    long ackedCount() {
        return acked;
    }

    long unknownApplied() {
        return unknownApplied;
    }

    long lost() {
        return lost;
    }

    long twice() {
        return twice;
    }
}
