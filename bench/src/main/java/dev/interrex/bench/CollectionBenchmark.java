package dev.interrex.bench;

import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.Hashes;
import dev.interrex.node.engine.Sets;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One large set and one large hash, members at random. With {@code -prof gc} gc.alloc.rate.norm must be about 0. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CollectionBenchmark {
    private static final int MEMBER_BYTES = 12;
    private static final int LEAST_VALUE_BYTES = 8;
    private static final int MOST_VALUE_BYTES = 24;

    @Param({"1000", "1000000"})
    public int members;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final Sets sets = engine.database(0).sets();
    private final Hashes hashes = engine.database(0).hashes();
    private final Slice set = Slice.of("set");
    private final Slice hash = Slice.of("hash");
    private final byte[] memberBytes = new byte[MEMBER_BYTES];
    private final byte[] valueBytes = new byte[MOST_VALUE_BYTES];
    private final Slice member = new Slice();
    private final Slice value = new Slice();
    private final Slices one = Slices.of(List.of(member));

    /** The set has those from here on, {@link #members} of them. */
    private int first;

    @Setup
    public void fill() {
        engine.now(1);
        engine.attach(new EngineBenchmark.LastEffect());
        for (int i = 0; i < members; i++) {
            member(i);
            sets.add(set, one);
            hashes.put(hash, member, value());
        }
    }

    @Benchmark
    public boolean sismember() {
        return sets.contains(set, member(first + random.nextInt(members)));
    }

    /** Of a member that is there: nothing is changed. */
    @Benchmark
    public int saddOfOldMember() {
        member(first + random.nextInt(members));
        return sets.add(set, one);
    }

    /** Adds a member and removes another, so that the set keeps its size. */
    @Benchmark
    public int saddAndSrem() {
        member(first + members);
        int added = sets.add(set, one);
        member(first++);
        return added + sets.remove(set, one);
    }

    @Benchmark
    public @Nullable Slice hget() {
        return hashes.get(hash, member(random.nextInt(members)));
    }

    /** Over a value of another size. */
    @Benchmark
    public boolean hset() {
        return hashes.put(hash, member(random.nextInt(members)), value());
    }

    private Slice value() {
        int length = random.nextInt(LEAST_VALUE_BYTES, MOST_VALUE_BYTES + 1);
        return value.set(valueBytes, 0, length);
    }

    private Slice member(int number) {
        int rest = number;
        for (int at = MEMBER_BYTES - 1; at >= 0; at--) {
            memberBytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return member.set(memberBytes, 0, MEMBER_BYTES);
    }
}
