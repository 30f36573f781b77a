package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** {@code SENTINEL ADD-SENTINEL}, {@code REMOVE-SENTINEL} and {@code REPLACE-SENTINEL}, by a stock client at the port of any sentinel. */
class SentinelPortChangesIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final List<String> FIRST = List.of("s1", "s2", "s3");
    private static final String NO_LEADER = "ERR not done: no leading sentinel is known; try again";

    @TempDir
    Path directory;

    private LocalCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new LocalCluster(directory)
                .withDirective("sentinel-change-timeout-ms 5000")
                .startAll();
        cluster.awaitServing();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        assertThat(cluster.halts).isEmpty();
    }

    /** The reply, be it an error or not. */
    private String ask(String sentinelId, String... words) {
        try (Jedis jedis = new Jedis("127.0.0.1", cluster.respPort(sentinelId), (int) LONG.toMillis())) {
            byte[] reply = (byte[]) jedis.sendCommand(Protocol.Command.SENTINEL, words);
            return new String(reply, StandardCharsets.UTF_8);
        } catch (JedisDataException e) {
            return Objects.requireNonNull(e.getMessage());
        }
    }

    /** On a thread of its own: with two processors the common pool has one, and the sentinels in this process need it. */
    private CompletableFuture<String> asking(String sentinelId, String... words) {
        return CompletableFuture.supplyAsync(() -> ask(sentinelId, words), Thread.ofVirtual()::start);
    }

    /** {@code NAME grpc-host:port host:port zone}, behind the words that come first. */
    private String[] naming(String id, String... first) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(id, cluster.sentinel(id).getGrpcAddress(), "127.0.0.1:1", "z"));
        return words.toArray(String[]::new);
    }

    /** Asks again where the leader was lost meanwhile: asking twice does no harm. */
    private void untilDone(String asked, String... words) {
        await().atMost(LONG).until(() -> ask(asked, words), "OK"::equals);
    }

    private void awaitMembers(String... ids) {
        for (String id : ids) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(cluster.members(id)).containsExactlyInAnyOrder(ids));
        }
    }

    private List<String> followers() {
        String leader = cluster.awaitLeader();
        return FIRST.stream().filter(id -> !id.equals(leader)).toList();
    }

    private static String[] words(String... words) {
        return words;
    }

    @Test
    void oneThatDoesNotLeadAddsReplacesAndRemoves() throws Exception {
        String asked = followers().getFirst();
        String lost = followers().getLast();
        cluster.startNewcomer("s4");
        untilDone(asked, naming("s4", "ADD-SENTINEL"));
        awaitMembers("s1", "s2", "s3", "s4");
        assertThat(ask(asked, naming("s4", "ADD-SENTINEL"))).as("asked again").isEqualTo("OK");

        cluster.stop(lost);
        cluster.startNewcomer("s5");
        untilDone(asked, naming("s5", "REPLACE-SENTINEL", lost));
        String other = FIRST.stream()
                .filter(id -> !id.equals(asked) && !id.equals(lost))
                .findFirst()
                .orElseThrow();
        awaitMembers(asked, other, "s4", "s5");

        untilDone(asked, "REMOVE-SENTINEL", "s4");
        awaitMembers(asked, other, "s5");
        try (Jedis jedis = new Jedis("127.0.0.1", cluster.respPort(asked))) {
            assertThat(jedis.sentinelSentinels(LocalCluster.GROUP))
                    .extracting(fields -> fields.get("name"))
                    .containsExactlyInAnyOrder(other, "s5");
        }
        await().atMost(LONG).until(() -> cluster.status("s4").getLeaderId().isEmpty());
        assertThat(ask("s4", "REMOVE-SENTINEL", "s5"))
                .as("by one that was removed")
                .isEqualTo(NO_LEADER);
        awaitMembers(asked, other, "s5");
    }

    @Test
    void whatMakesNoSenseIsRefusedByEverySentinelAndChangesNothing() throws Exception {
        cluster.startNewcomer("s4");
        String grpc = cluster.sentinel("s4").getGrpcAddress();
        String malformed = "ERR not done: a sentinel has a name of 1 to 63 small letters, digits and hyphens, and two"
                + " addresses of the form host:port";
        String unknown = "ERR not done: no sentinel is named s9; there are [s1, s2, s3]";
        String leader = cluster.awaitLeader();
        for (String asked : List.of(leader, followers().getFirst())) {
            assertArity(asked, "ADD-SENTINEL", "s4", grpc);
            assertArity(asked, "REMOVE-SENTINEL");
            assertArity(asked, "REMOVE-SENTINEL", "s1", "s2");
            assertArity(asked, "REPLACE-SENTINEL", "s1", "s4", grpc);
            assertReply(asked, "ERR syntax error", "ADD-SENTINEL", "s4", grpc, "h:1", "z", "more");
            assertReply(asked, "ERR syntax error", "REPLACE-SENTINEL", "s1", "s4", grpc, "h:1", "z", "more");
            assertReply(asked, malformed, "ADD-SENTINEL", "S 4", grpc, "h:1");
            assertReply(asked, malformed, "ADD-SENTINEL", "", grpc, "h:1");
            assertReply(asked, malformed, "ADD-SENTINEL", "s4", "127.0.0.1", "h:1");
            assertReply(asked, malformed, "ADD-SENTINEL", "s4", "127.0.0.1:70000", "h:1");
            assertReply(asked, malformed, "REPLACE-SENTINEL", "s1", "s4", grpc, "h:");
            assertReply(asked, unknown, "REMOVE-SENTINEL", "s9");
            assertReply(asked, unknown, naming("s4", "REPLACE-SENTINEL", "s9"));
            assertReply(asked, "ERR not done: name a sentinel to add or to remove", words("REMOVE-SENTINEL", ""));
            assertReply(
                    asked, "ERR not done: name the sentinel that is replaced", naming("s4", "REPLACE-SENTINEL", ""));
            assertReply(
                    asked,
                    "ERR not done: the sentinel at " + grpc + " is named s4",
                    words("ADD-SENTINEL", "s5", grpc, "h:1"));
            assertReply(
                    asked,
                    "ERR not done: sentinel s2 is a member at "
                            + cluster.sentinel("s2").getGrpcAddress() + " already",
                    words("ADD-SENTINEL", "s2", grpc, "h:1"));
        }
        awaitMembers("s1", "s2", "s3");
    }

    private void assertArity(String asked, String... words) {
        assertThat(ask(asked, words))
                .isEqualTo("ERR wrong number of arguments for 'sentinel|" + words[0].toLowerCase(java.util.Locale.ROOT)
                        + "' command");
    }

    /** Once a leader is known. */
    private void assertReply(String asked, String reply, String... words) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(ask(asked, words))
                        .as(String.join(" ", words))
                        .isEqualTo(reply));
    }

    @Test
    void whoeverDoesNotAnswerIsWaitedForAsLongAsIsConfiguredAndNotAdded() throws Exception {
        String asked = followers().getFirst();
        int port = ListenPorts.free();
        String[] words = words("ADD-SENTINEL", "s4", "127.0.0.1:" + port, "h:1");
        String refusal = "ERR not done: no sentinel answers at 127.0.0.1:" + port + "; start s4 first";
        CompletableFuture<String> first = asking(asked, words);
        String meanwhile = "ERR not done: another change of the sentinels is under way";
        await().atMost(LONG).until(() -> ask(cluster.awaitLeader(), "REMOVE-SENTINEL", "s9"), meanwhile::equals);
        assertThat(first.isDone()).isFalse();
        assertThat(first.get(9, TimeUnit.SECONDS)).as("five seconds later").isEqualTo(refusal);
        awaitMembers("s1", "s2", "s3");
    }

    @Test
    void whatWouldLoseTheMajorityIsRefused() throws Exception {
        String leader = cluster.awaitLeader();
        String dead = followers().getLast();
        String last = followers().getFirst();
        cluster.stop(dead);
        await().atMost(LONG)
                .until(() -> cluster.status(leader).getSentinelsList().stream()
                        .anyMatch(sentinel -> sentinel.getSentinelId().equals(dead) && !sentinel.getReachable()));
        String refusal = "ERR not done: of the 2 sentinels that there would be, only [" + leader
                + "] answer and vote; a majority is 2";
        assertReply(leader, refusal, "REMOVE-SENTINEL", last);
        assertReply(last, refusal, "REMOVE-SENTINEL", last);
        assertThat(cluster.members(leader)).containsExactlyElementsOf(FIRST);
        untilDone(last, "REMOVE-SENTINEL", dead);
        awaitMembers(leader, last);
    }

    @Test
    void withoutALeaderNothingIsDone() throws Exception {
        String last = followers().getFirst();
        for (String id : cluster.running()) {
            if (!id.equals(last)) {
                cluster.stop(id);
            }
        }
        await().atMost(LONG).until(() -> cluster.status(last).getLeaderId().isEmpty());
        String gone = FIRST.stream().filter(id -> !id.equals(last)).findFirst().orElseThrow();
        assertThat(ask(last, "REMOVE-SENTINEL", gone)).isEqualTo(NO_LEADER);
        assertThat(ask(last, "REMOVE-SENTINEL", "s9")).isEqualTo(NO_LEADER);
    }

    @Test
    void lostLeaderLeavesOpenWhatBecameOfAChangeThatWasPassedOnToIt() throws Exception {
        String leader = cluster.awaitLeader();
        String asked = followers().getFirst();
        String[] words = words("ADD-SENTINEL", "s4", "127.0.0.1:" + ListenPorts.free(), "h:1");
        CompletableFuture<String> reply = asking(asked, words);
        await().atMost(LONG)
                .until(() -> ask(leader, "REMOVE-SENTINEL", "s9").contains("another change") || reply.isDone());
        cluster.stop(leader);
        assertThat(reply.get(15, TimeUnit.SECONDS))
                .startsWith("INDETERMINATE the sentinels may have changed: outcome unknown, read the status: ");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(cluster.members(asked))
                        .as("and this is how to find out")
                        .containsExactlyElementsOf(FIRST));
    }
}
