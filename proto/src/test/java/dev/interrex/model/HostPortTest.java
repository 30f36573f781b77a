package dev.interrex.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:6379, 127.0.0.1, 6379",
        "db-1.example.org:1, db-1.example.org, 1",
        "[::1]:65535, ::1, 65535",
        "[2001:db8::17]:0, 2001:db8::17, 0",
        "[::ffff:10.0.0.1]:80, ::ffff:10.0.0.1, 80",
        "[fe80::1%eth0]:80, fe80::1%eth0, 80",
    })
    void addressesHaveAHostAndAPortAndComeOutAsTheyWere(String text, String host, int port) {
        assertThat(HostPort.parse(text)).contains(new HostPort(host, port));
        assertThat(HostPort.of(text)).hasToString(text);
        assertThat(HostPort.of(text).spaced()).isEqualTo(host + " " + port);
        assertThat(new SentinelAddress("s1", text, text, "").wellFormed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":1",
                "h",
                "h:",
                "h:x",
                "h:-1",
                "h:65536",
                "h:999999",
                "h h:1",
                "::1:26380",
                "2001:db8::1",
                "[::1]",
                "[::1]26380",
                "[::1:26380",
                "[]:1",
                "[name]:1",
                "[::1]x:1",
                "http://h:1",
            })
    void whatHasAnotherFormIsNoAddress(String text) {
        assertThat(HostPort.parse(text)).isEmpty();
        assertThat(HostPort.orNowhere(text)).isEqualTo(HostPort.NOWHERE);
        assertThatThrownBy(() -> HostPort.of(text)).hasMessage("'" + text + "' is not host:port");
        assertThat(new SentinelAddress("s1", "h:1", text, "").wellFormed()).isFalse();
    }

    @Test
    void nowhereHasNoHost() {
        assertThat(HostPort.NOWHERE.host()).isEmpty();
    }
}
