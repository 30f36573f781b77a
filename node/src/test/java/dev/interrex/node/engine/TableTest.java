package dev.interrex.node.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private final SipHash function = new SipHash(1, 2);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAMapWhileGrowingAndShrinking(long seed) {
        Table table = new Table();
        Map<String, Entry> model = new HashMap<>();
        Random random = new Random(seed);
        for (int phase = 0; phase < 6; phase++) {
            boolean growing = phase % 2 == 0;
            for (int i = 0; i < 60_000; i++) {
                String key = "k" + random.nextInt(50_000);
                boolean adding = random.nextInt(10) < (growing ? 8 : 2);
                Entry there = model.get(key);
                if (adding && there == null) {
                    Entry entry = entry(key);
                    table.insert(entry);
                    model.put(key, entry);
                } else if (!adding && there != null) {
                    table.remove(there);
                    model.remove(key);
                } else if (there != null && random.nextInt(4) == 0) {
                    assertThat(find(table, key)).isSameAs(there);
                } else if (there == null) {
                    assertThat(find(table, key)).isNull();
                }
            }
            assertThat(table.size()).isEqualTo(model.size());
            model.forEach((key, entry) -> assertThat(find(table, key)).isSameAs(entry));
            List<String> all = allIn(table);
            assertThat(all).hasSize(model.size());
            assertThat(new HashSet<>(all)).isEqualTo(model.keySet());
        }
        new ArrayList<>(model.values()).forEach(table::remove);
        assertThat(table.size()).isZero();
        assertThat(allIn(table)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void scanReturnsEveryKeyThatStaysExactlyOnce(long seed) {
        Table table = new Table();
        Random random = new Random(seed);
        Set<String> staying = new HashSet<>();
        List<Entry> others = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            table.insert(entry("stays" + i));
            staying.add("stays" + i);
        }
        boolean growing = seed % 2 == 0;
        for (int i = 0; i < (growing ? 0 : 50_000); i++) {
            others.add(entry("other" + i));
            table.insert(others.getLast());
        }
        List<String> seen = new ArrayList<>();
        long position = 0;
        do {
            position = table.visit(position, entry -> seen.add(new String(entry.key)));
            assertThat(position).isBetween(0L, (1L << Table.POSITION_BITS) - 1);
            if (growing) {
                table.insert(entry("new" + random.nextLong()));
                table.insert(entry("new" + random.nextLong()));
            }
            for (int i = 0; i < 40 && !others.isEmpty(); i++) {
                table.remove(others.removeLast());
            }
        } while (position != 0);
        seen.removeIf(key -> !staying.contains(key));
        assertThat(seen).hasSize(staying.size());
        assertThat(new HashSet<>(seen)).isEqualTo(staying);
    }

    @Test
    void cursorsOfNobodysMakingEndTheScan() {
        Table table = new Table();
        table.insert(entry("k"));
        assertThat(table.visit(-1, entry -> {})).isZero();
        assertThat(table.visit(1L << Table.POSITION_BITS, entry -> {})).isZero();
        assertThat(table.visit(Long.MAX_VALUE, entry -> {})).isZero();
    }

    @Test
    void randomPicksEveryKey() {
        Table table = new Table();
        for (int i = 0; i < 100; i++) {
            table.insert(entry("k" + i));
        }
        Set<String> picked = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            Entry entry = requireNonNull(table.random(random.nextLong()));
            picked.add(new String(entry.key));
        }
        assertThat(picked).hasSize(100);
        assertThat(new Table().random(1)).isNull();
    }

    private Entry entry(String key) {
        byte[] bytes = key.getBytes();
        return new StringEntry(bytes, function.hash(bytes, 0, bytes.length), new byte[0], 0, StringEntry.RAW);
    }

    private @Nullable Entry find(Table table, String key) {
        Slice slice = Slice.of(key);
        return table.find(slice.hash(function), slice);
    }

    private static List<String> allIn(Table table) {
        List<String> keys = new ArrayList<>();
        long position = 0;
        do {
            position = table.visit(position, entry -> keys.add(new String(entry.key)));
        } while (position != 0);
        return keys;
    }
}
