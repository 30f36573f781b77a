package dev.interrex.node.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A run of bytes in an array that somebody else may own: keys, fields and values on their way into and out of the keyspace.
 * Mutable and reused, so valid only as long as its giver says; whoever needs the bytes for longer takes {@link #toBytes()}.
 */
public final class Slice {
    private static final byte[] NOTHING = new byte[0];

    /** Scratch that a slice keeps when it is reused; longer contents are allocated anew. */
    private static final int KEPT_SCRATCH_BYTES = 64 * 1024;

    private byte[] array = NOTHING;
    private int offset;
    private int length;
    private byte[] scratch = NOTHING;

    /** Hash of the bytes, once the keyspace has computed it; lost with the next {@link #set}. */
    private long hash;

    private boolean hashed;

    /** Which argument this is, to those who number them; lost with the next {@link #set}. */
    private int argument = -1;

    /** A slice of its own of UTF-8 text. */
    public static Slice of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A slice of the whole array, which is not copied. */
    public static Slice of(byte[] bytes) {
        return new Slice().set(bytes, 0, bytes.length);
    }

    /** Points this slice at bytes of {@code array}, which are not copied. */
    public Slice set(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
        hashed = false;
        argument = -1;
        return this;
    }

    /** Says which argument it is. */
    public void argument(int number) {
        argument = number;
    }

    /** What was said last; -1 since it was pointed at something else. */
    public int argument() {
        return argument;
    }

    long hash(SipHash function) {
        if (!hashed) {
            hash = function.hash(array, offset, length);
            hashed = true;
        }
        return hash;
    }

    /** Points this slice at {@code length} bytes of scratch of its own and returns the array, to be filled from index 0. */
    public byte[] room(int length) {
        if (length > scratch.length) {
            byte[] fresh = new byte
                    [length <= KEPT_SCRATCH_BYTES ? Integer.highestOneBit(Math.max(64, length) * 2 - 1) : length];
            if (length <= KEPT_SCRATCH_BYTES) {
                scratch = fresh;
            }
            set(fresh, 0, length);
            return fresh;
        }
        set(scratch, 0, length);
        return scratch;
    }

    public byte[] array() {
        return array;
    }

    /** Index of the first byte in {@link #array()}. */
    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** The byte at {@code index} from the slice's start; unchecked against the slice's length. */
    public byte at(int index) {
        return array[offset + index];
    }

    /** A copy. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    public boolean contentEquals(byte[] bytes) {
        return Arrays.equals(array, offset, offset + length, bytes, 0, bytes.length);
    }

    public boolean contentEquals(Slice other) {
        return Arrays.equals(array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    /** The bytes as UTF-8 text, for messages and tests. */
    @Override
    public String toString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }
}
