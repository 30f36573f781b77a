package dev.interrex.sentinel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.config.ConfigException;
import dev.interrex.model.CommitMode;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.SentinelAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentinelConfigTest {
    private static final String GOOD = """
        # comment
        sentinel-id s2
        dir "data dir"
        sentinel s1 127.0.0.1:26380 127.0.0.1:26379 a
        sentinel s2 127.0.0.1:26390 127.0.0.1:26389 b
        sentinel s3 127.0.0.1:26400 127.0.0.1:26399
        group orders min-isr 0 commit durable
        group carts commit memory
        node orders n1 127.0.0.1:6379 127.0.0.1:16379 a 100
        node orders n2 127.0.0.1:6380 127.0.0.1:16380 b 0
        node carts n1 127.0.0.1:6381 127.0.0.1:16381
        suspect-after-ms 400
        """;

    private static void rejected(String text, String... says) {
        assertThatThrownBy(() -> SentinelConfig.parse("f.conf", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(says);
    }

    @Test
    void wholeFileIsRead() throws ConfigException {
        SentinelConfig config = SentinelConfig.parse("f.conf", GOOD);
        assertThat(config.self()).isEqualTo(new SentinelAddress("s2", "127.0.0.1:26390", "127.0.0.1:26389", "b"));
        assertThat(config.dir()).isEqualTo(Path.of("data dir"));
        assertThat(config.sentinels()).hasSize(3);
        assertThat(config.groups()).hasSize(2);
        assertThat(config.groups().get(0).nodes())
                .containsExactly(
                        new NodeAddress("n1", "127.0.0.1:6379", "127.0.0.1:16379", "a", 100),
                        new NodeAddress("n2", "127.0.0.1:6380", "127.0.0.1:16380", "b", 0));
        assertThat(config.groups().get(1).commitMode()).isEqualTo(CommitMode.MEMORY);
        assertThat(config.timing().suspectAfterMs()).isEqualTo(400);
        assertThat(config.timing().heartbeatIntervalMs()).isEqualTo(25);
        assertThat(config.port()).isEqualTo(26379);
        assertThat(config.bind()).isEqualTo("127.0.0.1");
    }

    @Test
    void ipv6AddressesStandInBrackets() throws ConfigException {
        String more = GOOD + "sentinel s4 [2001:db8::4]:26380 [2001:db8::4]:26379\n";
        assertThat(SentinelConfig.parse("f.conf", more).sentinels())
                .contains(new SentinelAddress("s4", "[2001:db8::4]:26380", "[2001:db8::4]:26379", ""));
        rejected(GOOD + "sentinel s4 2001:db8::4:26380 h:1\n", "'2001:db8::4:26380' is not host:port", "in brackets");
    }

    @Test
    void optionsOfTheCommandLineAreStronger(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("sentinel.conf"), GOOD);
        SentinelConfig config = SentinelConfig.read(file, List.of("--suspect-after-ms", "500", "--sentinel-id", "s1"));
        assertThat(config.timing().suspectAfterMs()).isEqualTo(500);
        assertThat(config.sentinelId()).isEqualTo("s1");
    }

    @Test
    void misspeltDirectiveIsSaidWithItsLineAndASuggestion() {
        rejected(GOOD + "hearbeat-interval-ms 25", "f.conf:13", "did you mean heartbeat-interval-ms?");
    }

    @Test
    void numbersHaveBounds() {
        rejected(GOOD + "grpc-port 70000", "f.conf:13: grpc-port", "1 to 65535");
        rejected(GOOD + "grpc-port many", "f.conf:13: grpc-port", "'many'");
        rejected(GOOD + "heartbeat-interval-ms 200", "four times");
    }

    @Test
    void waitsAndBuffersAreConfiguredWithinBounds() throws ConfigException {
        assertThat(SentinelConfig.parse("f.conf", GOOD).waits().settleTimeoutMs())
                .isEqualTo(10_000);
        SentinelConfig config = SentinelConfig.parse(
                "f.conf", GOOD + "settle-timeout-ms 3000\nclient-unread-bytes 262144\nsentinel-change-timeout-ms 500");
        assertThat(config.waits().settleTimeoutMs()).isEqualTo(3_000);
        assertThat(config.waits().sentinelChangeTimeoutMs()).isEqualTo(500);
        assertThat(config.resp().unreadBytes()).isEqualTo(262_144);
        assertThat(config.waits().switchoverPrepareMs()).isEqualTo(500);
        rejected(GOOD + "retry-interval-ms 9", "f.conf:13: retry-interval-ms", "10 to 10000");
        rejected(GOOD + "client-query-buffer-bytes 1000", "131072 to 1073741824");
        rejected(GOOD + "settle-timeout 1", "did you mean settle-timeout-ms?");
        rejected(GOOD + "peer-silence-ms 399", "eight times suspicion-refresh-ms 50");
    }

    @Test
    void directiveGivenTwiceIsAMistake() {
        rejected(GOOD + "suspect-after-ms 300", "f.conf:13", "twice");
    }

    @Test
    void sentinelThatIsNotListedCannotStart() {
        rejected("sentinel-id s1", "not among the sentinels");
        rejected("port 1", "sentinel-id is missing");
    }

    @Test
    void nodesNeedTheirGroup() {
        rejected(GOOD + "node order n1 h:1 h:2", "no such group", "did you mean orders?");
        rejected(GOOD + "node orders n1 h:1 h:2", "f.conf:13", "two nodes named n1");
    }

    @Test
    void theReferenceIsThatOfTheDeclarations() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("regenerate with ConfigurationDocMain docs/configuration.md")
                .endsWith("\n" + ConfigurationDocMain.markdown());
    }

    @Test
    void sparesAreNodesThatStandBy() throws ConfigException {
        SentinelConfig config =
                SentinelConfig.parse("f.conf", GOOD + "spare orders n9 h:1 h:2 c\nspare-after-lost-ms 700");
        assertThat(config.groups().getFirst().spares()).containsExactly(new NodeAddress("n9", "h:1", "h:2", "c", 100));
        assertThat(config.timing().spareAfterLostMs()).isEqualTo(700);
        assertThat(config.timing().spareAfterSilentMs()).isEqualTo(60_000);
        rejected(GOOD + "spare orders n1 h:1 h:2", "two nodes named n1");
        rejected(GOOD + "spare order n9 h:1 h:2", "did you mean orders?");
        rejected(GOOD + "spare orders n9 h:1", "expected: spare GROUP NAME");
    }

    @Test
    void linesThatMakeNoSenseAreShownTheirForm() {
        rejected(GOOD + "sentinel s4 127.0.0.1:1", "f.conf:13", "RESP-HOST:PORT");
        rejected(GOOD + "sentinel s4 127.0.0.1 127.0.0.1:1", "not host:port");
        rejected(GOOD + "node orders N3 h:1 h:2", "'N3' is not a name");
        rejected(GOOD + "group more min-isr", "expected: group NAME");
        rejected(GOOD + "group more commit never", "durable or memory");
        rejected(GOOD + "dir \"open", "f.conf:13", "quotes");
    }

    @Test
    void fileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> SentinelConfig.read(Path.of("nowhere.conf"), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nowhere.conf: cannot be read");
    }
}
