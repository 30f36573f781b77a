package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in blocks against lists of Java. */
class LargeListsTest {
    private static final int LISTS = 3;

    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final Database db = engine.database(0);
    private final Lists lists = db.lists();
    private final List<List<String>> models = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void listsInBlocksHoldWhatWasPutIntoThemAndNoMoreMemory(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < LISTS; i++) {
            models.add(new ArrayList<>());
        }
        for (int step = 0; step < 6000; step++) {
            int list = random.nextInt(LISTS);
            change(random, list, step);
            Slice key = key(list);
            List<String> model = models.get(list);
            assertThat(lists.size(key)).isEqualTo(model.size());
            if (!model.isEmpty()) {
                int index = random.nextInt(model.size());
                assertThat(lists.get(key, index)).hasToString(model.get(index));
                assertThat(lists.get(key, model.size() - 1L)).hasToString(model.getLast());
            }
            if (step % 50 == 0) {
                check(list);
                engine.release(1 + random.nextInt(20));
                assertThat(blockBytes()).isLessThanOrEqualTo(engine.blocks().usedBytes());
                while (engine.pendingReleases() > 0) {
                    engine.release(1000);
                }
                assertThat(blockBytes()).isEqualTo(engine.blocks().usedBytes());
            }
        }
        for (int i = 0; i < LISTS; i++) {
            check(i);
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
        for (int i = 0; i < LISTS; i++) {
            sum += db.live(key(i)) instanceof ListEntry list ? list.blockBytes() : 0;
        }
        return sum;
    }

    private void change(Random random, int list, int step) {
        Slice key = key(list);
        List<String> model = models.get(list);
        String element = element(random);
        int index = model.isEmpty() ? -1 : random.nextInt(model.size());
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> push(list, true, element);
            case 3, 4, 5 -> push(list, false, element);
            case 6 -> pushMany(random, list);
            case 7, 8, 9 -> pop(list, random.nextBoolean(), 1);
            case 10 -> pop(list, random.nextBoolean(), random.nextInt(random.nextInt(8) == 0 ? 2000 : 8));
            case 11 -> {
                if (index >= 0) {
                    assertThat(lists.set(key, index, Slice.of(element))).isTrue();
                    model.set(index, element);
                }
            }
            case 12 -> {
                if (index >= 0) {
                    lists.insert(key, index, Slice.of(element));
                    model.add(index, element);
                }
            }
            case 13 -> remove(random, list, element);
            case 14 -> other(random, list, step);
            default -> move(random, list);
        }
    }

    private void push(int list, boolean head, String element) {
        assertThat(lists.push(key(list), head, Slice.of(element)))
                .isEqualTo(models.get(list).size() + 1L);
        models.get(list).add(head ? 0 : models.get(list).size(), element);
    }

    private void pushMany(Random random, int list) {
        List<Slice> elements = new ArrayList<>();
        boolean head = random.nextBoolean();
        for (int i = random.nextInt(300); i >= 0; i--) {
            String element = element(random);
            elements.add(Slice.of(element));
            models.get(list).add(head ? 0 : models.get(list).size(), element);
        }
        lists.push(key(list), head, Slices.of(elements));
    }

    private void pop(int list, boolean head, int wanted) {
        List<String> model = models.get(list);
        int count = Math.min(wanted, model.size());
        lists.pop(key(list), head, count);
        model.subList(head ? 0 : model.size() - count, head ? count : model.size())
                .clear();
    }

    private void remove(Random random, int list, String element) {
        int count = random.nextInt(7) - 3;
        List<String> model = models.get(list);
        long removed = lists.remove(key(list), count, Slice.of(element));
        if (count < 0) {
            Collections.reverse(model);
        }
        int left = count == 0 ? Integer.MAX_VALUE : Math.abs(count);
        long expected = 0;
        for (int i = 0; i < model.size() && left > 0; ) {
            if (model.get(i).equals(element)) {
                model.remove(i);
                left--;
                expected++;
            } else {
                i++;
            }
        }
        if (count < 0) {
            Collections.reverse(model);
        }
        assertThat(removed).isEqualTo(expected);
    }

    private void other(Random random, int list, int step) {
        int to = random.nextInt(LISTS);
        switch (random.nextInt(4)) {
            case 0 -> {
                if (step % 5 == 0 && db.delete(key(list))) {
                    models.get(list).clear();
                }
            }
            case 1 -> {
                if (db.copy(key(list), db, key(to)) && to != list) {
                    models.set(to, new ArrayList<>(models.get(list)));
                }
            }
            case 2 -> {
                if (to != list && db.rename(key(list), key(to))) {
                    models.set(to, models.get(list));
                    models.set(list, new ArrayList<>());
                }
            }
            default -> {
                Entry entry = db.live(key(list));
                for (long from = 0; entry != null && from >= 0; ) {
                    from = entry.compact(from, 3);
                }
            }
        }
    }

    private void move(Random random, int list) {
        if (models.get(list).isEmpty()) {
            return;
        }
        int to = random.nextInt(LISTS);
        boolean fromHead = random.nextBoolean();
        boolean toHead = random.nextBoolean();
        String moved =
                fromHead ? models.get(list).removeFirst() : models.get(list).removeLast();
        models.get(to).add(toHead ? 0 : models.get(to).size(), moved);
        assertThat(lists.move(key(list), fromHead, key(to), toHead)).hasToString(moved);
    }

    private void check(int list) {
        List<String> model = models.get(list);
        List<String> found = new ArrayList<>();
        lists.forEach(key(list), 0, model.size(), false, element -> found.add(element.toString()));
        assertThat(found).isEqualTo(model);
        found.clear();
        lists.forEach(key(list), model.size() - 1L, model.size(), true, element -> found.add(element.toString()));
        assertThat(found).isEqualTo(model.reversed());
    }

    private static String element(Random random) {
        return switch (random.nextInt(100)) {
            case 0 -> "h".repeat(random.nextInt(100_000));
            case 1, 2 -> "l".repeat(random.nextInt(5000));
            case 3, 4, 5, 6, 7, 8 -> "m".repeat(random.nextInt(300));
            default -> Integer.toString(random.nextInt(10_000));
        };
    }

    private static Slice key(int list) {
        return Slice.of("list" + list);
    }
}
