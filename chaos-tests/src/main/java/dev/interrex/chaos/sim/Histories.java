package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.sim.invariant.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which history of the group counts. A new one begins where an operator gave data up, or where an old disk was chosen within the limits
 * that docs/PROTOCOL.md sets: with the first reign from that epoch on, and with what the node has that begins it. What nodes of the old
 * one say and do until they hear of the new one is no longer judged, as it is on record that it is given up.
 */
final class Histories {
    /**
     * @param epoch the first of the history that begins
     * @param kept the records that it begins with, by operation
     */
    private record Beginning(long epoch, Map<Long, Entry> kept) {
        /** Whether it has the operation with the result that the client was told: who asks again may have it executed in either history. */
        boolean keeps(ClientOp op) {
            Entry record = kept.get(op.index + 1L);
            return record != null && (record.session == null || record.session.reply() == op.result());
        }
    }

    private final List<Beginning> begun = new ArrayList<>();
    private long firstEpoch;
    private boolean pending;
    private long beganNanos = Long.MIN_VALUE;

    /** The epoch in which a new history is to begin was recorded. */
    void givenUpFrom(long epoch) {
        firstEpoch = epoch;
        pending = true;
    }

    /** A reign begins; true if a new history does with it. */
    boolean beginsWith(SimNode node, long epoch, long nowNanos) {
        if (!pending || epoch < firstEpoch) {
            return false;
        }
        pending = false;
        beganNanos = nowNanos;
        Map<Long, Entry> kept = new HashMap<>();
        for (Entry entry = node.disk().last(); entry != null; entry = entry.before) {
            kept.put(entry.operation, entry);
        }
        begun.add(new Beginning(epoch, kept));
        return true;
    }

    /** Whether anything was ever given up. */
    boolean any() {
        return firstEpoch > 0;
    }

    /** Whether it is not clear yet what the present history begins with. */
    boolean pending() {
        return pending;
    }

    /** Whether what happens in that epoch is of the present history. */
    boolean holds(long epoch) {
        return epoch >= firstEpoch;
    }

    /** Whether an operation that was invoked then must see what was acknowledged before. */
    boolean judges(long invokedNanos) {
        return invokedNanos > beganNanos;
    }

    /**
     * The operation as the checkers are to see it; null if not at all. What was answered in a history that was given up, and is not in the
     * next one, may have taken effect or not.
     */
    @Nullable
    Operation judged(ClientOp op) {
        for (Beginning history : begun) {
            if (op.acknowledged() && op.answeredInEpoch() < history.epoch) {
                if (op.function == Function.READ) {
                    return null;
                }
                if (!history.keeps(op)) {
                    return op.historyOfUnknownFate();
                }
            }
        }
        return op.history();
    }
}
