package dev.interrex.node.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    private static final int PAGES = 4_000;
    private final Memory memory = new Memory();
    private final ArrayDeque<Runnable> orders = new ArrayDeque<>();

    private record Run(int first, int pages, long mark) {}

    private void write(Run run) {
        for (int i = 0; i < run.pages; i++) {
            memory.putLong((long) (run.first + i) << Memory.PAGE_SHIFT, run.mark + i);
        }
    }

    private boolean isUntouched(Run run) {
        for (int i = 0; i < run.pages; i++) {
            if (memory.getLong((long) (run.first + i) << Memory.PAGE_SHIFT) != run.mark + i) {
                return false;
            }
        }
        return true;
    }

    /** Orders are carried out late, early and in between; nobody who takes pages can tell. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pagesBelongToOneTakerWhateverTheSupplyDoes(long seed) {
        memory.supplyOn(orders::add);
        Random random = new Random(seed);
        List<Run> taken = new ArrayList<>();
        boolean[] used = new boolean[2 * PAGES];
        int pages = 0;
        for (int i = 0; i < 60_000; i++) {
            boolean grows = i / 10_000 % 2 == 0;
            if (random.nextInt(10) < (grows ? 7 : 3) && pages < PAGES - 8) {
                int count = random.nextInt(4) == 0 ? 8 : 1;
                Run run = new Run(memory.take(count, count), count, random.nextLong());
                for (int page = run.first; page < run.first + count; page++) {
                    assertThat(used[page]).as("page %s was taken already", page).isFalse();
                    used[page] = true;
                }
                pages += count;
                write(run);
                taken.add(run);
            } else if (!taken.isEmpty()) {
                Run run = taken.set(random.nextInt(taken.size()), taken.getLast());
                taken.removeLast();
                assertThat(isUntouched(run)).isTrue();
                memory.give(run.first, run.pages);
                for (int page = run.first; page < run.first + run.pages; page++) {
                    used[page] = false;
                }
                pages -= run.pages;
            }
            if (random.nextInt(50) == 0) {
                memory.discardSome(random.nextInt(200));
            }
            if (random.nextInt(20) == 0 && !orders.isEmpty()) {
                orders.remove().run();
            }
            assertThat(orders).as("orders at a time").hasSizeLessThanOrEqualTo(1);
            assertThat(memory.usedPageBytes()).isEqualTo((long) pages << Memory.PAGE_SHIFT);
        }
        assertThat(taken).allMatch(this::isUntouched);
    }

    @Test
    void pagesAreOrderedBeforeTheyAreNeeded() {
        memory.supplyOn(orders::add);
        memory.take(1, 1);
        assertThat(orders).hasSize(1);
        orders.remove().run();
        for (int i = 0; i < 30; i++) {
            memory.take(1, 1);
        }
        assertThat(orders).as("half of what was ordered is left").isEmpty();
        for (int i = 0; i < 10; i++) {
            memory.take(1, 1);
        }
        assertThat(orders).hasSize(1);
    }

    @Test
    void asMuchIsTouchedAheadAsItIsTold() {
        memory.supplyOn(orders::add);
        memory.supplyBetween(8L << Memory.PAGE_SHIFT, 16L << Memory.PAGE_SHIFT);
        memory.take(1, 1);
        assertThat(memory.keptPageBytes()).isEqualTo(8L << Memory.PAGE_SHIFT);
        orders.remove().run();
        memory.supplyBetween(1L << 30, 32L << Memory.PAGE_SHIFT);
        memory.take(1, 1);
        assertThat(memory.keptPageBytes()).as("the maximum is the stronger one").isEqualTo(32L << Memory.PAGE_SHIFT);
        orders.remove().run();
        memory.supplyBetween(8L << Memory.PAGE_SHIFT, 0);
        for (int i = 0; i < 100; i++) {
            memory.take(1, 1);
        }
        assertThat(orders).isEmpty();
        assertThat(memory.keptPageBytes()).isZero();
        memory.supplyBetween(8L << Memory.PAGE_SHIFT, 16L << Memory.PAGE_SHIFT);
        memory.take(1, 1);
        assertThat(orders).as("from now on again").hasSize(1);
    }

    @Test
    void pagesThatWereGivenBackAreOrderedOnceFewAreKept() {
        memory.supplyOn(orders::add);
        int first = memory.take(2_000, 1);
        orders.remove().run();
        memory.give(first, 2_000);
        while (memory.discardSome(100)) {
            assertThat(orders).isEmpty();
        }
        long keptBytes = memory.keptPageBytes();
        for (int i = 0; i < 16; i++) {
            memory.take(1, 1);
            orders.forEach(Runnable::run);
            orders.clear();
        }
        assertThat(memory.keptPageBytes())
                .as("as many were touched as were taken, and more")
                .isGreaterThan(keptBytes);
    }

    @Test
    void withoutAnybodyWhoTakesOrdersMemoryIsTouchedWhenItIsUsed() {
        memory.supplyOn(order -> false);
        Run run = new Run(memory.take(100, 1), 100, 7);
        write(run);
        memory.take(1, 1);
        assertThat(isUntouched(run)).isTrue();
    }
}
