package dev.interrex.node.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlabsTest {
    private final Memory memory = new Memory();
    private final Slabs slabs = new Slabs(memory);

    private record Piece(long address, long bytes, byte fill) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void slotsNeverOverlapAndTheAccountIsExact(long seed) {
        Random random = new Random(seed);
        List<Piece> pieces = new ArrayList<>();
        TreeMap<Long, Long> taken = new TreeMap<>();
        long used = 0;
        for (int phase = 0; phase < 4; phase++) {
            for (int i = 0; i < 30_000; i++) {
                if (random.nextInt(10) < (phase % 2 == 0 ? 7 : 3) || pieces.isEmpty()) {
                    Piece piece = allocated(random);
                    pieces.add(piece);
                    used += Slabs.slotBytes(piece.bytes);
                    assertFreeOf(taken, piece);
                    taken.put(piece.address, piece.bytes);
                } else {
                    Piece piece = pieces.set(random.nextInt(pieces.size()), pieces.getLast());
                    pieces.removeLast();
                    assertUntouched(piece);
                    slabs.free(piece.address, piece.bytes);
                    taken.remove(piece.address);
                    used -= Slabs.slotBytes(piece.bytes);
                }
                if (random.nextInt(1000) == 0) {
                    memory.discardSome(random.nextInt(100));
                }
                assertThat(slabs.usedBytes()).isEqualTo(used);
            }
            assertThat(slabs.reservedBytes()).isGreaterThanOrEqualTo(used).isEqualTo(memory.usedPageBytes());
        }
        for (Piece piece : pieces) {
            assertUntouched(piece);
            slabs.free(piece.address, piece.bytes);
        }
        assertThat(slabs.usedBytes()).isZero();
        assertThat(slabs.reservedBytes()).isZero();
        assertThat(memory.usedPageBytes()).isZero();
    }

    @Test
    void pagesThatAreFreeAreUsedAgain() {
        for (int round = 0; round < 5; round++) {
            int bytes = 100 + round * 40;
            List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                addresses.add(slabs.allocate(bytes));
            }
            addresses.forEach(address -> slabs.free(address, bytes));
            slabs.clear(Integer.MAX_VALUE);
            assertThat(memory.discardSome(1)).isTrue();
            assertThat(memory.discardSome(Integer.MAX_VALUE)).isFalse();
        }
        assertThat(memory.frontier() * (long) Memory.PAGE_BYTES).isLessThan(50_000L * 300 * 5 / 4);
        assertThat(memory.keptPageBytes()).isLessThanOrEqualTo(64L * Memory.PAGE_BYTES);
    }

    @Test
    void moreThanWasReservedMovesToALargerRange() {
        long first = slabs.allocate(100);
        memory.putLong(first, 42);
        long large = slabs.allocate(1_500_000_000);
        memory.putLong(large + 1_499_999_990, 43);
        long last = slabs.allocate(1_500_000_000);
        memory.putLong(last + 1_499_999_990, 44);
        assertThat(memory.getLong(first)).isEqualTo(42);
        assertThat(memory.getLong(large + 1_499_999_990)).isEqualTo(43);
        assertThatThrownBy(() -> memory.getLong(1L << 40)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void clearsInSlices() {
        for (int i = 0; i < 10_000; i++) {
            slabs.allocate(200);
        }
        long pages = slabs.reservedBytes() / Memory.PAGE_BYTES;
        assertThat(slabs.clear(10)).isEqualTo(10);
        assertThat(slabs.reservedBytes()).isEqualTo((pages - 10) * Memory.PAGE_BYTES);
        assertThat(slabs.clear(Integer.MAX_VALUE)).isEqualTo((int) pages - 10);
        assertThat(slabs.reservedBytes()).isZero();
    }

    @Test
    void clearingLeavesOtherKeyspacesAlone() {
        Slabs other = new Slabs(memory);
        long kept = other.allocate(1000);
        memory.putLong(kept, 42);
        for (int i = 0; i < 10_000; i++) {
            slabs.allocate(1 + i);
        }
        slabs.clear(Integer.MAX_VALUE);
        assertThat(slabs.usedBytes()).isZero();
        assertThat(memory.usedPageBytes()).isEqualTo(other.reservedBytes());
        for (int i = 0; i < 10_000; i++) {
            memory.putLong(slabs.allocate(8), -1);
        }
        assertThat(memory.getLong(kept)).isEqualTo(42);
    }

    @Test
    void classesWasteAnEighthAtMost() {
        for (int bytes = 1; bytes <= SizeClasses.LARGEST; bytes++) {
            long slot = Slabs.slotBytes(bytes);
            assertThat(slot % 8).isZero();
            assertThat(slot).isGreaterThanOrEqualTo(bytes);
            if (bytes > 64) {
                assertThat((double) slot / bytes).as("%d", bytes).isLessThan(1.15);
            }
        }
        for (int sizeClass = 0; sizeClass < SizeClasses.count(); sizeClass++) {
            int size = SizeClasses.size(sizeClass);
            int slab = SizeClasses.pages(sizeClass) * Memory.PAGE_BYTES;
            assertThat(slab % size / (double) slab).as("rest of %d", size).isLessThan(0.02);
        }
    }

    @Test
    void accessOutsideIsRefused() {
        assertThatThrownBy(() -> memory.getLong(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.getLong(1L << 60)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slabs.allocate(1L << 40)).isInstanceOf(MemoryExhaustedException.class);
        assertThat(slabs.usedBytes()).isZero();
    }

    @Test
    void bytesAreComparedAtEveryLengthAndOffset() {
        byte[] array = new byte[40];
        new Random(1).nextBytes(array);
        long address = slabs.allocate(40);
        for (int offset = 0; offset < 8; offset++) {
            for (int length = 0; length <= 32; length++) {
                memory.put(address, array, offset, length);
                assertThat(memory.equal(address, array, offset, length)).isTrue();
                for (int i = 0; i < length; i++) {
                    memory.putByte(address + i, ~array[offset + i]);
                    assertThat(memory.equal(address, array, offset, length)).isFalse();
                    memory.putByte(address + i, array[offset + i]);
                }
            }
        }
    }

    private Piece allocated(Random random) {
        long bytes = switch (random.nextInt(50)) {
            case 0 -> 1 + random.nextInt(200_000);
            case 1, 2, 3 -> 1 + random.nextInt(70_000);
            default -> 1 + random.nextInt(300);
        };
        Piece piece = new Piece(slabs.allocate(bytes), bytes, (byte) random.nextInt());
        memory.putByte(piece.address, piece.fill);
        memory.putByte(piece.address + bytes - 1, piece.fill);
        return piece;
    }

    private void assertUntouched(Piece piece) {
        assertThat((byte) memory.getByte(piece.address)).isEqualTo(piece.fill);
        assertThat((byte) memory.getByte(piece.address + piece.bytes - 1)).isEqualTo(piece.fill);
    }

    private static void assertFreeOf(TreeMap<Long, Long> taken, Piece piece) {
        Map.Entry<Long, Long> before = taken.floorEntry(piece.address);
        assertThat(before == null || before.getKey() + before.getValue() <= piece.address)
                .isTrue();
        Map.Entry<Long, Long> after = taken.higherEntry(piece.address);
        assertThat(after == null || piece.address + piece.bytes <= after.getKey())
                .isTrue();
    }
}
