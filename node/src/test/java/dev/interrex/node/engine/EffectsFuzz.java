package dev.interrex.node.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Target of a fuzzer: effects of a record or a snapshot whose checksum is right. Corrupt, or a state that a snapshot of it gives again. */
public final class EffectsFuzz {
    private static final int MOST_BYTES = 1 << 26;
    private static Engine engine = new Engine(EngineSettings.defaults(), 1);
    private static Engine loaded = new Engine(EngineSettings.defaults(), 2);

    private EffectsFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] effects) {
        engine.startOver();
        try {
            engine.apply(ByteBuffer.wrap(effects), 1_700_000_000_000L);
        } catch (CorruptEffectException corrupt) {
            // The node would stop; what is in memory now is nobody's any more.
            engine = new Engine(EngineSettings.defaults(), 1);
            return;
        }
        if (engine.usedMemoryBytes() > MOST_BYTES) {
            throw new AssertionError(effects.length + " bytes of effects took " + engine.usedMemoryBytes());
        }
        loaded.startOver();
        try (SnapshotCursor cursor = engine.beginSnapshot()) {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
            while (!cursor.write(chunk, 100)) {
                loaded.load(chunk.flip());
                chunk = ByteBuffer.allocate(Math.max(1 << 20, cursor.neededBytes()));
            }
            loaded.load(chunk.flip());
        }
        if (loaded.digest() != engine.digest()) {
            throw new AssertionError("a snapshot of it is another state");
        }
    }

    /** What a corpus begins with. */
    public static List<byte[]> examples() {
        Engine primary = new Engine(EngineSettings.defaults(), 3);
        EffectBuffer sink = new EffectBuffer();
        primary.attach(sink);
        List<byte[]> examples = new ArrayList<>();
        RandomMutations mutations = new RandomMutations(1, 20);
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 10; j++) {
                mutations.step(primary);
            }
            ByteBuffer bytes = ByteBuffer.allocate(sink.size());
            sink.drainTo(bytes);
            sink = new EffectBuffer();
            primary.attach(sink);
            if (bytes.position() < 2_000) {
                examples.add(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
            }
        }
        return examples;
    }
}
