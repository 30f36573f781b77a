package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedFieldsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void holdWhatAMapHoldsInItsOrder(long seed) {
        Random random = new Random(seed);
        PackedFields fields = new PackedFields();
        Map<String, String> expected = new LinkedHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String field = random.nextBoolean() ? "f" + random.nextInt(20) : number(random.nextInt(20));
            if (random.nextInt(3) > 0) {
                String value = text(random);
                assertThat(fields.put(Slice.of(field), Slice.of(value))).isEqualTo(expected.put(field, value) == null);
                Slice found = new Slice();
                assertThat(fields.get(Slice.of(field), found)).isTrue();
                assertThat(found.toString()).isEqualTo(value);
            } else {
                assertThat(fields.remove(Slice.of(field))).isEqualTo(expected.remove(field) != null);
            }
            if (i % 100 == 0) {
                fields = PackedFields.of(fields.packed());
                assertThat(contents(fields).toString()).isEqualTo(expected.toString());
                assertThat(fields.size()).isEqualTo(expected.size());
            }
        }
    }

    private static Map<String, String> contents(PackedFields fields) {
        Map<String, String> contents = new LinkedHashMap<>();
        fields.scan(0, 1, (field, value) -> contents.put(field.toString(), value.toString()));
        return contents;
    }

    /** The same number for the same {@code bits}, and the neighbours of every power of two. */
    private static String number(int bits) {
        return Long.toString((1L << (bits * 3 + 5)) - bits % 3 + 1);
    }

    private static String text(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Long.toString((1L << random.nextInt(64)) + random.nextInt(3) - 1);
            case 1 -> Long.toString(-(1L << random.nextInt(64)) + random.nextInt(3) - 1);
            case 2 -> Integer.toString(random.nextInt(300) - 150);
            case 3 -> "0" + random.nextInt(1000);
            case 4 -> "v".repeat(90 + random.nextInt(12));
            case 5 -> "v".repeat(4090 + random.nextInt(12));
            default -> "v".repeat(random.nextInt(10));
        };
    }

    @Test
    void numbersTakeFewerBytesThanTheirDigits() {
        assertThat(packed("12")).isEqualTo(2);
        assertThat(packed("127")).isEqualTo(2);
        assertThat(packed("128")).isEqualTo(4);
        assertThat(packed("-1")).isEqualTo(3);
        assertThat(packed("-9223372036854775808")).isEqualTo(10);
        assertThat(packed("007")).isEqualTo(5);
    }

    /** With an empty field. */
    private static int packed(String value) {
        PackedFields fields = new PackedFields();
        fields.put(Slice.of(""), Slice.of(value));
        return fields.packed().length();
    }
}
