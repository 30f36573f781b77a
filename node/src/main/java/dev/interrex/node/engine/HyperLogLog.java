package dev.interrex.node.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A working copy of a string that estimates how many different elements were added to it, in Redis's own bytes:
 *
 * <pre>
 *   header    | "HYLL" | u8 encoding: 0 dense, 1 sparse | 3 × 0 | u64 LE count; highest bit: the count is out of date |
 *   dense     | 16384 registers of 6 bits, the lowest bits of a byte first |
 *   sparse    | operations: 00LLLLLL              L+1 registers are 0
 *                           01LLLLLL LLLLLLLL     L+1 registers are 0
 *                           1VVVVVLL              L+1 registers are V+1 |
 * </pre>
 *
 * A sparse one becomes dense where a register exceeds 32, or where it would grow beyond a limit. Bytes come from clients, so
 * everything is checked: methods tell whether they were understood.
 *
 * @see <a href="https://arxiv.org/abs/1702.01284">Ertl, New cardinality estimation algorithms for HyperLogLog sketches</a>
 */
public final class HyperLogLog {
    /** Bytes before the registers; the cached count takes the last eight. */
    public static final int HEADER_BYTES = 16;

    public static final int REGISTERS = 1 << 14;

    private static final byte[] MAGIC = {'H', 'Y', 'L', 'L'};
    private static final int ENCODING_AT = 4;
    private static final int COUNT_AT = 8;
    private static final byte DENSE = 0;
    private static final byte SPARSE = 1;
    private static final int DENSE_BYTES = HEADER_BYTES + REGISTERS * 6 / 8;

    private byte[] bytes;
    private int length;

    private HyperLogLog(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    /** One of no elements: sparse, with an up-to-date count. */
    public static HyperLogLog empty() {
        byte[] bytes = Arrays.copyOf(MAGIC, HEADER_BYTES + 2);
        bytes[ENCODING_AT] = SPARSE;
        HyperLogLog empty = new HyperLogLog(bytes);
        SparseRegisters.zeros(bytes, HEADER_BYTES, REGISTERS);
        return empty;
    }

    /** A copy of what a key holds; null if that is something else. Sparse registers may still turn out to be damaged. */
    public static @Nullable HyperLogLog of(Slice value) {
        if (value.length() < HEADER_BYTES || value.at(ENCODING_AT) < DENSE || value.at(ENCODING_AT) > SPARSE) {
            return null;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (value.at(i) != MAGIC[i]) {
                return null;
            }
        }
        boolean fits = value.at(ENCODING_AT) == SPARSE || value.length() == DENSE_BYTES;
        return fits ? new HyperLogLog(value.toBytes()) : null;
    }

    public boolean isDense() {
        return bytes[ENCODING_AT] == DENSE;
    }

    /** The bytes to store; valid until the next change. */
    public Slice bytes() {
        return new Slice().set(bytes, 0, length);
    }

    /** The count that is stored, -1 if it is out of date. */
    public long cachedCount() {
        long count = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            count = count << 8 | bytes[COUNT_AT + i] & 0xFF;
        }
        return bytes[COUNT_AT + 7] < 0 ? -1 : count;
    }

