package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int SEEDS = 300;

    /** What a reply waits for, and its bytes' end. */
    private record Owed(long lsn, long end) {}

    @Test
    void bytesLeaveInOrderExactlyWhenTheirMarksAllow() {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Run(seed).steps(200);
        }
    }

    /** A random life of an outbox beside a plain model of it. */
    private static final class Run {
        private final int seed;
        private final Random random;
        private final Outbox outbox = new Outbox(UnpooledByteBufAllocator.DEFAULT);
        private final List<Owed> owed = new ArrayList<>();
        private final ByteArrayOutputStream left = new ByteArrayOutputStream();
        private long written;
        private long lsn;
        private long committed;

        Run(int seed) {
            this.seed = seed;
            random = new Random(seed);
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                switch (random.nextInt(4)) {
                    case 0, 1 -> reply();
                    case 2 -> {
                        committed = Math.min(lsn, committed + random.nextInt(4));
                        outbox.advance(committed, 0);
                    }
                    default -> send();
                }
                assertThat((long) left.size() + outbox.releasedBytes())
                        .as("seed %d", seed)
                        .isEqualTo(mayLeave());
            }
            outbox.advance(lsn, 0);
            send();
            byte[] all = left.toByteArray();
            assertThat(all.length).isEqualTo(written);
            for (int i = 0; i < all.length; i++) {
                assertThat(all[i]).as("seed %d byte %d", seed, i).isEqualTo((byte) i);
            }
            outbox.free();
        }

        private void reply() {
            ByteBuf buffer = outbox.buffer();
            for (int n = 1 + random.nextInt(40); n > 0; n--) {
                buffer.writeByte((byte) written++);
            }
            long needs = 0;
            switch (random.nextInt(3)) {
                case 0 -> outbox.settle();
                case 1 -> {
                    needs = ++lsn;
                    outbox.hold(needs, Outbox.NO_ROUND, true, 1);
                }
                default -> {
                    needs = lsn;
                    if (needs <= committed && !outbox.holds()) {
                        outbox.settle();
                    } else {
                        outbox.hold(needs, Outbox.NO_ROUND, false, 1);
                    }
                }
            }
            owed.add(new Owed(needs, written));
        }

        private void send() {
            if (outbox.releasedBytes() > 0) {
                ByteBuf taken = outbox.take();
                byte[] bytes = new byte[taken.readableBytes()];
                taken.getBytes(taken.readerIndex(), bytes);
                left.writeBytes(bytes);
                outbox.giveBack(taken);
            }
        }

        /** Bytes up to the first reply that must wait. */
        private long mayLeave() {
            long end = 0;
            for (Owed one : owed) {
                if (one.lsn > committed) {
                    break;
                }
                end = one.end;
            }
            return end;
        }
    }
}
