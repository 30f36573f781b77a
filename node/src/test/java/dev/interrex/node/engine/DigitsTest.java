package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
    private static Slice slice(String text) {
        return Slice.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                7,
                -1,
                10,
                999_999_999_999_999_999L,
                -999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void canonicalDecimalsAreNumbers(long value) {
        Slice text = slice(Long.toString(value));
        assertThat(Digits.isLong(text)).isTrue();
        assertThat(Digits.parse(text)).isEqualTo(value);
        assertThat(Digits.render(value, new Slice()).toString()).isEqualTo(text.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "-0",
                "00",
                "01",
                "-01",
                "+1",
                " 1",
                "1 ",
                "1.0",
                "1e3",
                "x",
                "12345678901234567x",
                "999999999999999999/",
                "9223372036854775808",
                "-9223372036854775809",
                "9999999999999999999",
                "-99999999999999999999",
                "123456789012345678901"
            })
    void othersAreNot(String text) {
        assertThat(Digits.isLong(slice(text))).isFalse();
    }
}