    public void cacheCount(long count) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[COUNT_AT + i] = (byte) (count >>> (8 * i));
        }
    }

    public void invalidateCount() {
        bytes[COUNT_AT + 7] |= (byte) 0x80;
    }

    /**
     * Adds an element.
     *
     * @param sparseMaxBytes the size up to which it may stay sparse
     * @return 1 if a register changed, 0 if not, -1 if the registers are damaged
     */
    public int add(Slice element, int sparseMaxBytes) {
        long hash = murmurHash(element.array(), element.offset(), element.length());
        int register = (int) hash & (REGISTERS - 1);
        int rank = Long.numberOfTrailingZeros(hash >>> 14 | 1L << 50) + 1;
        return raise(register, rank, sparseMaxBytes);
    }

    /** Lets a register be at least {@code rank}; returns what {@link #add} does. */
    public int raise(int register, int rank, int sparseMaxBytes) {
        if (isDense()) {
            return raiseDense(register, rank);
        }
        SparseRegisters sparse = new SparseRegisters(bytes, HEADER_BYTES, length);
        int changed = sparse.raise(register, rank, sparseMaxBytes);
        if (changed == SparseRegisters.TOO_LARGE) {
            return toDense() ? raiseDense(register, rank) : -1;
        }
        bytes = sparse.bytes();
        length = sparse.end();
        return changed;
    }

    /** Makes it dense; false if the sparse registers are damaged. */
    public boolean toDense() {
        if (isDense()) {
            return true;
        }
        byte[] registers = new byte[REGISTERS];
        if (!mergeInto(registers)) {
            return false;
        }
        byte[] dense = Arrays.copyOf(Arrays.copyOf(bytes, HEADER_BYTES), DENSE_BYTES);
        dense[ENCODING_AT] = DENSE;
        bytes = dense;
        length = DENSE_BYTES;
        for (int i = 0; i < REGISTERS; i++) {
            if (registers[i] > 0) {
                raiseDense(i, registers[i]);
            }
        }
        return true;
    }

    /** Raises each of {@link #REGISTERS} registers to this one's; false if these are damaged. */
    public boolean mergeInto(byte[] registers) {
        if (!isDense()) {
            return new SparseRegisters(bytes, HEADER_BYTES, length).mergeInto(registers);
        }
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], dense(i));
        }
        return true;
    }

    /** The sparse operations as Redis's PFDEBUG DECODE tells them. */
    public String decoded() {
        return new SparseRegisters(bytes, HEADER_BYTES, length).decoded();
    }

    /** How many different elements were added, estimated from the registers of one or of the union of several. */
    public static long count(byte[] registers) {
        int[] histogram = new int[64];
        for (byte register : registers) {
            histogram[register]++;
        }
        double m = REGISTERS;
        double z = m * tau((m - histogram[51]) / m);
        for (int rank = 50; rank >= 1; rank--) {
            z = (z + histogram[rank]) * 0.5;
        }
        z += m * sigma(histogram[0] / m);
        return Math.round(0.721347520444481703680 * m * m / z);
    }

    private static double tau(double of) {
        if (of == 0 || of == 1) {
            return 0;
        }
        double x = of;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (before != z);
        return z / 3;
    }

    private static double sigma(double of) {
        if (of == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = of;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (before != z);
        return z;
    }

    private int dense(int register) {
        int bit = register * 6;
        int at = HEADER_BYTES + bit / 8;
        int low = (bytes[at] & 0xFF) >>> (bit & 7);
        int high = at + 1 < length ? (bytes[at + 1] & 0xFF) << (8 - (bit & 7)) : 0;
        return (low | high) & 0x3F;
    }

    private int raiseDense(int register, int rank) {
        if (rank <= dense(register)) {
            return 0;
        }
        int bit = register * 6;
        int at = HEADER_BYTES + bit / 8;
        int shift = bit & 7;
        bytes[at] = (byte) (bytes[at] & ~(0x3F << shift) | rank << shift);
        if (at + 1 < length) {
            bytes[at + 1] = (byte) (bytes[at + 1] & ~(0x3F >>> (8 - shift)) | rank >>> (8 - shift));
        }
        return 1;
    }

    /** MurmurHash64A, little endian, with the seed that Redis uses. */
    static long murmurHash(byte[] array, int offset, int length) {
        long m = 0xc6a4a7935bd1e995L;
        long hash = 0xadc83b19L ^ length * m;
        int at = offset;
        for (; at + Long.BYTES <= offset + length; at += Long.BYTES) {
            long word = 0;
            for (int i = Long.BYTES - 1; i >= 0; i--) {
                word = word << 8 | array[at + i] & 0xFF;
            }
            word *= m;
            word ^= word >>> 47;
            hash = (hash ^ word * m) * m;
        }
        int rest = offset + length - at;
        if (rest > 0) {
            for (int i = rest - 1; i >= 0; i--) {
                hash ^= (array[at + i] & 0xFFL) << (8 * i);
            }
            hash *= m;
        }
        hash = (hash ^ hash >>> 47) * m;
        return hash ^ hash >>> 47;
    }
}
