package dev.interrex.bench;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.Lists;
import dev.interrex.node.engine.ScoreUpdate;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import dev.interrex.node.engine.SortedSets;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.Streams;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A list, a sorted set and a stream of a million elements, in the engine alone. With {@code -prof gc} hardly anything is allocated. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LargeValuesBenchmark {
    private static final int SIZE = 1_000_000;
    private static final int ELEMENT_BYTES = 13;
    private static final int RANGE = 100;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final Database db = engine.database(0);
    private final Lists lists = db.lists();
    private final SortedSets sets = db.sortedSets();
    private final Streams streams = db.streams();
    private final Slice list = Slice.of("list");
    private final Slice set = Slice.of("set");
    private final Slice stream = Slice.of("stream");
    private final byte[] digits = new byte[ELEMENT_BYTES];
    private final Slice element = new Slice();
    private final Slices elements = Slices.of(List.of(element));
    private final Slices fields = Slices.of(List.of(Slice.of("field")));
    private final double[] score = new double[1];
    private long nextMs = 1;

    @Setup
    public void fill() {
        engine.now(1);
        engine.attach(new EngineBenchmark.LastEffect());
        for (int i = 0; i < SIZE; i++) {
            lists.push(list, false, element(i));
            put(i);
            add();
        }
    }

    /** LPUSH and RPOP. */
    @Benchmark
    public @Nullable Slice queue() {
        lists.push(list, true, element(random.nextInt(SIZE)));
        Slice last = lists.get(list, SIZE);
        lists.pop(list, false, 1);
        return last;
    }

    /** LINDEX. */
    @Benchmark
    public @Nullable Slice index() {
        return lists.get(list, random.nextInt(SIZE));
    }

    /** LRANGE of a hundred. */
    @Benchmark
    public long range() {
        long[] bytes = {0};
        lists.forEach(list, random.nextInt(SIZE - RANGE), RANGE, false, one -> bytes[0] += one.length());
        return bytes[0];
    }

    /** ZADD of another score. */
    @Benchmark
    public void put() {
        put(random.nextInt(SIZE));
    }

    /** ZSCORE. */
    @Benchmark
    public double score() {
        return sets.score(set, element(random.nextInt(SIZE)));
    }

    /** ZRANK. */
    @Benchmark
    public int rank() {
        return sets.rank(set, element(random.nextInt(SIZE)));
    }

    /** XADD; the stream grows meanwhile. */
    @Benchmark
    public void add() {
        element(random.nextInt(SIZE));
        streams.add(stream, new StreamId(nextMs++, 0), fields, elements);
    }

    private void put(int number) {
        element(number);
        score[0] = random.nextInt();
        sets.put(set, ScoreUpdate.SET, elements, score);
    }

    private Slice element(int number) {
        int rest = number;
        for (int at = ELEMENT_BYTES - 1; at >= 0; at--) {
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return element.set(digits, 0, ELEMENT_BYTES);
    }
}
