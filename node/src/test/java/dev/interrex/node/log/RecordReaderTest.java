package dev.interrex.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interrex.model.LogPosition;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private final SampleLog log = new SampleLog(1 << 16);
    private final RecordReader reader = new RecordReader();

    private static ByteBuffer heapCopy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    @Test
    void walksRecordsWithTheirHeaders() throws CorruptRecordException {
        long first = log.append(10);
        log.ring().appendBarrier(3, 77);
        log.epoch(3).append(1);
        log.ring().publish();

        reader.over(log.bytesFrom(0), LogPosition.START);
        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(RecordKind.EFFECTS);
        assertThat(reader.epoch()).isEqualTo(1);
        assertThat(reader.prevEpoch()).isZero();
        assertThat(reader.lsn()).isZero();
        assertThat(reader.endLsn()).isEqualTo(first).isEqualTo(RecordReader.OVERHEAD_BYTES + 10);
        assertThat(reader.logTimeMs()).isEqualTo(1_000_000);
        byte[] effects = new byte[reader.effects().remaining()];
        reader.effects().get(effects);
        assertThat(effects).isEqualTo(SampleLog.effects(0, 10));

        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(RecordKind.BARRIER);
        assertThat(reader.epoch()).isEqualTo(3);
        assertThat(reader.prevEpoch()).isEqualTo(1);
        assertThat(reader.logTimeMs()).isEqualTo(77);
        assertThat(reader.effects().hasRemaining()).isFalse();

        assertThat(reader.next()).isTrue();
        assertThat(reader.prevEpoch()).isEqualTo(3);
        assertThat(reader.next()).isFalse();
        assertThat(reader.endLsn()).isEqualTo(log.ring().endLsn());
    }

    @Test
    void everyFlippedBitIsFound() {
        log.append(20);
        log.append(5);
        log.ring().publish();
        ByteBuffer good = heapCopy(log.bytesFrom(0));
        for (int bit = 0; bit < good.limit() * 8; bit++) {
            ByteBuffer bad = heapCopy(good);
            bad.put(bit / 8, (byte) (bad.get(bit / 8) ^ (1 << (bit % 8))));
            assertThatExceptionOfType(CorruptRecordException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> {
                        reader.over(bad, LogPosition.START);
                        while (reader.next()) {
                            assertThat(reader.length()).isPositive();
                        }
                    });
        }
    }

    @Test
    void everyCutIsFound() {
        log.append(20);
        log.ring().publish();
        ByteBuffer good = heapCopy(log.bytesFrom(0));
        for (int length = 1; length < good.limit(); length++) {
            ByteBuffer cut = heapCopy(good).limit(length);
            assertThatExceptionOfType(CorruptRecordException.class)
                    .as("length %d", length)
                    .isThrownBy(() -> reader.over(cut).next());
        }
    }

    @Test
    void theFirstRecordMustContinueTheLog() {
        log.append(1);
        long second = log.append(1);
        log.ring().publish();
        ByteBuffer bytes = log.bytesFrom(second);
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() ->
                        reader.over(log.bytesFrom(0), new LogPosition(0, 1)).next())
                .withMessageContaining("found LSN 0")
                .satisfies(e -> assertThat(e.lsn()).isEqualTo(1));
        assertThat(bytes.hasRemaining()).isFalse();
        long third = log.append(1);
        log.ring().publish();
        assertThat(third).isGreaterThan(second);
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> reader.over(log.bytesFrom(second), new LogPosition(2, second))
                        .next())
                .withMessageContaining("follows epoch 1, not 2");
    }

    @Test
    void aHoleBetweenRecordsIsFound() {
        log.append(1);
        long second = log.append(1);
        log.append(1);
        log.ring().publish();
        ByteBuffer holey = ByteBuffer.allocate(log.bytesFrom(0).remaining());
        holey.put(log.bytesFrom(0).limit((int) (second / 2)))
                .put(log.bytesFrom(second))
                .flip();
        reader.over(holey);
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> {
                    assertThat(reader.next()).isTrue();
                    reader.next();
                })
                .withMessageContaining("found LSN " + second);
    }

    @Test
    void walksFromThePositionAndLeavesTheBufferAlone() throws CorruptRecordException {
        long second = log.append(3);
        log.append(4);
        log.ring().publish();
        ByteBuffer bytes = log.bytesFrom(0);
        bytes.position((int) second);
        reader.over(bytes, new LogPosition(1, second));
        assertThat(reader.next()).isTrue();
        assertThat(reader.offset()).isEqualTo((int) second);
        assertThat(RecordReader.lsnAt(bytes, reader.offset())).isEqualTo(second);
        assertThat(RecordReader.lengthAt(bytes, reader.offset())).isEqualTo(reader.length());
        assertThat(reader.next()).isFalse();
        assertThat(bytes.position()).isEqualTo((int) second);
    }
}
