package dev.interrex.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordGroupTest {
    private static final int CAPACITY = 1 << 20;
    private static final byte[] EFFECT = SampleLog.effects(0, 1 << 16);

    private final LogRing ring = new LogRing(CAPACITY);
    private final RecordGroup group = new RecordGroup(ring);
    private final LogTime time = new LogTime();

    private long command(int effectBytes, long wallMs) {
        group.open(1, time, wallMs);
        ring.writeBytes(EFFECT, 0, effectBytes);
        return group.seal();
    }

    /** Lengths of the records of the log. */
    private List<Integer> records() throws CorruptRecordException {
        ring.publish();
        ByteBuffer bytes = ByteBuffer.allocate((int) ring.endLsn());
        assertThat(ring.read(0, bytes)).isEqualTo(bytes.capacity());
        RecordReader reader = new RecordReader();
        reader.over(bytes.flip());
        List<Integer> lengths = new ArrayList<>();
        while (reader.next()) {
            lengths.add(reader.length() - RecordReader.OVERHEAD_BYTES);
        }
        return lengths;
    }

    @Test
    void commandsOutsideOfGroupsHaveRecordsOfTheirOwn() throws CorruptRecordException {
        assertThat(command(5, 1)).isEqualTo(ring.endLsn());
        assertThat(command(7, 1)).isEqualTo(ring.endLsn());
        assertThat(records()).containsExactly(5, 7);
    }

    @Test
    void commandsOfOneGroupShareOneRecord() throws CorruptRecordException {
        group.begin();
        command(5, 1);
        command(7, 1);
        assertThat(ring.endLsn()).isZero();
        assertThat(group.end()).isTrue();
        group.begin();
        command(3, 1);
        assertThat(group.end()).isTrue();
        assertThat(records()).containsExactly(12, 3);
    }

    @Test
    void commitsPassEveryCommandOfRecordAtOnce() {
        group.begin();
        long before = group.positionLsn();
        long first = command(5, 1);
        long second = command(7, 1);
        group.end();
        assertThat(before).isZero();
        assertThat(first).isGreaterThan(before).isLessThan(second);
        assertThat(second).isEqualTo(ring.endLsn()).isEqualTo(group.positionLsn());
    }

    @Test
    void commandsWithoutEffectsLeaveNothing() {
        group.begin();
        assertThat(command(0, 1)).isZero();
        assertThat(command(0, 1)).isZero();
        assertThat(group.end()).isTrue();
        assertThat(group.end()).isFalse();
        assertThat(ring.endLsn()).isZero();
    }

    @Test
    void effectsAreThoseOfTheCommandThatWrites() {
        group.begin();
        command(5, 1);
        assertThat(group.hasEffects()).isFalse();
        group.open(1, time, 1);
        assertThat(group.hasEffects()).isFalse();
        ring.writeByte(1);
        assertThat(group.hasEffects()).isTrue();
        group.seal();
        assertThat(group.hasEffects()).isFalse();
    }

    @Test
    void commandsOfOneRecordHaveItsTime() {
        group.begin();
        command(5, 1000);
        command(5, 2000);
        assertThat(group.timeMs()).isEqualTo(1000);
        group.end();
        command(5, 1500);
        assertThat(group.timeMs()).isEqualTo(1500);
    }

    @Test
    void largestCommandFitsBehindOthers() throws CorruptRecordException {
        int shared = ring.maxEffectBytes() - group.maxEffectBytes();
        group.begin();
        command(shared - 1, 1);
        group.open(1, time, 1);
        for (int left = group.maxEffectBytes(); left > 0; left -= EFFECT.length) {
            ring.writeBytes(EFFECT, 0, Math.min(left, EFFECT.length));
        }
        group.seal();
        command(1, 1);
        group.end();
        assertThat(records()).containsExactly(shared - 1 + group.maxEffectBytes(), 1);
    }

    @Test
    void roomIsCountedFromWhatIsOpen() {
        long left = CAPACITY - RecordReader.OVERHEAD_BYTES;
        assertThat(ring.hasRoomFor(left)).isTrue();
        group.begin();
        command(100, 1);
        assertThat(ring.hasRoomFor(left - 100)).isFalse();
        assertThat(ring.hasRoomFor(left - 100 - RecordReader.OVERHEAD_BYTES)).isTrue();
    }

    @Test
    void groupThatEndsWithinCommandLeavesItsRecordToTheCommand() throws CorruptRecordException {
        group.begin();
        command(5, 1);
        group.open(1, time, 1);
        ring.writeByte(1);
        assertThat(group.end()).isFalse();
        ring.writeByte(2);
        assertThat(group.seal()).isEqualTo(ring.endLsn());
        assertThat(records()).containsExactly(7);
    }

    @Test
    void commandsDoNotWriteWithinEachOther() {
        group.begin();
        group.open(1, time, 1);
        assertThatIllegalStateException().isThrownBy(() -> group.open(1, time, 1));
        group.seal();
        assertThatIllegalStateException().isThrownBy(group::seal);
    }

    @Test
    void nobodyElseWritesToSharedRecord() {
        group.begin();
        command(5, 1);
        assertThatIllegalStateException().isThrownBy(() -> ring.appendBarrier(2, 1));
        assertThatIllegalStateException().isThrownBy(() -> ring.truncateTo(0));
    }
}
