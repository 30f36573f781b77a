package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectsTest {
    private final EffectBuffer log = new EffectBuffer();
    private final Engine primary = new Engine(EngineSettings.defaults(), 1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void appliedEffectsMakeTheSameState(long seed) {
        primary.attach(log);
        Engine replica = new Engine(EngineSettings.defaults(), seed);
        RandomMutations mutations = new RandomMutations(seed, 200);
        for (int i = 0; i < 20_000; i++) {
            mutations.step(primary);
        }
        replica.apply(bytes(log), mutations.nowMs());
        assertThat(replica.digest()).isEqualTo(primary.digest());
        assertThat(replica.changes()).isPositive();
    }

    @Test
    void effectsOfEveryRecordAloneMakeTheSameState() {
        Engine replica = new Engine(EngineSettings.defaults(), 2);
        RandomMutations mutations = new RandomMutations(7, 50);
        for (int i = 0; i < 5_000; i++) {
            EffectBuffer record = new EffectBuffer();
            primary.attach(record);
            mutations.step(primary);
            ByteBuffer direct = ByteBuffer.allocateDirect(record.size());
            record.drainTo(direct);
            replica.apply(direct.flip(), mutations.nowMs());
            if (i % 100 == 0) {
                assertThat(replica.digest()).isEqualTo(primary.digest());
            }
        }
    }

    @Test
    void replicaNeverExpiresByItself() {
        Engine replica = new Engine(EngineSettings.defaults(), 2);
        primary.attach(log);
        primary.now(1000);
        primary.database(0).strings().put(Slice.of("k"), Slice.of("v"), 2000);
        replica.apply(bytes(log), 1000);
        replica.now(5000);
        assertThat(replica.database(0).exists(Slice.of("k"))).isFalse();
        assertThat(replica.expireCycle(5000, 10)).isZero();
        assertThat(replica.digest()).isEqualTo(primary.digest());
    }

    @Test
    void readThatSeesAnExpiryLogsTheDelete() {
        primary.attach(log);
        primary.now(1000);
        primary.database(0).strings().put(Slice.of("k"), Slice.of("v"), 2000);
        int before = log.size();
        primary.now(2000);
        assertThat(primary.database(0).strings().get(Slice.of("k"))).isNotNull();
        assertThat(log.size()).isEqualTo(before);
        primary.now(2001);
        assertThat(primary.database(0).strings().get(Slice.of("k"))).isNull();
        assertThat(log.size()).isGreaterThan(before);
        Engine replica = new Engine(EngineSettings.defaults(), 2);
        replica.apply(bytes(log), 2001);
        assertThat(replica.database(0).size()).isZero();
    }

    @Test
    void mutationWithoutEffectLogsNothing() {
        primary.attach(log);
        Database db = primary.database(0);
        db.delete(Slice.of("k"));
        db.expireAt(Slice.of("k"), 5);
        db.persist(Slice.of("k"));
        db.rename(Slice.of("k"), Slice.of("l"));
        db.strings().setRange(Slice.of("k"), 3, Slice.of(""));
        db.hashes().remove(Slice.of("k"), RandomMutations.slices(Slice.of("f")));
        db.clear();
        assertThat(log.size()).isZero();
    }

    @Test
    void garbageIsRefusedAndNeverAllocatesWithoutBound() {
        EngineSettings settings = EngineSettings.defaults();
        settings.maxStringBytes(1 << 20);
        primary.attach(log);
        RandomMutations mutations = new RandomMutations(3, 20);
        for (int i = 0; i < 200; i++) {
            mutations.step(primary);
        }
        byte[] sane = bytes(log).array();
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 6_000; round++) {
            byte[] damaged = sane.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Engine victim = new Engine(settings, 5);
            try {
                victim.apply(ByteBuffer.wrap(damaged, 0, random.nextInt(damaged.length + 1)), 0);
            } catch (CorruptEffectException expected) {
                refused++;
            }
            assertThat(victim.usedMemoryBytes()).isLessThan(64L << 20);
        }
        assertThat(refused).isGreaterThan(3_000);
    }

    @Test
    void effectThatDoesNotFitTheStateIsCorrupt() {
        primary.attach(log);
        primary.database(0).strings().put(Slice.of("k"), Slice.of("v"));
        primary.database(0).delete(Slice.of("k"));
        ByteBuffer twice = ByteBuffer.allocate(2 * log.size());
        log.drainTo(twice);
        twice.put(0, (byte) Effects.DELETE);
        Engine replica = new Engine(EngineSettings.defaults(), 2);
        assertThatThrownBy(() -> replica.apply(twice.flip(), 0)).isInstanceOf(CorruptEffectException.class);
    }

    private static ByteBuffer bytes(EffectBuffer log) {
        ByteBuffer bytes = ByteBuffer.allocate(log.size());
        log.drainTo(bytes);
        return bytes.flip();
    }
}
