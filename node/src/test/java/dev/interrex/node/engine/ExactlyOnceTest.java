package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.node.engine.ExactlyOnce.Answer;
import dev.interrex.node.engine.ExactlyOnce.Ruling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {
    private static final Slice ONE = Slice.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    private static final Slice OTHER = Slice.of(new byte[16]);

    private final EffectBuffer log = new EffectBuffer();
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final ExactlyOnce sessions = engine.exactlyOnce();

    ExactlyOnceTest() {
        engine.attach(log);
        engine.now(1_000);
    }

    private static Answer reply(String text) {
        return new Answer(text.getBytes(StandardCharsets.US_ASCII), 3);
    }

    @Test
    void anAnsweredOperationIsAnsweredAgainUntilItIsAcknowledged() {
        sessions.open(ONE);
        assertThat(sessions.rule(ONE, 1)).isEqualTo(Ruling.EXECUTE);
        sessions.answered(ONE, 1, 0, reply(":1"));
        sessions.answered(ONE, 3, 0, reply(":3"));
        assertThat(sessions.rule(ONE, 1)).isEqualTo(Ruling.ANSWERED);
        assertThat(sessions.answer(ONE, 1)).isEqualTo(sessions.answer(ONE, 1));
        assertThat(sessions.rule(ONE, 2)).isEqualTo(Ruling.EXECUTE);
        sessions.answered(ONE, 4, 1, reply(":4"));
        assertThat(sessions.rule(ONE, 1)).isEqualTo(Ruling.ACKNOWLEDGED);
        assertThat(sessions.rule(ONE, 3)).isEqualTo(Ruling.ANSWERED);
        assertThat(sessions.rule(OTHER, 3)).isEqualTo(Ruling.NO_SESSION);
    }

    @Test
    void aSessionThatExpiredExecutesNothingAnyMore() {
        sessions.open(ONE);
        sessions.answered(ONE, 1, 0, reply(":1"));
        engine.now(5_000);
        sessions.open(OTHER);
        assertThat(sessions.expire(4_001, 10)).isZero();
        assertThat(sessions.expire(4_000, 10)).isEqualTo(1);
        assertThat(sessions.rule(ONE, 2)).isEqualTo(Ruling.NO_SESSION);
        assertThat(sessions.rule(OTHER, 2)).isEqualTo(Ruling.EXECUTE);
        assertThat(sessions.close(OTHER)).isTrue();
        assertThat(sessions.memoryBytes()).isZero();
    }

    @Test
    void theWindowIsBounded() {
        sessions.open(ONE);
        for (int seq = 1; seq <= ExactlyOnce.WINDOW; seq++) {
            sessions.answered(ONE, seq, 0, reply("+OK"));
        }
        assertThat(sessions.rule(ONE, ExactlyOnce.WINDOW + 1)).isEqualTo(Ruling.WINDOW_FULL);
        assertThat(sessions.rule(ONE, ExactlyOnce.WINDOW)).isEqualTo(Ruling.ANSWERED);
    }

    @Test
    void replicasAndSnapshotsKnowTheSame() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            Slice id = random.nextBoolean() ? ONE : OTHER;
            engine.now(1_000 + i);
            switch (random.nextInt(20)) {
                case 0 -> sessions.close(id);
                case 1, 2 -> sessions.open(id);
                default -> {
                    if (sessions.exists(id)) {
                        sessions.answered(
                                id, 1 + i, random.nextInt(i + 1), reply(":" + "1".repeat(random.nextInt(200))));
                    }
                }
            }
        }
        sessions.open(ONE);
        sessions.answered(ONE, 5_000, 4_999, reply("+OK"));
        sessions.answered(ONE, 5_001, 5_000, reply("+OK"));
        Engine replica = new Engine(EngineSettings.defaults(), 2);
        ByteBuffer effects = ByteBuffer.allocate(log.size());
        log.drainTo(effects);
        replica.apply(effects.flip(), 9_999);
        assertThat(replica.digest()).isEqualTo(engine.digest());

        Engine loaded = new Engine(EngineSettings.defaults(), 3);
        try (SnapshotCursor cursor = engine.beginSnapshot()) {
            sessions.answered(ONE, 6_000, 5_001, reply("after the snapshot"));
            ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
            while (!cursor.write(chunk, 10)) {
                assertThat(chunk.hasRemaining()).isTrue();
            }
            loaded.load(chunk.flip());
        }
        assertThat(loaded.digest()).isEqualTo(replica.digest());
        assertThat(loaded.exactlyOnce().rule(ONE, 5_000)).isEqualTo(Ruling.ACKNOWLEDGED);
        assertThat(loaded.exactlyOnce().memoryBytes())
                .isEqualTo(replica.exactlyOnce().memoryBytes());
    }

    @Test
    void aDamagedEffectIsRefused() {
        EffectBuffer damaged = new EffectBuffer();
        new Effects()
                .to(damaged, 0)
                .op(Effects.SESSION_OPEN)
                .bytes(new byte[15])
                .number(1)
                .number(0);
        ByteBuffer bytes = ByteBuffer.allocate(damaged.size());
        damaged.drainTo(bytes);
        assertThatThrownBy(() -> engine.apply(bytes.flip(), 1)).isInstanceOf(CorruptEffectException.class);
    }
}
