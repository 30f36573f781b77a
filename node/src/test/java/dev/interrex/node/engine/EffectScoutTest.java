package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EffectScoutTest {
    private static final int KEYS = 20_000;
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final EffectScout scout = new EffectScout(engine);

    private void fill(int database) {
        for (int i = 0; i < KEYS; i++) {
            engine.database(database).strings().put(Slice.of("key:" + i), Slice.of("value"), Database.NO_EXPIRY);
        }
    }

    /** The effects of changing a key of a database. */
    private ByteBuffer change(int database, String key) {
        EffectBuffer effects = new EffectBuffer();
        engine.attach(effects);
        engine.database(database).strings().put(Slice.of(key), Slice.of("other"), Database.NO_EXPIRY);
        engine.attach(EffectSink.NONE);
        ByteBuffer bytes = ByteBuffer.allocate(effects.size() + 3).position(3);
        effects.drainTo(bytes);
        return bytes;
    }

    private boolean loads(ByteBuffer effects) {
        long before = engine.lookahead().loaded();
        scout.add(effects, 3, effects.limit());
        scout.load();
        return engine.lookahead().loaded() != before;
    }

    @Test
    void keysOfEffectsAreLoadedInWhicheverDatabase() {
        fill(0);
        fill(3);
        assertThat(loads(change(0, "key:7"))).isTrue();
        assertThat(loads(change(3, "key:7"))).isTrue();
        assertThat(loads(change(1, "key:7")))
                .as("a small table is in the caches")
                .isFalse();
        assertThat(loads(change(0, "k".repeat(1000)))).as("too long").isFalse();
    }

    @Test
    void roomIsForSixteenKeys() {
        fill(0);
        ByteBuffer effects = change(0, "key:1");
        for (int i = 1; i < Lookahead.MOST_KEYS; i++) {
            assertThat(scout.add(effects, 3, effects.limit())).isTrue();
        }
        assertThat(scout.add(effects, 3, effects.limit())).isFalse();
        scout.load();
        assertThat(scout.add(effects, 3, effects.limit())).isTrue();
    }

    /** As many keys are noted as effects were made: no more, no less. */
    @Test
    void everyEffectOfSharedRecordIsLookedAt() {
        fill(0);
        for (int database : new int[] {0, 3}) {
            EffectBuffer effects = new EffectBuffer();
            engine.attach(effects);
            Database db = engine.database(database);
            db.strings().put(Slice.of("key:1"), Slice.of("v".repeat(300)));
            db.strings().put(Slice.of("key:2"), Slice.of("v"), 1L << 40);
            db.strings().putNumber(Slice.of("key:3"), Long.MAX_VALUE);
            db.expireAt(Slice.of("key:3"), 1L << 41);
            db.persist(Slice.of("key:3"));
            db.strings().append(Slice.of("key:1"), Slice.of("more"));
            db.delete(Slice.of("key:1"));
            db.lists().push(Slice.of("l"), true, Slices.of(List.of(Slice.of("a"), Slice.of("b"))));
            db.sets().add(Slice.of("s"), Slices.of(List.of(Slice.of("a"), Slice.of("b"))));
            db.sets().remove(Slice.of("s"), Slices.of(List.of(Slice.of("a"))));
            db.hashes().put(Slice.of("h"), Slice.of("f"), Slice.of("v"));
            db.hashes().update(Slice.of("h"), Slice.of("f"), Slice.of("w"));
            db.hashes().remove(Slice.of("h"), Slices.of(List.of(Slice.of("f"))));
            engine.attach(EffectSink.NONE);
            ByteBuffer bytes = ByteBuffer.allocate(effects.size());
            effects.drainTo(bytes);
            assertThat(scout.add(bytes, 0, bytes.limit())).isTrue();
            assertThat(engine.lookahead().count()).isEqualTo(13);
            scout.load();
        }
    }

    @Test
    void anyBytesAreLookedAtWithoutHarm() {
        fill(0);
        long before = engine.digest();
        Random random = new Random(1);
        byte[] bytes = new byte[64];
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length);
            scout.add(ByteBuffer.wrap(bytes), from, from + random.nextInt(bytes.length - from + 1));
            scout.load();
        }
        assertThat(engine.digest()).isEqualTo(before);
    }
}
