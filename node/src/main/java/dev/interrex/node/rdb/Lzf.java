package dev.interrex.node.rdb;

import java.util.Arrays;

/**
 * Unpacks LZF, the compression of strings in RDB:
 *
 * <pre>
 *   000LLLLL data              L+1 bytes as they are
 *   LLLooooo oooooooo          L+2 bytes from o+1 bytes back, for L of 1 to 6
 *   111ooooo LLLLLLLL oooooooo L+9 bytes from o+1 bytes back
 * </pre>
 */
final class Lzf {
    private static final int LONGEST_LITERAL = 32;
    private static final int LONG_MATCH = 7;

    private Lzf() {}

    /** The unpacked bytes, which must be exactly {@code length}; the array grows with what is really there. */
    static byte[] unpack(byte[] in, int offset, int packed, int length) {
        byte[] out = new byte[Math.min(length, Math.max(64, packed * 4))];
        int at = offset;
        int end = offset + packed;
        int made = 0;
        while (at < end) {
            int control = in[at++] & 0xFF;
            int count;
            int from = -1;
            if (control < LONGEST_LITERAL) {
                count = control + 1;
                check(count <= end - at);
            } else {
                count = control >>> 5;
                check(end - at >= (count == LONG_MATCH ? 2 : 1));
                count += count == LONG_MATCH ? in[at++] & 0xFF : 0;
                count += 2;
                from = made - ((control & 0x1F) << 8 | in[at++] & 0xFF) - 1;
                check(from >= 0);
            }
            check(count <= length - made);
            if (made + count > out.length) {
                out = Arrays.copyOf(out, (int) Math.min(length, (made + count) * 2L));
            }
            if (from < 0) {
                System.arraycopy(in, at, out, made, count);
                at += count;
            } else {
                // Byte by byte: the source may overlap what is being written.
                for (int i = 0; i < count; i++) {
                    out[made + i] = out[from + i];
                }
            }
            made += count;
        }
        check(made == length);
        return out.length == length ? out : Arrays.copyOf(out, length);
    }

    private static void check(boolean sound) {
        if (!sound) {
            throw new DamagedPayloadException("compressed string");
        }
    }
}
