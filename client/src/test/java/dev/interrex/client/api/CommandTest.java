package dev.interrex.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @Test
    void encodesTextBytesAndNumbers() {
        Command<Reply> command = Command.write("set", "ключ", new byte[] {0, 1}, "PX", 1500L);
        assertThat(command.name()).isEqualTo("SET");
        assertThat(command.arguments())
                .containsExactly("ключ".getBytes(StandardCharsets.UTF_8), new byte[] {0, 1}, utf8("PX"), utf8("1500"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "blpop", "MULTI", "Select", "WATCH", "CLIENT"})
    void refusesWhatWouldChangeOrHoldUpTheSharedConnection(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.write(name))
                .withMessageContaining("share");
    }

    @Test
    void refusesArgumentsOfUnknownType() {
        assertThatIllegalArgumentException().isThrownBy(() -> Command.read("GET", List.of("k")));
    }

    @Test
    void doesNotShowItsArguments() {
        assertThat(Command.write("SET", "k", "secret")).hasToString("SET");
    }

    @Test
    void flattensMapsBehindTheKey() {
        assertThat(Commands.hset("h", Map.of("f", "v")).arguments()).containsExactly(utf8("h"), utf8("f"), utf8("v"));
    }

    @Test
    void readsBothShapesOfAMap() {
        List<Reply> flat = List.of(text("f"), text("v"));
        assertThat(Commands.hgetAll("h").read(new Reply.Pairs(flat))).isEqualTo(Map.of("f", "v"));
        assertThat(Commands.hgetAll("h").read(new Reply.Many(flat))).isEqualTo(Map.of("f", "v"));
    }

    @Test
    void saysWhatItExpectedInsteadOfTheReply() {
        assertThatThrownBy(() -> Commands.increment("k").read(text("OK")))
                .isInstanceOf(UnexpectedReplyException.class)
                .hasMessage("expected a number, the server sent \"OK\"");
    }

    private static Reply text(String text) {
        return new Reply.Text(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
