package dev.interrex.node.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link Effects} wrote. Trusts nothing: every length is checked against what is left before anything is allocated.
 * Throws {@link CorruptEffectException}.
 */
final class EffectReader {
    private static final int LONGEST_VARINT = 10;

    private final Slice key = new Slice();
    private final Slice second = new Slice();
    private final Slice third = new Slice();
    private ByteBuffer in = ByteBuffer.allocate(0);

    void from(ByteBuffer in) {
        this.in = in;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    int op() {
        return in.get() & 0xFF;
    }

    long number() {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            if (!in.hasRemaining()) {
                throw new CorruptEffectException("effect ends within a number");
            }
            byte b = in.get();
            value |= (b & 0x7FL) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new CorruptEffectException("number of more than " + LONGEST_VARINT + " bytes");
    }

    long signed() {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** A score, which is a number. */
    double score() {
        double score = Double.longBitsToDouble(Long.reverseBytes(number()));
        if (Double.isNaN(score)) {
            throw new CorruptEffectException("a score that is no number");
        }
        return score;
    }

    /** A number from {@code least} to {@code most}. */
    long number(long least, long most) {
        long value = number();
        if (value < least || value > most) {
            throw new CorruptEffectException("number " + value + " not within " + least + " and " + most);
        }
        return value;
    }

    /** A count of elements of at least one byte each. */
    int count() {
        return checked(number(), 1);
    }

    /** The key; valid until the next key is read. */
    Slice key() {
        return bytes(key);
    }

    /** Second operand; valid until the next second one is read. */
    Slice second() {
        return bytes(second);
    }

    /** Third operand; valid until the next third one is read. */
    Slice third() {
        return bytes(third);
    }

    /** So many byte strings, each a copy. */
    List<Slice> slices(int count) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(Slice.of(third().toBytes()));
        }
        return slices;
    }

    StreamId streamId() {
        long ms = number();
        return new StreamId(ms, number());
    }

    /** A count and so many ids. */
    List<StreamId> streamIds() {
        int count = count();
        List<StreamId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(streamId());
        }
        return ids;
    }

    /** A count and so many deliveries of entries of a stream. */
    List<Streams.Delivery> deliveries() {
        int count = count();
        List<Streams.Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StreamId id = streamId();
            long atMs = number();
            deliveries.add(new Streams.Delivery(id, atMs, number()));
        }
        return deliveries;
    }

    /** A length or count, which what is left must have room for. */
    private int checked(long value, int least) {
        if (value < least || value > in.remaining()) {
            throw new CorruptEffectException(value + " bytes or elements, but " + in.remaining() + " bytes are left");
        }
        return (int) value;
    }

    private Slice bytes(Slice into) {
        int length = checked(number(), 0);
        if (in.hasArray()) {
            into.set(in.array(), in.arrayOffset() + in.position(), length);
            in.position(in.position() + length);
        } else {
            in.get(into.room(length), 0, length);
        }
        return into;
    }
}
