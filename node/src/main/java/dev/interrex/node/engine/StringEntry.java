package dev.interrex.node.engine;

/**
 * A string, seen in its {@link Records record} while that stays where it is. Numbers are kept as their digits, which is how they
 * are read far more often than they are incremented; the encoding says what Redis would call it.
 */
final class StringEntry extends Entry {
    static final int INT = 0;
    static final int EMBSTR = 1;
    static final int RAW = 2;

    /** Longer strings are never embstr. */
    private static final int LONGEST_EMBSTR = 44;

    private static final int SNAPSHOT_PIECE_BYTES = 64 * 1024;

    private final Records records;
    private final Slice piece;

    /** @param scratch that may be shared with other entries */
    StringEntry(Records records, byte[] key, long hash, Slice scratch) {
        super(key, hash);
        this.records = records;
        piece = scratch;
    }

    /** What Redis calls a value that was set as a whole; {@code number} if it may become an int. */
    static int encodingOf(Slice value, boolean number) {
        if (number && Digits.isLong(value)) {
            return INT;
        }
        return value.length() <= LONGEST_EMBSTR ? EMBSTR : RAW;
    }

    @Override
    String type() {
        return "string";
    }

    @Override
    String encoding() {
        return switch (records.encoding(ref)) {
            case INT -> "int";
            case EMBSTR -> "embstr";
            default -> "raw";
        };
    }

    @Override
    long memoryBytes() {
        return records.memoryBytes(ref);
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        throw new IllegalStateException("a string is copied as a record");
    }

    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        int length = records.valueLength(ref);
        int at = (int) from;
        do {
            int count = Math.min(SNAPSHOT_PIECE_BYTES, length - at);
            out.op(at == 0 ? Effects.STRING_PUT : Effects.STRING_APPEND)
                    .bytes(key)
                    .bytes(records.value(ref, at, count, piece));
            at += count;
        } while (at < length && at - from < mostBytes);
        return at < length ? at : -1;
    }

    @Override
    long digest(SipHash hash) {
        return hash.hash(records.value(ref, piece));
    }
}
