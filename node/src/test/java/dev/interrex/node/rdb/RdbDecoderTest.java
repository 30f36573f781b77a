package dev.interrex.node.rdb;

import static dev.interrex.node.rdb.Payloads.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.node.engine.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RdbDecoderTest {
    private static final byte[] ZIP_LIST =
            bytes(23, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 1, "a", 3, 0xFE, 0x9C, 3, 0xC0, 0, 1, 4, 0xF6, 0xFF);

    private static RdbValue decode(Object... body) {
        Slice payload = Slice.of(Payloads.sealed(bytes(body)));
        assertThat(RdbDecoder.isIntact(payload)).isTrue();
        return RdbDecoder.decode(payload, 1 << 20);
    }

    @Test
    void checksumIsThatOfRedis() {
        assertThat(Crc64.of("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9))
                .isEqualTo(0xe9c6d914c4b8d9caL);
        byte[] payload = Payloads.sealed(bytes(0, 1, "v"));
        payload[2]++;
        assertThat(RdbDecoder.isIntact(Slice.of(payload))).isFalse();
        assertThat(RdbDecoder.isIntact(Slice.of(new byte[9]))).isFalse();
    }

    @Test
    void stringsComeInAllForms() {
        assertThat(text(decode(0, 5, "hello"))).isEqualTo("hello");
        assertThat(text(decode(0, 0x40, 5, "hello"))).isEqualTo("hello");
        assertThat(text(decode(0, 0x80, 0, 0, 0, 5, "hello"))).isEqualTo("hello");
        assertThat(text(decode(0, 0xC0, 0xFF))).isEqualTo("-1");
        assertThat(text(decode(0, 0xC1, 0, 1))).isEqualTo("256");
        assertThat(text(decode(0, 0xC2, 0, 0, 1, 0))).isEqualTo("65536");
        assertThat(text(decode(0, 0xC3, 5, 10, 1, "ab", 0xC0, 1))).isEqualTo("ababababab");
    }

    private static String text(RdbValue value) {
        return ((RdbValue.Text) value).value().toString();
    }

    @Test
    void olderFormsAreRead() {
        RdbValue.ListOf list = (RdbValue.ListOf) decode(10, ZIP_LIST.length, ZIP_LIST);
        assertThat(list.elements().stream().map(Slice::toString)).containsExactly("a", "-100", "256", "5");
        RdbValue.Hash hash = (RdbValue.Hash) decode(13, ZIP_LIST.length, ZIP_LIST);
        assertThat(hash.values().stream().map(Slice::toString)).containsExactly("-100", "5");
        RdbValue.ListOf nodes = (RdbValue.ListOf) decode(14, 2, ZIP_LIST.length, ZIP_LIST, ZIP_LIST.length, ZIP_LIST);
        assertThat(nodes.elements()).hasSize(8);
        byte[] zipMap = bytes(2, 1, "a", 2, 1, "xx", 0, 1, "b", 1, 0, "y", 0xFF);
        RdbValue.Hash map = (RdbValue.Hash) decode(9, zipMap.length, zipMap);
        assertThat(map.fields().stream().map(Slice::toString)).containsExactly("a", "b");
        assertThat(map.values().stream().map(Slice::toString)).containsExactly("xx", "y");
        RdbValue.SortedSet scores = (RdbValue.SortedSet) decode(3, 2, 1, "a", 3, "1.5", 1, "b", 254);
        assertThat(scores.scores()).containsExactly(1.5, Double.POSITIVE_INFINITY);
    }

    @Test
    void whatIsNoValueIsRefused() {
        Object[][] bodies = {
            {1, 0},
            {2, 2, 1, "a", 1, "a"},
            {4, 1, 1, "a"},
            {0, 5, "hell"},
            {0, 0x80, 0x7F, 0xFF, 0xFF, 0xFF, "x"},
            {0, 0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
            {0, 1, "a", 0},
            {99},
            {7, 0},
            {3, 1, 1, "a", 253},
            {0, 0xC3, 1, 0x80, 0x7F, 0xFF, 0xFF, 0xFF, 0},
            {18, 1, 2, 3, "abc"},
            {11, 8, 3, 0, 0, 0, 0, 0, 0, 0},
            {1, 0x80, 0x7F, 0xFF, 0xFF, 0xFF, 1, "a"},
            {15, 0},
        };
        for (Object[] body : bodies) {
            assertThatThrownBy(() -> decode(body)).isInstanceOf(DamagedPayloadException.class);
        }
    }

    @Test
    void bytesAtRandomAreRefusedOrUnderstood() {
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] body = new byte[1 + random.nextInt(60)];
            random.nextBytes(body);
            body[0] = (byte) random.nextInt(26);
            try {
                decode((Object) body);
            } catch (DamagedPayloadException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100_000);
    }
}
