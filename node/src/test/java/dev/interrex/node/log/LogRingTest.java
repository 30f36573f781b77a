package dev.interrex.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogRingTest {
    private static final int CAPACITY = LogRing.MIN_CAPACITY_BYTES;

    private final SampleLog log = new SampleLog(CAPACITY);
    private final LogRing ring = log.ring();
    private final ByteBuffer target = ByteBuffer.allocate(CAPACITY);
    private final RecordReader reader = new RecordReader();

    private int verifiedRecords(LogPosition after) throws CorruptRecordException {
        int records = 0;
        reader.over(target.duplicate().flip(), after);
        while (reader.next()) {
            byte[] effects = new byte[reader.effects().remaining()];
            reader.effects().get(effects);
            assertThat(effects).isEqualTo(SampleLog.effects(reader.lsn(), effects.length));
            records++;
        }
        return records;
    }

    @Test
    void readersSeeOnlyWhatIsPublished() {
        log.append(5);
        assertThat(ring.read(0, target)).isZero();
        ring.publish();
        assertThat(ring.read(0, target)).isEqualTo((int) ring.endLsn());
        assertThat(target.position()).isEqualTo((int) ring.endLsn());
        assertThat(ring.read(ring.endLsn(), target)).isZero();
    }

    @Test
    void recordsSurviveEveryWrapPosition() throws CorruptRecordException {
        var random = new SplittableRandom(1);
        LogPosition at = ring.end();
        for (int i = 0; i < 20_000; i++) {
            int bytes = 1 + random.nextInt(120);
            assertThat(ring.hasRoomFor(bytes)).isTrue();
            log.append(bytes);
            ring.publish();
            target.clear();
            assertThat(ring.read(at.lsn(), target)).isEqualTo(RecordReader.OVERHEAD_BYTES + bytes);
            assertThat(verifiedRecords(at)).isEqualTo(1);
            at = ring.end();
            ring.releaseUpTo(at.lsn());
        }
        assertThat(at.lsn()).isGreaterThan(100L * CAPACITY);
    }

    @Test
    void varLongsAreLeb128() {
        for (long value : new long[] {0, 1, 127, 128, 300, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
            long start = ring.endLsn();
            ring.open(1, 0);
            ring.writeVarLong(value);
            ring.seal();
            ring.publish();
            target.clear();
            ring.read(start, target);
            long read = 0;
            for (int i = RecordReader.OVERHEAD_BYTES, shift = 0; i < target.position(); i++, shift += 7) {
                read |= (target.get(i) & 0x7fL) << shift;
            }
            assertThat(read).isEqualTo(value);
            assertThat(target.get(target.position() - 1)).isGreaterThanOrEqualTo((byte) 0);
        }
        assertThat(target.position() - RecordReader.OVERHEAD_BYTES)
                .as("bytes of -1")
                .isEqualTo(10);
    }

    @Test
    void anEmptyOrAbortedRecordLeavesNoTrace() {
        log.append(5);
        LogPosition before = ring.end();
        ring.open(1, 0);
        assertThat(ring.seal()).isEqualTo(before.lsn());
        ring.open(2, 0);
        ring.writeByte(7);
        ring.abort();
        assertThat(ring.end()).isEqualTo(before);
        assertThat(ring.history().lastEpoch()).isEqualTo(1);
        log.append(6);
        ring.publish();
        assertThat(ring.read(0, target)).isEqualTo(2 * RecordReader.OVERHEAD_BYTES + 11);
    }

    @Test
    void whatIsNotReleasedIsNeverOverwritten() {
        int effects = 100;
        int fits = 0;
        while (ring.hasRoomFor(effects)) {
            log.append(effects);
            fits++;
        }
        assertThat(fits).isEqualTo(CAPACITY / (effects + RecordReader.OVERHEAD_BYTES));
        ring.publish();
        assertThat(ring.startLsn()).isZero();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> log.append(effects))
                .withMessageContaining("log ring overrun");
        ring.abort();
        target.clear();
        assertThat(ring.read(0, target)).isEqualTo((int) ring.endLsn());

        ring.releaseUpTo(effects + RecordReader.OVERHEAD_BYTES);
        assertThat(ring.hasRoomFor(effects)).isTrue();
        log.append(effects);
        ring.publish();
        target.clear();
        assertThat(ring.read(0, target)).isEqualTo(LogRing.NOT_HERE);
        assertThat(ring.read(effects + RecordReader.OVERHEAD_BYTES, target)).isPositive();
    }

    @Test
    void theLastByteOfRoomCanBeUsed() {
        log.append(CAPACITY / 4 - RecordReader.OVERHEAD_BYTES);
        log.append(CAPACITY / 4 - RecordReader.OVERHEAD_BYTES);
        log.append(CAPACITY / 4 - RecordReader.OVERHEAD_BYTES);
        int left = CAPACITY / 4 - RecordReader.OVERHEAD_BYTES;
        assertThat(ring.hasRoomFor(left)).isTrue();
        assertThat(ring.hasRoomFor(left + 1)).isFalse();
        ring.open(1, 0);
        for (int i = 0; i < left; i++) {
            ring.writeVarLong(1);
        }
        assertThat(ring.seal()).isEqualTo(CAPACITY);
        ring.publish();
        assertThat(ring.read(0, target)).isEqualTo(CAPACITY);
    }

    @Test
    void aRecordIsAtMostAQuarterOfTheRing() {
        assertThat(ring.maxEffectBytes()).isEqualTo(CAPACITY / 4 - RecordReader.OVERHEAD_BYTES);
        assertThat(log.append(ring.maxEffectBytes())).isEqualTo(CAPACITY / 4);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> log.append(ring.maxEffectBytes() + 1));
    }

    @Test
    void readTakesWholeRecordsAsFarAsTheyFit() {
        long one = log.append(10);
        long two = log.append(20);
        log.append(30);
        ring.publish();
        target.limit((int) two + 5);
        assertThat(ring.read(0, target)).isEqualTo((int) two);
        target.clear().limit((int) one - 1);
        assertThat(ring.read(0, target)).isEqualTo(-(int) one);
        assertThat(target.position()).isZero();
    }

    @Test
    void barrierBeginsAnEpochAndTheHistoryKeepsStep() {
        long first = log.append(10);
        ring.appendBarrier(4, 9);
        log.epoch(4).append(1);
        assertThat(ring.history().starts())
                .containsExactly(new EpochHistory.Start(1, 0), new EpochHistory.Start(4, first));
        assertThat(ring.end()).isEqualTo(new LogPosition(4, ring.endLsn()));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> ring.open(3, 0));
    }

    @Test
    void truncationForgetsRecordsEpochsAndReaders() throws CorruptRecordException {
        long first = log.append(10);
        ring.appendBarrier(4, 9);
        log.epoch(4).append(1);
        ring.publish();
        long old = ring.endLsn();
        ring.truncateTo(first);
        assertThat(ring.end()).isEqualTo(new LogPosition(1, first));
        assertThat(ring.publishedLsn()).isEqualTo(first);
        assertThat(ring.read(old, target)).isEqualTo(LogRing.NOT_HERE);
        assertThat(ring.read(first, target)).isZero();
        ring.appendBarrier(5, 9);
        ring.publish();
        ring.read(0, target);
        assertThat(verifiedRecords(LogPosition.START)).isEqualTo(2);
        assertThat(ring.history().starts())
                .containsExactly(new EpochHistory.Start(1, 0), new EpochHistory.Start(5, first));
    }

    @Test
    void truncationBelowTheRingLeavesAnEmptyOneThatGoesOn() throws CorruptRecordException {
        long boundary = log.append(10);
        for (int i = 0; i < 500; i++) {
            log.append(100);
            ring.releaseUpTo(ring.endLsn());
        }
        ring.publish();
        assertThat(ring.startLsn()).isGreaterThan(boundary);
        ring.truncateTo(boundary);
        assertThat(ring.read(0, target)).isEqualTo(LogRing.NOT_HERE);
        log.append(7);
        ring.publish();
        target.clear();
        assertThat(ring.read(boundary, target)).isEqualTo(RecordReader.OVERHEAD_BYTES + 7);
        assertThat(verifiedRecords(new LogPosition(1, boundary))).isEqualTo(1);
    }

    @Test
    void startsAnywhereInALog() {
        var history = new EpochHistory(List.of(new EpochHistory.Start(2, 100)));
        var late = new SampleLog(CAPACITY, new LogPosition(2, 5000), history);
        assertThat(late.ring().read(4999, target)).isEqualTo(LogRing.NOT_HERE);
        late.append(3);
        late.ring().publish();
        assertThat(late.ring().read(5000, target)).isEqualTo(RecordReader.OVERHEAD_BYTES + 3);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new LogRing(CAPACITY, new LogPosition(3, 5000), history));
    }

    @Test
    void aReplicaHasTheSameBytesAndHistory() throws CorruptRecordException {
        var replica = new LogRing(CAPACITY);
        log.append(100);
        ring.appendBarrier(2, 5);
        log.epoch(2).append(50);
        ring.publish();
        replica.appendRaw(log.bytesFrom(0));
        replica.publish();
        assertThat(replica.end()).isEqualTo(ring.end());
        assertThat(replica.history()).isEqualTo(ring.history());
        ByteBuffer copy = ByteBuffer.allocate(CAPACITY);
        replica.read(0, copy);
        assertThat(copy.flip()).isEqualTo(log.bytesFrom(0));
    }

    @Test
    void corruptInputIsNeverAppendedNotEvenItsGoodPart() throws CorruptRecordException {
        long first = log.append(100);
        log.append(50);
        ring.publish();
        ByteBuffer good = log.bytesFrom(0);
        for (int at = 0; at < good.limit(); at++) {
            var replica = new LogRing(CAPACITY);
            ByteBuffer bad =
                    ByteBuffer.allocate(good.limit()).put(good.duplicate()).flip();
            bad.put(at, (byte) (bad.get(at) ^ 0x10));
            assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> replica.appendRaw(bad));
            assertThat(replica.end()).isEqualTo(LogPosition.START);
            assertThat(replica.history()).isEqualTo(EpochHistory.EMPTY);
        }
        var replica = new LogRing(CAPACITY);
        replica.appendRaw(good.duplicate().limit((int) first));
        assertThatExceptionOfType(CorruptRecordException.class)
                .as("twice the same")
                .isThrownBy(() -> replica.appendRaw(good.duplicate().limit((int) first)));
        replica.appendRaw(good.duplicate().position((int) first));
        assertThat(replica.end()).isEqualTo(ring.end());
    }

    @Test
    void writingAndReadingAllocateNothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuffer direct = ByteBuffer.allocateDirect(CAPACITY);
        byte[] effects = new byte[100];
        long allocated = 0;
        for (int round = 0; round < 4; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50_000; i++) {
                long from = ring.endLsn();
                ring.open(1, i);
                ring.writeByte(3);
                ring.writeVarLong(i);
                ring.writeBytes(effects, 0, effects.length);
                ring.seal();
                ring.publish();
                ring.read(from, direct.clear());
                ring.releaseUpTo(ring.endLsn());
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes for 50,000 records").isLessThan(10_000);
    }
}
