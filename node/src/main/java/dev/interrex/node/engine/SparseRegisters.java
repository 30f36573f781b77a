package dev.interrex.node.engine;

import java.util.Arrays;

/** The operations of a sparse {@link HyperLogLog}, which draws them. Trusts nothing that it reads. */
final class SparseRegisters {
    /** What {@link #raise} returns if it cannot stay sparse; nothing was changed. */
    static final int TOO_LARGE = 2;

    private static final int DAMAGED = -1;
    private static final int LONGEST_SHORT_ZEROS = 64;
    private static final int LONGEST_RUN = 4;
    private static final int LARGEST_RANK = 32;

    /** Operations looked at to merge equal neighbours after a change. */
    private static final int MERGED_OPERATIONS = 5;

    private byte[] bytes;
    private final int start;
    private int end;

    SparseRegisters(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    byte[] bytes() {
        return bytes;
    }

    int end() {
        return end;
    }

    /** Writes so many registers of 0 and returns the index behind. */
    static int zeros(byte[] into, int at, int count) {
        if (count <= LONGEST_SHORT_ZEROS) {
            into[at] = (byte) (count - 1);
            return at + 1;
        }
        into[at] = (byte) (0x40 | (count - 1) >>> 8);
        into[at + 1] = (byte) (count - 1);
        return at + 2;
    }

    private static int run(byte[] into, int at, int rank, int count) {
        into[at] = (byte) (0x80 | rank - 1 << 2 | count - 1);
        return at + 1;
    }

    private boolean isLongZeros(int at) {
        return (bytes[at] & 0xC0) == 0x40;
    }

    private boolean isRun(int at) {
        return bytes[at] < 0;
    }

    /** Rank of a run, 0 for zeros. */
    private int rank(int at) {
        return isRun(at) ? (bytes[at] >>> 2 & 0x1F) + 1 : 0;
    }

    private int size(int at) {
        return isLongZeros(at) ? 2 : 1;
    }

    /** Registers that the operation covers; 0 if it is cut off. */
    private int span(int at) {
        if (isRun(at)) {
            return (bytes[at] & 3) + 1;
        }
        if (!isLongZeros(at)) {
            return (bytes[at] & 0x3F) + 1;
        }
        return at + 1 < end ? ((bytes[at] & 0x3F) << 8 | bytes[at + 1] & 0xFF) + 1 : 0;
    }

    boolean mergeInto(byte[] registers) {
        int register = 0;
        for (int at = start; at < end; at += size(at)) {
            int span = span(at);
            if (span == 0 || register + span > registers.length) {
                return false;
            }
            int rank = rank(at);
            for (int i = 0; i < span && rank > 0; i++) {
                registers[register + i] = (byte) Math.max(registers[register + i], rank);
            }
            register += span;
        }
        return register == registers.length;
    }

    String decoded() {
        StringBuilder text = new StringBuilder();
        for (int at = start; at < end; at += size(at)) {
            if (isRun(at)) {
                text.append("v:").append(rank(at)).append(',').append(span(at));
            } else {
                text.append(isLongZeros(at) ? "Z:" : "z:").append(span(at));
            }
            text.append(' ');
        }
        return text.toString().strip();
    }

    /** Lets a register be at least {@code rank}: 1 if it changed, 0 if not, -1 if damaged, or {@link #TOO_LARGE}. */
    int raise(int register, int rank, int maxBytes) {
        if (rank > LARGEST_RANK) {
            return TOO_LARGE;
        }
        int first = 0;
        int before = start;
        int at = start;
        while (at < end && register >= first + span(at)) {
            first += span(at);
            before = at;
            at += size(at);
        }
        if (at >= end || span(at) == 0) {
            return DAMAGED;
        }
        if (rank(at) >= rank) {
            return 0;
        }
        int span = span(at);
        if (span == 1 && !isLongZeros(at)) {
            run(bytes, at, rank, 1);
        } else if (!split(at, register - first, first + span - 1 - register, rank, maxBytes)) {
            return TOO_LARGE;
        }
        mergeNeighbours(before);
        return 1;
    }

    /** Replaces an operation by up to three: what it says of {@code left} registers, one of {@code rank}, and of {@code right}. */
    private boolean split(int at, int left, int right, int rank, int maxBytes) {
        byte[] made = new byte[5];
        int old = rank(at);
        int n = part(made, 0, old, left);
        n = run(made, n, rank, 1);
        n = part(made, n, old, right);
        int size = size(at);
        int more = n - size;
        if (more > 0 && end + more > maxBytes) {
            return false;
        }
        if (end + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, end + more + end / 8);
        }
        System.arraycopy(bytes, at + size, bytes, at + n, end - at - size);
        System.arraycopy(made, 0, bytes, at, n);
        end += more;
        return true;
    }

    private static int part(byte[] into, int at, int rank, int count) {
        if (count == 0) {
            return at;
        }
        return rank == 0 ? zeros(into, at, count) : run(into, at, rank, count);
    }

    private void mergeNeighbours(int from) {
        int at = from;
        for (int i = 0; i < MERGED_OPERATIONS && at < end; i++) {
            boolean merges = isRun(at)
                    && at + 1 < end
                    && isRun(at + 1)
                    && rank(at) == rank(at + 1)
                    && span(at) + span(at + 1) <= LONGEST_RUN;
            if (merges) {
                run(bytes, at + 1, rank(at), span(at) + span(at + 1));
                System.arraycopy(bytes, at + 1, bytes, at, end - at - 1);
                end--;
            } else {
                at += size(at);
            }
        }
    }
}
