package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.SessionEffect;
import dev.interrex.node.engine.EffectSink;
import dev.interrex.node.engine.ExactlyOnce;
import dev.interrex.node.engine.ExactlyOnce.Answer;
import dev.interrex.node.engine.ExactlyOnce.Ruling;
import dev.interrex.node.engine.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sessions in one node's memory: the engine's own table, whose effects go into simulated records and snapshots. */
final class SessionTable {
    private static final int RESP3 = 3;

    private final Effects effects = new Effects();
    private final ExactlyOnce table = new ExactlyOnce(this::nowMs, () -> effects, () -> {});
    private long nowMs;

    private static final class Effects extends ByteArrayOutputStream implements EffectSink {
        @Override
        public void writeByte(int value) {
            write(value);
        }

        @Override
        public void writeVarLong(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                write((int) (left & 0x7F | 0x80));
                left >>>= 7;
            }
            write((int) left);
        }

        @Override
        public void writeBytes(byte[] source, int offset, int length) {
            write(source, offset, length);
        }

        byte[] taken() {
            byte[] bytes = toByteArray();
            reset();
            return bytes;
        }
    }

    private long nowMs() {
        return nowMs;
    }

    /** By way of a snapshot. */
    SessionTable copy() {
        SessionTable copy = new SessionTable();
        if (table.size() > 0) {
            table.writeTo(effects);
            copy.table.apply(ByteBuffer.wrap(effects.taken()));
        }
        return copy;
    }

    boolean none() {
        return table.size() == 0;
    }

    // ---- as primary ------------------------------------------------------------------------------------------

    Ruling rule(Numbered number) {
        return table.rule(number.session(), number.seq());
    }

    /** What the operation was answered, if it was. */
    long answer(Numbered number) {
        Answer answer = Objects.requireNonNull(table.answer(number.session(), number.seq()));
        return ByteBuffer.wrap(answer.reply()).getLong();
    }

    SessionEffect answered(Numbered number, long reply, long atMs) {
        nowMs = atMs;
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(reply).array();
        table.answered(number.session(), number.seq(), number.acknowledgedUpTo(), new Answer(bytes, RESP3));
        return effect(reply);
    }

    SessionEffect open(Slice session, long atMs) {
        nowMs = atMs;
        table.open(session);
        return effect(0);
    }

    /** Null if there is no such session. */
    @Nullable
    SessionEffect close(Slice session) {
        return table.close(session) ? effect(0) : null;
    }

    /** Ends a session that was not used for so long; null if there is none. */
    @Nullable
    SessionEffect expire(long unusedForMs, long atMs) {
        nowMs = atMs;
        return table.expire(unusedForMs, 1) > 0 ? effect(0) : null;
    }

    private SessionEffect effect(long reply) {
        return new SessionEffect(effects.taken(), reply, table.digest());
    }

    // ---- as replica ------------------------------------------------------------------------------------------

    void apply(SessionEffect effect) {
        table.apply(ByteBuffer.wrap(effect.bytes()));
    }

    long digest() {
        return table.digest();
    }
}
