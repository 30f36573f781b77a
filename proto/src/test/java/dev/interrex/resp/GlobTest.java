package dev.interrex.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    private static boolean matches(String pattern, String text) {
        return Glob.matches(pattern.getBytes(ISO_8859_1), text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        *         | ""        | true
        *         | anything  | true
        h?llo     | hello     | true
        h?llo     | hllo      | false
        h*llo     | heeeello  | true
        h[ae]llo  | hallo     | true
        h[ae]llo  | hillo     | false
        h[^e]llo  | hallo     | true
        h[^e]llo  | hello     | false
        h[a-c]llo | hbllo     | true
        h[c-a]llo | hbllo     | true
        h[a-c]llo | hdllo     | false
        a\\*b     | a*b       | true
        a\\*b     | axb       | false
        [\\]]     | ]         | true
        *a*b      | xaybzb    | true
        *a*b      | xaybz     | false
        news.*    | news.     | true
        news.*    | new       | false
        ""        | ""        | true
        ""        | x         | false
        """)
    void patternsMatchAsInRedis(String pattern, String text, boolean expected) {
        assertThat(matches(pattern.replace("\\\\", "\\"), text)).isEqualTo(expected);
    }

    @Test
    void manyStarsTakeNoExponentialTime() {
        assertThat(matches("a*".repeat(40) + "b", "a".repeat(5000))).isFalse();
    }
}
