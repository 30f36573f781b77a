package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * A string. Numbers are kept as their digits, which is how they are read far more often than they are incremented; the encoding
 * says what Redis would call it.
 */
final class StringEntry extends Entry {
    static final byte INT = 0;
    static final byte EMBSTR = 1;
    static final byte RAW = 2;

    /** Longer strings are never embstr. */
    private static final int LONGEST_EMBSTR = 44;

    /** Up to this size a growing string doubles, from there on it grows by so much. */
    private static final int LARGEST_SPARE_BYTES = 1 << 20;

    private static final int SNAPSHOT_PIECE_BYTES = 64 * 1024;

    byte[] bytes;
    int length;
    byte encoding;

    StringEntry(byte[] key, long hash, byte[] bytes, int length, byte encoding) {
        super(key, hash);
        this.bytes = bytes;
        this.length = length;
        this.encoding = encoding;
    }

    /** What Redis calls a value that was set as a whole; {@code number} if it may become an int. */
    static byte encodingOf(Slice value, boolean number) {
        if (number && Digits.isLong(value)) {
            return INT;
        }
        return value.length() <= LONGEST_EMBSTR ? EMBSTR : RAW;
    }

    /** Overwrites the whole value; in place if it fits the array well. */
    void set(Slice value, byte newEncoding) {
        int newLength = value.length();
        if (newLength > bytes.length || bytes.length - newLength > 16 + newLength / 8) {
            bytes = new byte[newLength];
        }
        System.arraycopy(value.array(), value.offset(), bytes, 0, newLength);
        length = newLength;
        encoding = newEncoding;
    }

    /** Overwrites from {@code offset} on; what is between the end and {@code offset} becomes zeros. */
    void setRange(int offset, Slice value) {
        int end = offset + value.length();
        if (end > bytes.length) {
            int spare = Math.min(end, LARGEST_SPARE_BYTES);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, (long) end + spare));
        }
        if (offset > length) {
            Arrays.fill(bytes, length, offset, (byte) 0);
        }
        System.arraycopy(value.array(), value.offset(), bytes, offset, value.length());
        length = Math.max(length, end);
        encoding = RAW;
    }

    @Override
    String type() {
        return "string";
    }

    @Override
    String encoding() {
        return switch (encoding) {
            case INT -> "int";
            case EMBSTR -> "embstr";
            default -> "raw";
        };
    }

    @Override
    long memoryBytes() {
        return OVERHEAD_BYTES + arrayBytes(key.length) + arrayBytes(bytes.length);
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        return new StringEntry(newKey, newHash, Arrays.copyOf(bytes, length), length, encoding);
    }

    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        int at = (int) from;
        do {
            int piece = Math.min(SNAPSHOT_PIECE_BYTES, length - at);
            out.op(at == 0 ? Effects.STRING_PUT : Effects.STRING_APPEND)
                    .bytes(key)
                    .bytes(bytes, at, piece);
            at += piece;
        } while (at < length && at - from < mostBytes);
        return at < length ? at : -1;
    }

    @Override
    long digest(SipHash hash) {
        return hash.hash(bytes, 0, length);
    }
}
