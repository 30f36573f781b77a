package dev.interrex.bench;

import dev.interrex.node.engine.EffectSink;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Strings;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** GET and SET of the engine alone, keys at random. With {@code -prof gc} gc.alloc.rate.norm must be about 0. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {
    private static final int KEY_BYTES = 18;
    private static final int VALUE_BYTES = 32;

    @Param({"1000", "1000000"})
    public int keys;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final byte[] key = new byte[KEY_BYTES];
    private final Slice keySlice = new Slice();
    private final Slice value = Slice.of("v".repeat(VALUE_BYTES));
    private final Strings strings = engine.database(0).strings();

    @Setup
    public void fill() {
        engine.now(1);
        engine.attach(new LastEffect());
        for (int i = 0; i < keys; i++) {
            strings.put(key(i), value);
        }
    }

    /** A read that finds its key. */
    @Benchmark
    public @Nullable Slice get() {
        return strings.get(key(random.nextInt(keys)));
    }

    /** A write over a value of the same size, its effect included. */
    @Benchmark
    public void set() {
        strings.put(key(random.nextInt(keys)), value);
    }

    private Slice key(int number) {
        int rest = number;
        for (int at = KEY_BYTES - 1; at >= 0; at--) {
            key[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return keySlice.set(key, 0, KEY_BYTES);
    }

    /** Stands for the log ring: bytes are written, then overwritten by the next ones. */
    static final class LastEffect implements EffectSink {
        private static final int CAPACITY = 1 << 16;

        private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY);

        private void room(int needed) {
            if (bytes.remaining() < needed) {
                bytes.clear();
            }
        }

        @Override
        public void writeByte(int value) {
            room(1);
            bytes.put((byte) value);
        }

        @Override
        public void writeVarLong(long value) {
            room(10);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.put((byte) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            bytes.put((byte) rest);
        }

        @Override
        public void writeBytes(byte[] source, int offset, int length) {
            room(length);
            bytes.put(source, offset, length);
        }
    }
}
