package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
