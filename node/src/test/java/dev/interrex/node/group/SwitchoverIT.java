package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import dev.interrex.node.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prepared switchovers of three members with real disks and streams while clients write; the test plays the sentinels. */
class SwitchoverIT {
    private static final int CLIENTS = 4;

    @TempDir
    private Path directory;

    private final AtomicBoolean stopped = new AtomicBoolean();
    /** How often each client's counter was raised, as it was told. */
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    /** Writes of which the clients were told nothing. */
    private final AtomicInteger unknown = new AtomicInteger();

    private ExecutorService clients;
    private TestGroup group;

    @BeforeEach
    void begin() throws Exception {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        clients = Executors.newFixedThreadPool(CLIENTS);
        group = new TestGroup(directory);
        group.start("p", "a", "b");
        group.reign(1, "p");
    }

    @AfterEach
    void end() throws InterruptedException {
        stopped.set(true);
        clients.shutdownNow();
        clients.awaitTermination(10, TimeUnit.SECONDS);
        group.close();
    }

    @Test
    void aPreparedSwitchoverUnderWritesLosesNothingAndAppliesNothingTwice() throws Exception {
        write();
        List<String> targets = List.of("a", "b", "p", "b", "a");
        String primary = "p";
        for (int i = 0; i < targets.size(); i++) {
            awaitMoreWrites();
            switchOver(2 + i, primary, targets.get(i));
            primary = targets.get(i);
        }
        awaitMoreWrites();
        stop();
        TestNode last = group.node(primary);
        acknowledged.forEach((key, times) -> assertThat(last.get(key)).isEqualTo(Integer.toString(times)));
        assertThat(unknown.get()).as("a switchover leaves nobody in doubt").isZero();
        for (TestNode node : group.nodes()) {
            await().until(() -> node.digest() == last.digest());
            assertThat(node.halted).isEmpty();
        }
    }

    @Test
    void aTargetThatDiesWhenAllAreReadyLeavesThePrimaryServing() throws Exception {
        write();
        awaitMoreWrites();
        awaitReady(1, "a");
        group.kill("a");
        TestNode p = group.node("p");
        await().until(() -> !p.prepare("again", 1, group.member("a")).isEmpty());
        p.handOver("token", group.member("a"));
        assertThat(p.role()).isEqualTo(Role.PRIMARY);
        group.reigns(1, "p", List.of("p", "b"));
        awaitMoreWrites();
        assertThat(p.parksClients()).isFalse();
        assertThat(p.stopped.get()).isZero();
        switchOver(2, "p", "b");
        awaitMoreWrites();
        stop();
        TestNode b = group.node("b");
        acknowledged.forEach((key, times) -> assertThat(b.get(key)).isEqualTo(Integer.toString(times)));
        assertThat(unknown.get()).isZero();
    }

    @Test
    void aTargetThatDiesWhileClientsWaitForItLeavesThePrimaryServing() throws Exception {
        write();
        awaitMoreWrites();
        awaitReady(1, "a");
        group.kill("a");
        TestNode p = group.node("p");
        p.set("more", "than it has");
        p.handOver("token", group.member("a"));
        await("for the end of the stream, not of the time").until(() -> !p.parksClients());
        assertThat(p.role()).isEqualTo(Role.PRIMARY);
        group.reigns(1, "p", List.of("p", "b"));
        awaitMoreWrites();
        assertThat(p.stopped.get()).isZero();
    }

    /** The loop may come to the order before it comes to the end of the turn in which a command was executed. */
    @Test
    void whatWasExecutedInTheTurnOfTheOrderIsHandedOverToo() {
        awaitReady(1, "a");
        TestNode p = group.node("p");
        TestNode a = group.node("a");
        p.set("k", "before");
        await().until(() -> p.allIsWith(a.self()));
        assertThat(p.setAndHandOver("k", "last", "token2", a.self())).isEqualTo(Role.PRIMARY);
        await().until(() -> p.role() == Role.HANDED_OVER);
        GroupTopology next = group.planned(2, "token2", "a");
        group.nodes().forEach(node -> node.hears(next));
        await().until(() -> a.served.get() > 0);
        assertThat(a.get("k")).isEqualTo("last");
    }

    // ---- the sentinels ---------------------------------------------------------------------------------------

    private void switchOver(long epoch, String from, String to) {
        awaitReady(epoch - 1, to);
        TestNode old = group.node(from);
        old.handOver("token" + epoch, group.member(to));
        await().until(() -> old.role() == Role.HANDED_OVER);
        int servedBefore = group.node(to).served.get();
        GroupTopology next = group.planned(epoch, "token" + epoch, to);
        group.nodes().forEach(node -> node.hears(next));
        await().until(() -> group.node(to).served.get() > servedBefore);
    }

    private void awaitReady(long epoch, String target) {
        await().until(() -> group.nodes().stream()
                .allMatch(node ->
                        node.prepare("t" + epoch, epoch, group.member(target)).isEmpty()));
    }

    // ---- the clients -----------------------------------------------------------------------------------------

    private void write() {
        for (int i = 0; i < CLIENTS; i++) {
            String key = "counter" + i;
            acknowledged.put(key, 0);
            clients.execute(() -> write(key));
        }
    }

    /** Raises its counter again and again, at whatever node executes it. */
    private void write(String key) {
        while (!stopped.get()) {
            for (TestNode node : group.nodes()) {
                TestNode.Write done = node.increment(key);
                if (done != TestNode.Write.REFUSED) {
                    conclude(key, done);
                    break;
                }
            }
        }
    }

    private void conclude(String key, TestNode.Write done) {
        if (done == TestNode.Write.ACKNOWLEDGED) {
            acknowledged.merge(key, 1, Integer::sum);
        } else {
            unknown.incrementAndGet();
        }
    }

    private void awaitMoreWrites() {
        Map<String, Integer> before = Map.copyOf(acknowledged);
        await().until(() -> before.entrySet().stream()
                .allMatch(each -> acknowledged.getOrDefault(each.getKey(), 0) > each.getValue() + 20));
    }

    private void stop() throws InterruptedException {
        stopped.set(true);
        clients.shutdown();
        assertThat(clients.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
}
