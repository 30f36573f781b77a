package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksTest {
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void areThoseOfLiveEntriesAndOfNobodyInTheEnd(long seed) {
        engine.attach(new EffectBuffer());
        RandomMutations mutations = new RandomMutations(seed, 300);
        LargeMutations large = new LargeMutations(new java.util.Random(seed));
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 300; i++) {
                mutations.step(engine);
                engine.compaction().step(20);
                large.step(engine.database(i % 3));
            }
            releaseAll();
            assertThat(engine.blocks().usedBytes()).isEqualTo(blocksOfEntries());
        }
        assertThat(engine.blocks().usedBytes()).isPositive();
        engine.clear();
        releaseAll();
        assertThat(engine.blocks().usedBytes()).isZero();
        assertThat(engine.blocks().reservedBytes()).isZero();
        assertThat(engine.pendingReleases()).isZero();
    }

    @Test
    void moveTogetherWhereMostLargeValuesWereDeleted() {
        engine.attach(new EffectBuffer());
        Database db = engine.database(0);
        for (int i = 0; i < 300; i++) {
            for (int key = 0; key < 600; key++) {
                Slice member = Slice.of("member of a set, or a field, number " + i);
                db.sets().add(Slice.of("set" + key), RandomMutations.slices(member));
                db.hashes().put(Slice.of("hash" + key), member, member);
            }
        }
        for (int key = 0; key < 600; key++) {
            if (key % 8 != 0) {
                db.delete(Slice.of("set" + key));
                db.delete(Slice.of("hash" + key));
            }
        }
        releaseAll();
        long used = engine.blocks().usedBytes();
        long reserved = engine.blocks().reservedBytes();
        assertThat(reserved).isGreaterThan(2 * used);
        long digest = engine.digest();
        for (int i = 0; i < 100; i++) {
            engine.compaction().step(1_000);
        }
        assertThat(engine.blocks().reservedBytes()).isLessThan(reserved * 2 / 3);
        assertThat(engine.blocks().usedBytes()).isEqualTo(used).isEqualTo(blocksOfEntries());
        assertThat(engine.digest()).isEqualTo(digest);
    }

    private void releaseAll() {
        while (engine.pendingReleases() > 0) {
            engine.release(1_000);
        }
    }

    /** Of all databases; checks by the way that they know the memory of their objects. */
    private long blocksOfEntries() {
        long[] blockBytes = {0};
        for (int i = 0; i < engine.settings().databases(); i++) {
            long[] objectBytes = {0};
            Keys keys = engine.database(i).keys;
            long position = 0;
            do {
                position = keys.table.visit(position, ref -> {
                    if (Table.isObject(ref)) {
                        objectBytes[0] += keys.table.object(ref).memoryBytes();
                        blockBytes[0] += keys.table.object(ref).blockBytes();
                    }
                });
            } while (position != 0);
            assertThat(keys.objectBytes()).isEqualTo(objectBytes[0]);
        }
        return blockBytes[0];
    }
}
