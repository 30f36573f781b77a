package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.sim.ClientOp.Timing;
import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.ExpiryEffect;
import dev.interrex.node.engine.ExpiryRule;
import dev.interrex.node.engine.Hazards;
import dev.interrex.node.role.ClientAccess;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a node that expire: what {@code ExpiryCommands}, {@code engine.Database} and {@code dispatch.Housekeeping} are. What is over,
 * and what comes of that, {@link ExpiryRule} says; what a reply depends on, {@link Hazards}.
 */
final class ExpiringKeys {
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final long CHANGED = 1;
    /** The key is there, but there was nothing to do. */
    private static final long UNCHANGED = 2;

    /**
     * What became of an operation.
     *
     * @param entry that it made, or the newest of the key that it saw
     * @param wrote whether it made it
     * @param lsn on which the reply depends
     * @param logged something was, so its commit proves the reign, too
     */
    record Outcome(long result, @Nullable Entry entry, boolean wrote, long lsn, boolean logged) {}

    private final SimNode node;
    private final int first;
    private final int count;
    private final @Nullable Hazards hazards;

    ExpiringKeys(SimNode node) {
        this.node = node;
        first = node.world.settings().keys();
        count = node.world.settings().expiring();
        hazards = count == 0 ? null : new Hazards();
    }

    private Hazards hazards() {
        return Objects.requireNonNull(hazards);
    }

    /** A reign begins. */
    void begin() {
        if (hazards != null) {
            hazards.clear();
        }
    }

    // ---- commands --------------------------------------------------------------------------------------------

    Outcome execute(ClientOp op) {
        Storage storage = node.storage();
        Memory memory = storage.memory();
        long endBefore = storage.disk().endLsn();
        long nowMs = storage.openRecord();
        hazards().begin(endBefore + 1);
        hazards().saw(hash(op.key));
        Entry made = null;
        long result;
        if (op.function == Function.READ) {
            result = isThere(op.key, nowMs) ? memory.value(op.key) : 0;
        } else if (op.timing() == Timing.SET) {
            boolean over = ExpiryRule.isOver(memory.expireAtMs(op.key), nowMs);
            result = over ? 0 : memory.value(op.key);
            long untilMs = op.ttlMs() == ExpiryEffect.NEVER ? ExpiryEffect.NEVER : nowMs + op.ttlMs();
            made = put(op, op.argument, untilMs, nowMs, result);
        } else {
            boolean there = isThere(op.key, nowMs);
            boolean changes =
                    there && (op.timing() == Timing.EXPIRE || memory.expireAtMs(op.key) != ExpiryEffect.NEVER);
            result = changes ? CHANGED : there ? UNCHANGED : 0;
            if (changes) {
                long untilMs = op.timing() == Timing.EXPIRE ? nowMs + op.ttlMs() : ExpiryEffect.NEVER;
                made = put(op, memory.value(op.key), untilMs, nowMs, result);
            } else if (op.number() != null) {
                made = storage.answer(node.role().epoch(), op, nowMs, result);
            }
        }
        long end = storage.disk().endLsn();
        boolean logged = end != endBefore;
        long lsn = logged ? end : Math.min(hazards().seen(), end);
        return new Outcome(result, made == null ? memory.writer(op.key) : made, made != null, lsn, logged);
    }

    private Entry put(ClientOp op, long value, long untilMs, long nowMs, long reply) {
        hazards().wrote(hash(op.key));
        ExpiryEffect effect = node.storage().memory().effect(op.key, value, untilMs, false);
        return node.storage().put(node.role().epoch(), op, value, nowMs, reply, effect);
    }

    private static long hash(int key) {
        return key * SPREAD >>> 32;
    }

    /** Whether the key is there; where its time is over, what follows from that is done. */
    private boolean isThere(int key, long nowMs) {
        Memory memory = node.storage().memory();
        if (memory.value(key) == 0) {
            return false;
        }
        if (!ExpiryRule.isOver(memory.expireAtMs(key), nowMs)) {
            node.world
                    .invariants()
                    .found(node, key, memory.expireAtMs(key), node.disk().last());
            return true;
        }
        return switch (ExpiryRule.sight(false, node.reign() != null)) {
            case THERE -> true;
            case HIDDEN -> false;
            case DELETED -> {
                hazards().wrote(hash(key));
                ExpiryEffect effect = memory.effect(key, 0, ExpiryEffect.NEVER, true);
                node.storage().delete(node.role().epoch(), key, nowMs, effect);
                yield false;
            }
        };
    }

    // ---- unasked ---------------------------------------------------------------------------------------------

    /** A serving primary deletes keys whose time is over, though nobody looks at them. */
    void tick() {
        if (count == 0 || !node.isServing() || node.access().answer() != ClientAccess.Answer.SERVES) {
            return;
        }
        NodeDisk disk = node.disk();
        long endBefore = disk.endLsn();
        long nowMs = node.storage().openRecord();
        for (int key = first; key < first + count; key++) {
            hazards().begin(disk.endLsn() + 1);
            isThere(key, nowMs);
        }
        if (disk.endLsn() != endBefore) {
            node.onAppended();
        }
    }
}
