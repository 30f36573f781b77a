package dev.interrex.client.connection;

import dev.interrex.client.api.Reply;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Reply} of any shape from the events of Lettuce's parser. The parser leaves out the status {@code QUEUED}, which then reads as
 * {@link Reply#NIL}.
 */
final class ReplyOutput extends CommandOutput<byte[], byte[], Reply> {
    /** An aggregate that still gets elements. */
    private static final class Open {
        final boolean pairs;
        final int size;
        final List<Reply> elements = new ArrayList<>();

        Open(boolean pairs, int size) {
            this.pairs = pairs;
            this.size = size;
        }

        Reply closed() {
            return pairs ? new Reply.Pairs(elements) : new Reply.Many(elements);
        }
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Reply root;

    ReplyOutput() {
        super(ByteArrayCodec.INSTANCE, Reply.NIL);
    }

    Reply reply() {
        return root == null ? Reply.NIL : root;
    }

    @Override
    public Reply get() {
        return reply();
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        add(bytes == null ? Reply.NIL : new Reply.Text(copy(bytes)));
    }

    @Override
    public void setSingle(@Nullable ByteBuffer bytes) {
        set(bytes);
    }

    @Override
    public void setBigNumber(@Nullable ByteBuffer bytes) {
        set(bytes);
    }

    @Override
    public void set(long integer) {
        add(new Reply.Number(integer));
    }

    @Override
    public void set(double number) {
        add(new Reply.Decimal(number));
    }

    @Override
    public void set(boolean value) {
        add(new Reply.Flag(value));
    }

    @Override
    public void setError(ByteBuffer message) {
        add(new Reply.Failure(new String(copy(message), StandardCharsets.UTF_8)));
    }

    @Override
    public void multiArray(int count) {
        begin(false, count, count);
    }

    @Override
    public void multiPush(int count) {
        begin(false, count, count);
    }

    @Override
    public void multiSet(int count) {
        begin(false, count, count);
    }

    @Override
    public void multiMap(int count) {
        begin(true, count, 2 * count);
    }

    private void begin(boolean pairs, int count, int elements) {
        if (count < 0) {
            add(Reply.NIL);
            return;
        }
        Open aggregate = new Open(pairs, elements);
        if (elements == 0) {
            add(aggregate.closed());
        } else {
            open.push(aggregate);
        }
    }

    private void add(Reply reply) {
        Reply next = reply;
        while (!open.isEmpty()) {
            Open parent = open.element();
            parent.elements.add(next);
            if (parent.elements.size() < parent.size) {
                return;
            }
            next = open.remove().closed();
        }
        root = next;
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
