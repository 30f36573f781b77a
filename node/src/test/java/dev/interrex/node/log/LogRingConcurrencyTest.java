package dev.interrex.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Readers that the writer laps all the time: whatever {@code read} returns is undamaged. */
class LogRingConcurrencyTest {
    private static final int CAPACITY = 1 << 14;
    private static final int READERS = 3;

    private record Seen(long records, long lost) {}

    @Test
    void aReaderNeverGetsOverwrittenBytes() throws Exception {
        var log = new SampleLog(CAPACITY);
        LogRing ring = log.ring();
        var random = new SplittableRandom(7);
        List<Seen> seen = race(ring, 1_000_000, round -> {
            log.append(1 + random.nextInt(300));
            ring.releaseUpTo(ring.endLsn());
            ring.publish();
        });
        assertThat(seen).allSatisfy(one -> assertThat(one.records()).isPositive());
        assertThat(seen.stream().mapToLong(Seen::lost).sum())
                .as("readers were lapped")
                .isPositive();
    }

    /**
     * Of every four records two are cut off again and written anew with other bytes: a reader gets the one or the other, never a
     * mixture. A record's log time tells the round that wrote it.
     */
    @Test
    void aReaderNeverGetsAMixtureOfTwoHistories() throws Exception {
        LogRing ring = new LogRing(CAPACITY);
        byte[] effects = new byte[100];
        List<Seen> seen = race(ring, 300_000, round -> {
            long boundary = 0;
            for (int i = 0; i < 4; i++) {
                ring.open(1, round);
                ring.writeBytes(effects, 0, effects.length);
                ring.seal();
                ring.publish();
                boundary = i == 1 ? ring.endLsn() : boundary;
            }
            ring.truncateTo(boundary);
            ring.releaseUpTo(boundary);
        });
        assertThat(seen).allSatisfy(one -> assertThat(one.records()).isPositive());
    }

    /** Writes for so many rounds, and on until each reader got something: on a busy machine one may have had no turn long enough. */
    private static List<Seen> race(LogRing ring, int rounds, IntConsumer writer) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(READERS)) {
            var stop = new AtomicBoolean();
            var without = new CountDownLatch(READERS);
            List<Future<Seen>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int bufferBytes = 1000 << (2 * i);
                Callable<Seen> reader = () -> readUntil(ring, stop::get, bufferBytes, without);
                readers.add(executor.submit(reader));
            }
            try {
                for (int round = 0; round < rounds || without.getCount() > 0; round++) {
                    writer.accept(round);
                    if (round >= rounds && readers.stream().anyMatch(Future::isDone)) {
                        break;
                    }
                }
            } finally {
                stop.set(true);
            }
            List<Seen> seen = new ArrayList<>();
            for (Future<Seen> reader : readers) {
                seen.add(reader.get());
            }
            return seen;
        }
    }

    private static Seen readUntil(LogRing ring, BooleanSupplier stop, int bufferBytes, CountDownLatch without)
            throws CorruptRecordException {
        ByteBuffer target = ByteBuffer.allocateDirect(bufferBytes);
        var reader = new RecordReader();
        long at = 0;
        long records = 0;
        long lost = 0;
        while (!stop.getAsBoolean()) {
            int copied = ring.read(at, target.clear());
            if (copied == LogRing.NOT_HERE) {
                at = ring.publishedLsn();
                lost++;
                continue;
            }
            reader.over(target.flip());
            long round = -1;
            int ofRound = 0;
            while (reader.next()) {
                assertThat(reader.lsn()).isEqualTo(at);
                boolean roundContinues = reader.logTimeMs() == round;
                assertThat(roundContinues || ofRound <= 2).isTrue();
                ofRound = roundContinues ? ofRound + 1 : 1;
                round = reader.logTimeMs();
                at = reader.endLsn();
                if (records++ == 0) {
                    without.countDown();
                }
            }
        }
        return new Seen(records, lost);
    }
}
