package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorted sets with leaves in blocks against sorted lists of Java. */
class LargeSortedSetsTest {
    private static final int SETS = 3;

    private record Scored(String member, double score) {}

    private static final Comparator<Scored> ORDER = Comparator.comparingDouble(Scored::score)
            .thenComparing((one, other) -> Arrays.compareUnsigned(bytes(one.member), bytes(other.member)));

    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final Database db = engine.database(0);
    private final SortedSets sets = db.sortedSets();
    private final List<Map<String, Double>> models = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void sortedSetsInBlocksHoldWhatWasPutIntoThemAndNoMoreMemory(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SETS; i++) {
            models.add(new HashMap<>());
        }
        boolean likesScores = seed % 2 == 0;
        for (int step = 0; step < 3000; step++) {
            int set = random.nextInt(SETS);
            change(random, set, likesScores);
            assertThat(sets.size(key(set))).isEqualTo(models.get(set).size());
            if (step % 100 == 0) {
                check(set, random);
                while (engine.pendingReleases() > 0) {
                    engine.release(1 + random.nextInt(100));
                }
                assertThat(blockBytes()).isEqualTo(engine.blocks().usedBytes());
            }
        }
        for (int i = 0; i < SETS; i++) {
            check(i, random);
        }
        db.clear();
        while (engine.pendingReleases() > 0) {
            engine.release(100);
        }
        assertThat(engine.blocks().usedBytes()).isZero();
        assertThat(engine.usedMemoryBytes()).isLessThan(1000);
    }

    private long blockBytes() {
        long sum = 0;
        for (int i = 0; i < SETS; i++) {
            sum += db.live(key(i)) instanceof SortedSetEntry set ? set.blockBytes() : 0;
        }
        return sum;
    }

    private void change(Random random, int set, boolean likesScores) {
        Slice key = key(set);
        Map<String, Double> model = models.get(set);
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4, 5 -> put(random, set, 1, likesScores);
            case 6 -> put(random, set, 1 + random.nextInt(300), likesScores);
            case 7, 8 -> {
                String member = member(random);
                boolean there = model.remove(member) != null;
                assertThat(sets.remove(key, Slices.of(List.of(Slice.of(member)))))
                        .isEqualTo(there ? 1 : 0);
            }
            case 9 -> {
                if (!model.isEmpty()) {
                    int rank = random.nextInt(model.size());
                    int most = random.nextInt(4) == 0 ? 1000 : 5;
                    int count = 1 + random.nextInt(Math.min(most, model.size() - rank));
                    ordered(set).subList(rank, rank + count).forEach(scored -> model.remove(scored.member));
                    sets.removeRange(key, rank, count);
                }
            }
            case 10 -> store(random, set);
            default -> other(random, set);
        }
    }

    private void put(Random random, int set, int count, boolean likesScores) {
        List<Slice> members = new ArrayList<>();
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            String member = member(random);
            members.add(Slice.of(member));
            scores[i] = likesScores ? random.nextInt(1000) / 4.0 : random.nextInt(3);
            models.get(set).put(member, scores[i]);
        }
        sets.put(key(set), ScoreUpdate.SET, Slices.of(members), scores);
    }

    private void store(Random random, int set) {
        int to = random.nextInt(SETS);
        Map<String, Double> model = models.get(set);
        if (random.nextBoolean()) {
            int rank = model.isEmpty() ? 0 : random.nextInt(model.size());
            int count = model.isEmpty() ? 0 : random.nextInt(model.size() - rank + 1);
            Map<String, Double> part = new HashMap<>();
            ordered(set).subList(rank, rank + count).forEach(scored -> part.put(scored.member, scored.score));
            sets.storeRange(key(to), key(set), rank, count);
            models.set(to, part);
        } else {
            int other = random.nextInt(SETS);
            Map<String, Double> union = new HashMap<>(model);
            models.get(other).forEach((member, score) -> union.merge(member, score, Math::max));
            ScoreOperation operation = new ScoreOperation(SetOperation.UNION, ScoreOperation.Aggregate.MAX, null);
            Slices keys = Slices.of(List.of(key(set), key(other)));
            int[] size = {0};
            sets.combine(operation, keys, count -> size[0] = count, (member, score) -> size[0]--);
            assertThat(size[0]).isZero();
            sets.store(operation, key(to), keys);
            models.set(to, union);
        }
    }

    private void other(Random random, int set) {
        int to = random.nextInt(SETS);
        switch (random.nextInt(5)) {
            case 0 -> {
                db.delete(key(set));
                models.get(set).clear();
            }
            case 1, 2 -> {
                if (db.copy(key(set), db, key(to)) && to != set) {
                    models.set(to, new HashMap<>(models.get(set)));
                }
            }
            default -> {
                Entry entry = db.live(key(set));
                for (long from = 0; entry != null && from >= 0; ) {
                    from = entry.compact(from, 3);
                }
            }
        }
    }

    private List<Scored> ordered(int set) {
        List<Scored> ordered = new ArrayList<>();
        models.get(set).forEach((member, score) -> ordered.add(new Scored(member, score)));
        ordered.sort(ORDER);
        return ordered;
    }

    private void check(int set, Random random) {
        Slice key = key(set);
        List<Scored> model = ordered(set);
        assertThat(found(key, 0, model.size(), false)).isEqualTo(model);
        assertThat(found(key, model.size() - 1, model.size(), true)).isEqualTo(model.reversed());
        for (int i = 0; i < Math.min(20, model.size()); i++) {
            int rank = random.nextInt(model.size());
            Scored scored = model.get(rank);
            assertThat(sets.rank(key, Slice.of(scored.member))).isEqualTo(rank);
            assertThat(sets.score(key, Slice.of(scored.member))).isEqualTo(scored.score);
            ScoreBound below = (score, member) -> score < scored.score;
            assertThat(sets.countBelow(key, below)).isEqualTo((int)
                    model.stream().filter(one -> one.score < scored.score).count());
            ScoreBound before = (score, member) ->
                    score < scored.score || score == scored.score && compare(member, Slice.of(scored.member)) < 0;
            assertThat(sets.countBelow(key, before)).isEqualTo(rank);
            int count = random.nextInt(model.size() - rank + 1);
            assertThat(found(key, rank, count, false)).isEqualTo(model.subList(rank, rank + count));
        }
    }

    private List<Scored> found(Slice key, int rank, int count, boolean backwards) {
        List<Scored> found = new ArrayList<>();
        sets.forEach(key, rank, count, backwards, (member, score) -> found.add(new Scored(member.toString(), score)));
        return found;
    }

    private static int compare(Slice one, Slice other) {
        return Arrays.compareUnsigned(one.toBytes(), other.toBytes());
    }

    private static byte[] bytes(String text) {
        return Slice.of(text).toBytes();
    }

    private static String member(Random random) {
        int number = random.nextInt(3000);
        // The same number makes the same member.
        return switch (number % 100) {
            case 0 -> number + "h".repeat(number * 10);
            case 1, 2 -> number + "l".repeat(number / 2);
            case 3, 4, 5, 6, 7, 8 -> "common".repeat(20) + number;
            default -> "m" + number;
        };
    }

    private static Slice key(int set) {
        return Slice.of("zset" + set);
    }
}
