package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.memory.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private final SipHash function = new SipHash(1, 2);
    private final Memory memory = new Memory();
    private final MemberTables tables = new MemberTables(new Blocks(memory), function);
    private final Slice scratch = new Slice();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAMapWhileGrowingAndShrinking(long seed) {
        Table table = new Table(memory, function);
        Map<String, Long> model = new HashMap<>();
        Random random = new Random(seed);
        for (int phase = 0; phase < 6; phase++) {
            boolean growing = phase % 2 == 0;
            for (int i = 0; i < 60_000; i++) {
                String key = "k" + random.nextInt(50_000);
                boolean adding = random.nextInt(10) < (growing ? 8 : 2);
                Long there = model.get(key);
                if (adding && there == null) {
                    model.put(key, insert(table, key, random.nextBoolean()));
                } else if (!adding && there != null) {
                    remove(table, there);
                    model.remove(key);
                } else if (there != null && random.nextInt(4) == 0) {
                    assertThat(find(table, key)).isEqualTo(there);
                } else if (there == null) {
                    assertThat(find(table, key)).isZero();
                }
            }
            assertThat(table.size()).isEqualTo(model.size());
            model.forEach((key, ref) -> assertThat(find(table, key)).isEqualTo(ref));
            List<String> all = allIn(table);
            assertThat(all).hasSize(model.size());
            assertThat(new HashSet<>(all)).isEqualTo(model.keySet());
        }
        model.values().forEach(ref -> remove(table, ref));
        assertThat(table.size()).isZero();
        assertThat(table.usedBytes()).isZero();
        assertThat(allIn(table)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void scanReturnsEveryKeyThatStaysExactlyOnce(long seed) {
        Table table = new Table(memory, function);
        Random random = new Random(seed);
        Set<String> staying = new HashSet<>();
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            insert(table, "stays" + i, false);
            staying.add("stays" + i);
        }
        boolean growing = seed % 2 == 0;
        for (int i = 0; i < (growing ? 0 : 50_000); i++) {
            others.add(insert(table, "other" + i, false));
        }
        List<String> seen = new ArrayList<>();
        long position = 0;
        do {
            position = table.visit(position, ref -> seen.add(key(table, ref)));
            assertThat(position).isBetween(0L, (1L << Table.POSITION_BITS) - 1);
            if (growing) {
                insert(table, "new" + random.nextLong(), false);
                insert(table, "new" + random.nextLong(), false);
            }
            for (int i = 0; i < 40 && !others.isEmpty(); i++) {
                remove(table, others.removeLast());
            }
        } while (position != 0);
        seen.removeIf(key -> !staying.contains(key));
        assertThat(seen).hasSize(staying.size());
        assertThat(new HashSet<>(seen)).isEqualTo(staying);
    }

    @Test
    void cursorsOfNobodysMakingEndTheScan() {
        Table table = new Table(memory, function);
        insert(table, "k", false);
        assertThat(table.visit(-1, ref -> {})).isZero();
        assertThat(table.visit(1L << Table.POSITION_BITS, ref -> {})).isZero();
        assertThat(table.visit(Long.MAX_VALUE, ref -> {})).isZero();
    }

    @Test
    void randomPicksEveryKey() {
        Table table = new Table(memory, function);
        for (int i = 0; i < 100; i++) {
            insert(table, "k" + i, false);
        }
        Set<String> picked = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            picked.add(key(table, table.random(random.nextLong())));
        }
        assertThat(picked).hasSize(100);
        assertThat(new Table(memory, function).random(1)).isZero();
    }

    private long insert(Table table, String key, boolean asObject) {
        Slice slice = Slice.of(key);
        long hash = slice.hash(function);
        long ref = asObject
                ? table.addObject(new HashEntry(slice.toBytes(), hash, tables, new PackedFields()))
                : table.records.create(Records.STRING, StringEntry.RAW, slice, Slice.of("v"), -1, 0, 0);
        table.insert(hash, ref);
        return ref;
    }

    private static void remove(Table table, long ref) {
        table.remove(table.hashOf(ref), ref);
        if (Table.isObject(ref)) {
            table.freeObject(ref);
        } else {
            table.records.free(ref);
        }
    }

    private String key(Table table, long ref) {
        return Table.isObject(ref)
                ? new String(table.object(ref).key)
                : table.records.key(ref, scratch).toString();
    }

    private long find(Table table, String key) {
        Slice slice = Slice.of(key);
        return table.find(slice.hash(function), slice);
    }

    private List<String> allIn(Table table) {
        List<String> keys = new ArrayList<>();
        long position = 0;
        do {
            position = table.visit(position, ref -> keys.add(key(table, ref)));
        } while (position != 0);
        return keys;
    }
}
