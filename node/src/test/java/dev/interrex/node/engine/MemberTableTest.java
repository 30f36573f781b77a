package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.memory.Memory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTableTest {
    private final Blocks blocks = new Blocks(new Memory());
    private final MemberTables tables = new MemberTables(blocks, new SipHash(1, 2));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void holdsWhatAMapHolds(long seed) {
        Random random = new Random(seed);
        MemberTable table = tables.valued();
        Map<String, String> expected = new HashMap<>();
        for (int phase = 0; phase < 6; phase++) {
            int adding = phase % 2 == 0 ? 80 : 20;
            for (int i = 0; i < 20_000; i++) {
                String field = field(random);
                if (random.nextInt(100) < adding) {
                    String value = "v".repeat(valueLength(random)) + i;
                    boolean isNew = expected.put(field, value) == null;
                    assertThat(table.put(Slice.of(field), Slice.of(value))).isEqualTo(isNew);
                } else {
                    assertThat(table.remove(Slice.of(field))).isEqualTo(expected.remove(field) != null);
                }
            }
            assertThat(contents(table)).isEqualTo(expected);
            assertThat(table.size()).isEqualTo(expected.size());
            assertThat(table.blockBytes()).isEqualTo(blocks.usedBytes());
            expected.forEach((field, value) -> {
                Slice found = new Slice();
                table.readValue(table.find(Slice.of(field)), found);
                assertThat(found.toString()).isEqualTo(value);
            });
        }
        for (String field : new HashSet<>(expected.keySet())) {
            table.remove(Slice.of(field));
        }
        assertThat(blocks.usedBytes()).isZero();
        assertThat(table.first()).isEqualTo(-1);
    }

    private static String field(Random random) {
        int number = random.nextInt(5_000);
        return number % 50 == 0 ? "long".repeat(number) + number : "field" + number;
    }

    private static int valueLength(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(3_000);
            case 1 -> 120 + random.nextInt(16);
            case 2 -> 505 + random.nextInt(16);
            default -> random.nextInt(30);
        };
    }

    private static Map<String, String> contents(MemberTable table) {
        Map<String, String> contents = new HashMap<>();
        Slice field = new Slice();
        Slice value = new Slice();
        for (long place = table.first(); place >= 0; place = table.next(place)) {
            table.read(table.item(place), field);
            table.readValue(table.item(place), value);
            assertThat(contents.put(field.toString(), value.toString())).isNull();
        }
        return contents;
    }

    @Test
    void segmentWhoseValuesAllGrowIsSplit() {
        MemberTable table = tables.valued();
        for (int length = 1; length <= 520; length += 40) {
            for (int i = 0; i < 200; i++) {
                table.put(Slice.of("f" + i), Slice.of("x".repeat(length)));
            }
        }
        assertThat(contents(table)).hasSize(200).containsEntry("f7", "x".repeat(481));
        table.release(Integer.MAX_VALUE);
        assertThat(blocks.usedBytes()).isZero();
    }

    @Test
    void scanVisitsWhateverStaysWhileTheTableGrowsAndShrinks() {
        Random random = new Random(1);
        MemberTable table = tables.members();
        for (int i = 0; i < 3_000; i++) {
            table.put(Slice.of("stays" + i));
        }
        Set<String> seen = new HashSet<>();
        Slice member = new Slice();
        long cursor = 0;
        int round = 0;
        do {
            cursor = table.scan(cursor, 10, item -> {
                table.read(item, member);
                seen.add(member.toString());
            });
            round++;
            for (int i = 0; i < 300; i++) {
                Slice other = Slice.of("other" + random.nextInt(20_000));
                if (round % 200 < 100) {
                    table.put(other);
                } else {
                    table.remove(other);
                }
            }
        } while (cursor != 0);
        for (int i = 0; i < 3_000; i++) {
            assertThat(seen).contains("stays" + i);
        }
    }

    @Test
    void randomPicksEveryMemberAboutAsOften() {
        MemberTable table = tables.numbered();
        for (int i = 0; i < 1_000; i++) {
            table.put(Slice.of("m" + i), i);
        }
        int[] picked = new int[1_000];
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            picked[(int) table.number(table.random(random))]++;
        }
        for (int count : picked) {
            assertThat(count).isBetween(120, 290);
        }
    }

    @Test
    void copyIsIndependentAndReleasedInSlices() {
        MemberTable table = tables.valued();
        for (int i = 0; i < 10_000; i++) {
            table.put(Slice.of("f" + i), Slice.of("x".repeat(i % 700)));
        }
        Map<String, String> before = contents(table);
        long alone = blocks.usedBytes();
        MemberTable copy = table.copy();
        assertThat(copy.blockBytes()).isEqualTo(alone).isEqualTo(blocks.usedBytes() - alone);
        for (int i = 0; i < 10_000; i += 2) {
            table.remove(Slice.of("f" + i));
            table.put(Slice.of("f" + (i + 1)), Slice.of("y"));
        }
        assertThat(contents(copy)).isEqualTo(before);
        int slices = 0;
        while (copy.release(10) >= 10) {
            slices++;
            assertThat(table.blockBytes() + copy.blockBytes()).isEqualTo(blocks.usedBytes());
        }
        assertThat(slices).isGreaterThan(5);
        assertThat(contents(table)).hasSize(5_000);
        assertThat(blocks.usedBytes()).isEqualTo(table.blockBytes());
    }

    @Test
    void compactionGivesPagesBackAndChangesNothing() {
        MemberTable[] all = new MemberTable[400];
        for (int i = 0; i < all.length; i++) {
            all[i] = tables.valued();
        }
        for (int j = 0; j < 600; j++) {
            for (MemberTable table : all) {
                table.put(Slice.of("f" + j), Slice.of("x".repeat(j % 60)));
            }
        }
        for (int i = 0; i < all.length; i++) {
            if (i % 8 != 7) {
                all[i].release(Integer.MAX_VALUE);
            }
        }
        Map<String, String> before = contents(all[7]);
        long used = blocks.usedBytes();
        long reserved = blocks.reservedBytes();
        for (int round = 0; round < 3; round++) {
            for (MemberTable table : all) {
                for (long place = 0; place >= 0; ) {
                    place = table.compact(place, 3);
                }
            }
        }
        assertThat(contents(all[7])).isEqualTo(before);
        assertThat(blocks.usedBytes()).isEqualTo(used);
        assertThat(blocks.reservedBytes()).isLessThan(reserved / 2);
    }
}
