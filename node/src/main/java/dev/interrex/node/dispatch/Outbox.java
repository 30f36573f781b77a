package dev.interrex.node.dispatch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The replies of one connection that have not left, in their order, and what each of them waits for.
 *
 * <pre>
 *   position:   base + reader index        released                      end
 *                    |  may leave              |  held: mark | mark | …   |
 *                    +-------------------------+-------------+------+-----+
 * </pre>
 *
 * Positions count bytes since the connection began, so that they survive a change of the buffer. A mark says that bytes up to its
 * end wait for a commit position and, for a read without a lease, for a round of confirmation. As replies leave in order, one that
 * waits for nothing joins the mark before it. Invariants: {@code released <= end}; marks ascend in their ends; without marks
 * {@code released == end} once a command is settled.
 *
 * <p>No object per command: marks are columns of primitives in a ring. Loop thread only.
 */
final class Outbox {
    /** A mark that waits for no round. */
    static final long NO_ROUND = Long.MIN_VALUE;

    private static final int FIRST_BYTES = 512;
    /** A buffer that grew larger is not kept for the next replies. */
    private static final int MOST_KEPT_BYTES = 16 * 1024;

    private final ByteBufAllocator allocator;
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private long base;
    private long released;

    private long[] lsns = new long[4];
    private long[] rounds = new long[4];
    private long[] ends = new long[4];
    private long[] sinceMs = new long[4];
    private boolean[] writes = new boolean[4];
    private int first;
    private int marks;
    private boolean freed;

    Outbox(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Where the next reply is appended. Ask again for every command. */
    ByteBuf buffer() {
        if (buffer == Unpooled.EMPTY_BUFFER) {
            buffer = allocator.ioBuffer(FIRST_BYTES);
        }
        return buffer;
    }

    private long end() {
        return base + buffer.writerIndex();
    }

    boolean holds() {
        return marks > 0;
    }

    /** Bytes that may leave now. */
    int releasedBytes() {
        return (int) (released - base - buffer.readerIndex());
    }

    /** All bytes, those included that may not leave yet. */
    int bytes() {
        return buffer.readableBytes();
    }

    /** What was appended waits for nothing of its own: it may leave as soon as what is before it. */
    void settle() {
        if (marks == 0) {
            released = end();
        } else {
            ends[last()] = end();
        }
    }

    /**
     * What was appended waits.
     *
     * @param lsn that must be committed
     * @param round of read confirmation that must be over, or {@link #NO_ROUND}
     * @param wrote whether the command's own effects are what is to be committed: decides what may be said if that never happens
     */
    void hold(long lsn, long round, boolean wrote, long nowMs) {
        long end = end();
        if (end == (marks == 0 ? released : ends[last()])) {
            return;
        }
        if (marks > 0 && lsns[last()] == lsn && rounds[last()] == round) {
            ends[last()] = end;
            return;
        }
        if (marks == lsns.length) {
            grow();
        }
        int at = first + marks++ & lsns.length - 1;
        lsns[at] = lsn;
        rounds[at] = round;
        ends[at] = end;
        sinceMs[at] = nowMs;
        writes[at] = wrote;
    }

    /** Lets go what waits for nothing any more; true if something may leave that could not before. */
    boolean advance(long committedLsn, long confirmedRound) {
        long before = released;
        while (marks > 0 && lsns[first] <= committedLsn && rounds[first] <= confirmedRound) {
            released = ends[first];
            first = first + 1 & lsns.length - 1;
            marks--;
        }
        return released != before;
    }

    /** Since when the oldest held reply waits; only while {@link #holds}. */
    long heldSinceMs() {
        return sinceMs[first];
    }

    /** Whether the oldest held reply is that of a command with effects; only while {@link #holds}. */
    boolean heldWrite() {
        return writes[first];
    }

    /** Forgets the held replies: they will never leave. */
    void dropHeld() {
        marks = 0;
        buffer.writerIndex((int) (released - base));
    }

    /** Forgets what was appended behind {@code writerIndex}. */
    void truncate(int writerIndex) {
        buffer.writerIndex(writerIndex);
    }

    /** The code of the error reply at {@code writerIndex}; {@code ERR} if it stands within another reply. */
    String errorCode(int writerIndex) {
        if (buffer.getByte(writerIndex) != '-') {
            return "ERR";
        }
        int end = writerIndex + 1;
        while (end < buffer.writerIndex() && buffer.getByte(end) > ' ') {
            end++;
        }
        return buffer.toString(writerIndex + 1, end - writerIndex - 1, StandardCharsets.US_ASCII);
    }

    /**
     * Takes out what may leave; only if {@link #releasedBytes} is positive. If nothing is held that is the buffer itself, otherwise
     * a copy. The caller writes it and passes it to {@link #giveBack}.
     */
    ByteBuf take() {
        int bytes = releasedBytes();
        ByteBuf taken;
        if (bytes == buffer.readableBytes()) {
            taken = buffer;
            base = end();
            buffer = Unpooled.EMPTY_BUFFER;
        } else {
            taken = allocator.ioBuffer(bytes);
            taken.writeBytes(buffer, bytes);
            int readerIndex = buffer.readerIndex();
            buffer.discardSomeReadBytes();
            base += readerIndex - buffer.readerIndex();
        }
        return taken;
    }

    /** Ends the use of a buffer from {@link #take}, of which the caller holds one reference: it is used again if nobody else does. */
    void giveBack(ByteBuf taken) {
        if (!freed && taken.refCnt() == 1 && buffer == Unpooled.EMPTY_BUFFER && taken.capacity() <= MOST_KEPT_BYTES) {
            buffer = taken.clear();
        } else {
            taken.release();
        }
    }

    /** The connection is gone; nothing more is appended. */
    void free() {
        freed = true;
        marks = 0;
        base = end();
        released = base;
        if (buffer != Unpooled.EMPTY_BUFFER) {
            buffer.release();
            buffer = Unpooled.EMPTY_BUFFER;
        }
    }

    private int last() {
        return first + marks - 1 & lsns.length - 1;
    }

    private void grow() {
        lsns = unrolled(lsns);
        rounds = unrolled(rounds);
        ends = unrolled(ends);
        sinceMs = unrolled(sinceMs);
        boolean[] larger = new boolean[writes.length * 2];
        for (int i = 0; i < marks; i++) {
            larger[i] = writes[first + i & writes.length - 1];
        }
        writes = larger;
        first = 0;
    }

    private long[] unrolled(long[] ring) {
        long[] larger = Arrays.copyOfRange(ring, first, first + ring.length * 2);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        return larger;
    }
}
