package dev.interrex.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.config.ConfigException;
import dev.interrex.model.CommitMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("node.conf"), text);
    }

    private static NodeConfig standalone(String... more) throws ConfigException {
        List<String> arguments = new java.util.ArrayList<>(List.of("--standalone"));
        arguments.addAll(List.of(more));
        return NodeConfig.load(arguments, "");
    }

    @Test
    void theCommandLineOverridesTheFile() throws Exception {
        Path file = file("# a comment\nnode-id n1\n  GROUP \"orders\"\nport 7000\nlog-ring-size 16mb\n");
        NodeConfig config =
                NodeConfig.load(List.of(file.toString(), "--port", "7001", "--bind", "127.0.0.1", "::1"), "");
        assertThat(config.get(GroupDirectives.NODE_ID)).isEqualTo("n1");
        assertThat(config.get(GroupDirectives.GROUP_NAME)).isEqualTo("orders");
        assertThat(config.get(NetworkDirectives.PORT)).isEqualTo(7001);
        assertThat(config.get(NetworkDirectives.BIND)).containsExactly("127.0.0.1", "::1");
        assertThat(config.get(GroupDirectives.LOG_RING_SIZE)).isEqualTo(16L << 20);
    }

    @Test
    void aDashReadsStandardInput() throws Exception {
        NodeConfig config = NodeConfig.load(List.of("-"), "standalone yes\ncommit memory\n");
        assertThat(config.get(GroupDirectives.COMMIT)).isEqualTo(CommitMode.MEMORY);
    }

    @Test
    void includedFilesStandInTheirPlace() throws Exception {
        Files.writeString(directory.resolve("base.conf"), "standalone yes\nport 7000\ntimeout 5\n");
        NodeConfig config =
                NodeConfig.load(List.of(file("include base.conf\nport 7002\n").toString()), "");
        assertThat(config.get(NetworkDirectives.PORT)).isEqualTo(7002);
        assertThat(config.get(NetworkDirectives.TIMEOUT)).isEqualTo(5);
        assertThatThrownBy(() ->
                        NodeConfig.load(List.of(file("include node.conf\n").toString()), ""))
                .hasMessageContaining("include one another");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        prot 6379            | node.conf:2: unknown directive 'prot'; did you mean 'port'?
        port 70000           | node.conf:2: port: 70000 is not between 0 and 65535
        port x               | node.conf:2: port: 'x' is not a whole number
        port                 | node.conf:2: port: needs a value
        log-ring-size 64x    | node.conf:2: log-ring-size: '64x' is not a size such as 64mb
        commit sometimes     | node.conf:2: commit: 'sometimes' is none of durable, memory, none
        protected-mode maybe | node.conf:2: protected-mode: 'maybe' is neither yes nor no
        requirepass "x       | node.conf:2: unbalanced quotes
        cluster-enabled yes  | node.conf:2: cluster-enabled cannot be honoured: there is no cluster mode; use one group
        loadmodule x.so      | node.conf:2: loadmodule cannot be honoured: modules cannot be loaded
        eviction-comand-us 1 | node.conf:2: unknown directive 'eviction-comand-us'; did you mean 'eviction-command-us'?
        eviction-command-us 0 | node.conf:2: eviction-command-us: 0 is not between 1 and 1000000
        eviction-share-percentage 101 | node.conf:2: eviction-share-percentage: 101 is not between 1 and 100
        memory-supply-max-bytes 2gb | node.conf:2: memory-supply-max-bytes: 2gb is not between 0 and 1gb
        replicaof host 6379  | node.conf:2: replicaof cannot be honoured: the sentinels decide which node is primary; see node-id and group
        """)
    void aBadLineIsNamedWithWhatWouldBeRight(String line, String message) throws Exception {
        Path file = file("standalone yes\n" + line + "\n");
        assertThatThrownBy(() -> NodeConfig.load(List.of(file.toString()), ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void aNodeOfAGroupNeedsItsNames() {
        assertThatThrownBy(() -> NodeConfig.load(List.of("--node-id", "n1"), ""))
                .hasMessageContaining("group is missing");
    }

    @Test
    void harmlessDirectivesOfRedisAreIgnoredWithANotice() throws Exception {
        NodeConfig config = standalone("--save", "900", "1", "--appendonly", "no", "--daemonize", "no");
        assertThat(config.notices()).hasSize(3).first().asString().startsWith("ignored: save at command line (");
    }

    @ParameterizedTest
    @CsvSource({"1k,1000", "1kb,1024", "2M,2000000", "2mb,2097152", "1GB,1073741824", "7,7", "7b,7"})
    void sizesHaveRedisUnits(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(bytes);
    }

    @Test
    void clientsFindTheValuesThatTheyAskFor() throws Exception {
        Map<String, String> all = standalone("--maxmemory", "100mb").all();
        assertThat(all)
                .containsEntry("timeout", "0")
                .containsEntry("databases", "16")
                .containsEntry("save", "")
                .containsEntry("appendonly", "yes")
                .containsEntry("slave-read-only", "yes")
                .containsEntry("replica-read-only", "yes")
                .containsEntry("maxmemory", "104857600")
                .containsEntry("maxmemory-policy", "noeviction")
                .containsEntry("notify-keyspace-events", "")
                .containsEntry("proto-max-bulk-len", "536870912")
                .containsEntry(
                        "client-output-buffer-limit",
                        "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60");
    }

    @Test
    void severalChangesAreMadeAllOrNone() throws Exception {
        NodeConfig config = standalone();
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("timeout", "30");
        changes.put("maxclients", "none");
        assertThat(config.change(changes))
                .hasValue(
                        "CONFIG SET failed (possibly related to argument 'maxclients') - 'none' is not a whole number");
        assertThat(config.get(NetworkDirectives.TIMEOUT)).isZero();
        changes.put("maxclients", "77");
        assertThat(config.change(changes)).isEmpty();
        assertThat(config.get(NetworkDirectives.TIMEOUT)).isEqualTo(30);
        assertThat(config.change(Map.of("port", "1")))
                .hasValueSatisfying(text -> assertThat(text).contains("immutable"));
        assertThat(config.change(Map.of("nonsense", "1")))
                .hasValueSatisfying(text -> assertThat(text).contains("Unknown option"));
        assertThat(config.change(Map.of("save", ""))).isEmpty();
        assertThat(config.change(Map.of("client-output-buffer-limit", "pubsub 1mb 0 0")))
                .isEmpty();
        assertThat(config.get(NetworkDirectives.CLIENT_OUTPUT_BUFFER_LIMIT)
                        .pubsub()
                        .hardBytes())
                .isEqualTo(1 << 20);
    }

    @Test
    void whatUpkeepMayTakeIsShownAndCanBeChangedWithinItsBounds() throws Exception {
        NodeConfig config = standalone("--eviction-command-us", "250", "--memory-supply-max-bytes", "64mb");
        assertThat(config.all())
                .containsEntry("eviction-command-us", "250")
                .containsEntry("eviction-command-keys", "64")
                .containsEntry("eviction-share-percentage", "12")
                .containsEntry("memory-supply-min-bytes", "4194304")
                .containsEntry("memory-supply-max-bytes", "67108864");
        assertThat(UpkeepDirectives.all()).allMatch(Directive::isMutable);
        assertThat(config.change(Map.of("memory-supply-max-bytes", "0", "eviction-share-percentage", "50")))
                .isEmpty();
        assertThat(config.get(UpkeepDirectives.MEMORY_SUPPLY_MAX_BYTES)).isZero();
        assertThat(config.get(UpkeepDirectives.EVICTION_SHARE_PERCENTAGE)).isEqualTo(50);
        assertThat(config.change(Map.of("eviction-share-percentage", "0")))
                .hasValueSatisfying(text -> assertThat(text).endsWith("0 is not between 1 and 100"));
        assertThat(config.get(UpkeepDirectives.EVICTION_SHARE_PERCENTAGE)).isEqualTo(50);
    }

    @Test
    void processorsAreListedAsInRedis() throws Exception {
        NodeConfig config = standalone("--server_cpulist", "0-7:2", "--bio-cpulist", "1,10-11,9");
        assertThat(config.get(EngineDirectives.SERVER_CPULIST)).isEqualTo(BitSet.valueOf(new long[] {0b1010101}));
        assertThat(config.all())
                .containsEntry("server-cpulist", "0,2,4,6")
                .containsEntry("server_cpulist", "0,2,4,6")
                .containsEntry("bio-cpulist", "1,9-11");
        assertThat(standalone().get(EngineDirectives.BIO_CPULIST).isEmpty()).isTrue();
        for (String wrong : List.of("a", "1,", "3-1", "0-7:0", "8192", "-1", "0:2", "99999")) {
            assertThatThrownBy(() -> standalone("--bio-cpulist", wrong)).hasMessageContaining("bio-cpulist");
        }
    }

    @Test
    void followersHearOfAValueAtOnceAndOfEveryChange() throws Exception {
        NodeConfig config = standalone();
        List<Integer> seen = new java.util.ArrayList<>();
        config.follow(NetworkDirectives.TIMEOUT, seen::add);
        config.change(Map.of("timeout", "9"));
        assertThat(seen).containsExactly(0, 9);
    }

    @Test
    void rewriteKeepsCommentsAndWhatWasNotChanged() throws Exception {
        Path file = file("# mine\nstandalone yes\ntimeout 1\nport 7000\ntimeout 2\n");
        NodeConfig config = NodeConfig.load(List.of(file.toString(), "--port", "7005"), "");
        config.change(Map.of("timeout", "3"));
        config.change(Map.of("requirepass", "two words\"\\"));
        assertThat(ConfigRewrite.rewrite(config)).isEmpty();
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "# mine",
                        "standalone yes",
                        "port 7000",
                        "timeout 3",
                        "# Written by CONFIG REWRITE",
                        "requirepass \"two words\\\"\\\\\"");
        NodeConfig again = NodeConfig.load(List.of(file.toString()), "");
        assertThat(again.get(NetworkDirectives.REQUIREPASS)).isEqualTo("two words\"\\");
        assertThat(ConfigRewrite.rewrite(standalone())).hasValue("The server is running without a config file");
    }

    @Test
    void theDocumentationIsThatOfTheDeclarations() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("regenerate with ConfigurationDocMain docs/configuration.md")
                .startsWith(ConfigurationDocMain.markdown() + ConfigurationDocMain.OTHER_HALF);
    }
}
