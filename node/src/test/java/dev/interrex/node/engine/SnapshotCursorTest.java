package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotCursorTest {
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void snapshotIsTheStateAtItsBeginningWhileMutationsGoOn(long seed) {
        engine.attach(new EffectBuffer());
        RandomMutations mutations = new RandomMutations(seed, 3_000);
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 10_000; i++) {
                mutations.step(engine);
            }
            Engine loaded = new Engine(EngineSettings.defaults(), 99);
            long digest = engine.digest();
            long keys = engine.database(0).size();
            try (SnapshotCursor cursor = engine.beginSnapshot()) {
                ByteBuffer chunk = ByteBuffer.allocate(1 << 17);
                boolean done = false;
                while (!done) {
                    for (int i = random.nextInt(30); i > 0; i--) {
                        mutations.step(engine);
                    }
                    done = cursor.write(chunk, random.nextInt(20));
                    loaded.load(chunk.flip());
                    chunk.clear();
                }
            }
            assertThat(loaded.digest()).isEqualTo(digest);
            assertThat(loaded.database(0).size()).isEqualTo(keys);
        }
    }

    @Test
    void abandonedSnapshotDoesNotSpoilTheNext() {
        engine.attach(new EffectBuffer());
        RandomMutations mutations = new RandomMutations(3, 500);
        for (int i = 0; i < 5_000; i++) {
            mutations.step(engine);
        }
        SnapshotCursor abandoned = engine.beginSnapshot();
        assertThatThrownBy(engine::beginSnapshot).isInstanceOf(IllegalStateException.class);
        abandoned.write(ByteBuffer.allocate(1 << 17), 100);
        abandoned.close();
        for (int i = 0; i < 100; i++) {
            mutations.step(engine);
        }
        long digest = engine.digest();
        assertThat(loadedFrom(engine.beginSnapshot()).digest()).isEqualTo(digest);
    }

    @Test
    void bufferThatIsTooSmallIsToldWhatIsNeeded() {
        engine.attach(new EffectBuffer());
        engine.database(0).hashes().put(Slice.of("h"), Slice.of("f"), Slice.of("x".repeat(1_000_000)));
        long digest = engine.digest();
        SnapshotCursor cursor = engine.beginSnapshot();
        assertThat(cursor.write(ByteBuffer.allocate(1000), 10)).isFalse();
        assertThat(cursor.neededBytes()).isGreaterThan(1_000_000);
        ByteBuffer chunk = ByteBuffer.allocate(cursor.neededBytes());
        assertThat(cursor.write(chunk, 10)).isTrue();
        Engine loaded = new Engine(EngineSettings.defaults(), 2);
        loaded.load(chunk.flip());
        assertThat(loaded.digest()).isEqualTo(digest);
    }

    @Test
    void largeValuesAreWrittenInPieces() {
        engine.attach(new EffectBuffer());
        Database db = engine.database(2);
        for (int i = 0; i < 20_000; i++) {
            db.hashes().put(Slice.of("h"), Slice.of("field" + i), Slice.of("value" + i));
        }
        db.strings().put(Slice.of("s"), Slice.of("x".repeat(3_000_000)), 77);
        long digest = engine.digest();
        SnapshotCursor cursor = engine.beginSnapshot();
        Engine loaded = new Engine(EngineSettings.defaults(), 2);
        ByteBuffer chunk = ByteBuffer.allocate(200_000);
        boolean done = false;
        int changed = 0;
        while (!done) {
            done = cursor.write(chunk, 1);
            loaded.load(chunk.flip());
            chunk.clear();
            db.hashes().put(Slice.of("h"), Slice.of("field" + changed), Slice.of("changed"));
            changed++;
        }
        assertThat(loaded.digest()).isEqualTo(digest);
    }

    @Test
    void memoryIsMovedTogetherWhileASnapshotIsTaken() {
        engine.attach(new EffectBuffer());
        Database db = engine.database(0);
        for (int i = 0; i < 60_000; i++) {
            Slice key = Slice.of("key" + i);
            switch (i % 50) {
                case 0 -> db.strings().put(key, Slice.of("x".repeat(5_000 + i % 7 * 10_000)));
                case 1 -> addMembers(db, key);
                default -> db.strings().put(key, Slice.of("v".repeat(20 + i % 300)), i % 3 == 0 ? 1_000_000 : -1);
            }
        }
        for (int i = 0; i < 60_000; i++) {
            if (i % 7 < 4) {
                db.delete(Slice.of("key" + i));
            }
        }
        engine.release(Integer.MAX_VALUE);
        double wasted = engine.compaction().wastedPart();
        long digest = engine.digest();
        Engine loaded = new Engine(EngineSettings.defaults(), 2);
        int moved = 0;
        try (SnapshotCursor cursor = engine.beginSnapshot()) {
            ByteBuffer chunk = ByteBuffer.allocate(200_000);
            boolean done = false;
            while (!done) {
                done = cursor.write(chunk, 3);
                loaded.load(chunk.flip());
                chunk.clear();
                moved += engine.compaction().step(100);
            }
        }
        assertThat(wasted).isGreaterThan(0.2);
        assertThat(moved).isGreaterThan(10_000);
        for (int i = 0; i < 10_000; i++) {
            engine.compaction().step(100);
        }
        assertThat(engine.compaction().wastedPart()).isLessThan(0.1);
        assertThat(engine.digest()).isEqualTo(digest);
        assertThat(loaded.digest()).isEqualTo(digest);
    }

    private static void addMembers(Database db, Slice key) {
        for (int member = 0; member < 300; member++) {
            db.sets().add(key, RandomMutations.slices(Slice.of("member" + member)));
        }
    }

    @Test
    void emptyEngineMakesAnEmptySnapshot() {
        ByteBuffer chunk = ByteBuffer.allocate(10);
        SnapshotCursor cursor = engine.beginSnapshot();
        assertThat(cursor.write(chunk, 1)).isTrue();
        assertThat(cursor.write(chunk, 1)).isTrue();
        assertThat(chunk.position()).isZero();
    }

    private static Engine loadedFrom(SnapshotCursor cursor) {
        Engine loaded = new Engine(EngineSettings.defaults(), 42);
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        boolean done = false;
        while (!done) {
            done = cursor.write(chunk, 1000);
            loaded.load(chunk.flip());
            chunk.clear();
        }
        cursor.close();
        return loaded;
    }
}
