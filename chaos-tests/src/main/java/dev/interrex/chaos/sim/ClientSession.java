package dev.interrex.chaos.sim;

import dev.interrex.node.engine.ExactlyOnce;
import dev.interrex.node.engine.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one client, as the smart client gives them out: an identity is opened once, a number belongs to one operation, and the
 * replies that arrived are acknowledged with later operations, here rather late.
 */
final class ClientSession {
    private static final int MOST_UNACKNOWLEDGED = 4;
    private static final int AGAIN_PER_MILLE = 60;
    private static final int CLOSES_PER_MILLE = 15;

    private final Randomness random;
    /** Operations whose replies arrived, which the server need not know yet. */
    private final Deque<ClientOp> answered = new ArrayDeque<>();

    private Slice id;
    private boolean open;
    private long nextSeq = 1;

    ClientSession(Randomness random) {
        this.random = random;
        id = newId();
    }

    private Slice newId() {
        byte[] bytes = new byte[ExactlyOnce.ID_BYTES];
        ByteBuffer.wrap(bytes).putLong(random.next()).putLong(random.next());
        return Slice.of(bytes);
    }

    Slice id() {
        return id;
    }

    boolean open() {
        return open;
    }

    void opened() {
        open = true;
    }

    /** It is closed, or nobody knows what became of it: another one from now on. */
    void over() {
        id = newId();
        open = false;
        nextSeq = 1;
        answered.clear();
    }

    /** For the next operation. */
    Numbered next() {
        int kept = random.below(MOST_UNACKNOWLEDGED);
        while (answered.size() > kept) {
            answered.removeFirst();
        }
        long seq = nextSeq++;
        ClientOp oldest = answered.peekFirst();
        Numbered first = oldest == null ? null : oldest.number();
        return new Numbered(id, seq, (first == null ? seq : first.seq()) - 1);
    }

    void answered(ClientOp op) {
        answered.addLast(op);
    }

    /** An operation that was answered, and is asked for once more to see whether its reply is the same; mostly null. */
    @Nullable
    ClientOp again() {
        return !answered.isEmpty() && random.perMille(AGAIN_PER_MILLE)
                ? random.below(2) == 0 ? answered.getFirst() : answered.getLast()
                : null;
    }

    boolean closes() {
        return random.perMille(CLOSES_PER_MILLE);
    }
}
