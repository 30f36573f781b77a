package dev.interrex.node.log;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** A primary's log for tests: a ring with a shorthand for records, whose effects can be predicted from their LSN. */
public final class SampleLog {
    private final LogRing ring;
    private long epoch;

    public SampleLog(long capacityBytes) {
        this(capacityBytes, LogPosition.START, EpochHistory.EMPTY);
    }

    public SampleLog(long capacityBytes, LogPosition end, EpochHistory history) {
        ring = new LogRing(capacityBytes, end, history);
        epoch = Math.max(1, end.epoch());
    }

    public LogRing ring() {
        return ring;
    }

    public SampleLog epoch(long newEpoch) {
        epoch = newEpoch;
        return this;
    }

    /** A record with this many bytes of effects; returns its end. */
    public long append(int effectBytes) {
        ring.open(epoch, 1_000_000 + ring.endLsn());
        ring.writeBytes(effects(ring.endLsn(), effectBytes), 0, effectBytes);
        return ring.seal();
    }

    /** Some records, published; returns their end. */
    public long appendSome(int records, int maxEffectBytes, RandomGenerator random) {
        for (int i = 0; i < records; i++) {
            append(1 + random.nextInt(maxEffectBytes));
        }
        ring.publish();
        return ring.endLsn();
    }

    /** All published bytes from {@code lsn} on, in a direct buffer. */
    public ByteBuffer bytesFrom(long lsn) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) (ring.publishedLsn() - lsn));
        if (bytes.hasRemaining() && ring.read(lsn, bytes) != bytes.capacity()) {
            throw new AssertionError("no longer in the ring: " + lsn);
        }
        return bytes.flip();
    }

    /** The effects that the record at {@code lsn} has. */
    public static byte[] effects(long lsn, int bytes) {
        byte[] effects = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            effects[i] = (byte) (lsn * 31 + i);
        }
        return effects;
    }
}
