package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.Spares;
import dev.interrex.node.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members over loopback with real disks; the test plays the sentinels. */
class GroupIT {
    @TempDir
    private Path directory;

    private final List<TestNode> running = new ArrayList<>();
    private long version;
    private long snapshotLogBytes = Long.MAX_VALUE;
    private long promiseMs = 200;

    @BeforeEach
    void patience() {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void stop() {
        running.forEach(TestNode::close);
    }

    @Test
    void aCommittedWriteIsOnEveryInSyncMember() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        TestNode b = node("b");
        reign(1, p, List.of(p, a, b), p, a, b);
        long lsn = p.set("k", "v");
        await().until(() -> p.committedLsn >= lsn);
        assertThat(a.leo()).isGreaterThanOrEqualTo(lsn);
        assertThat(b.leo()).isGreaterThanOrEqualTo(lsn);
        await().until(() -> a.get("k").equals("v") && b.get("k").equals("v"));
        assertThat(a.digest()).isEqualTo(p.digest());
    }

    @Test
    void nothingIsCommittedWhileAnInSyncMemberIsAway() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        reign(1, p, List.of(p, a), p, a);
        a.close();
        running.remove(a);
        long committed = p.committedLsn;
        long lsn = p.set("k", "v");
        await().until(() -> !p.leaseValid());
        assertThat(p.committedLsn).isEqualTo(committed).isLessThan(lsn);
    }

    @Test
    void aReplicaTakesOverWithEveryCommittedWriteAndTheOldPrimaryFollows() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        TestNode b = node("b");
        reign(1, p, List.of(p, a, b), p, a, b);
        long lsn = 0;
        for (int i = 0; i < 200; i++) {
            lsn = p.set("k" + i, "v" + i);
        }
        long last = lsn;
        await().until(() -> p.committedLsn >= last);
        kill(p);
        reign(2, a, List.of(a, b), a, b);
        assertThat(a.get("k199")).isEqualTo("v199");
        long next = a.set("after", "failover");
        await().until(() -> a.committedLsn >= next);
        TestNode back = node("p");
        assertThat(back.self()).isEqualTo(p.self());
        GroupTopology all = topology(2, a, List.of(a, b), a, b, back);
        a.hears(all);
        back.hears(all);
        await().until(() -> back.get("after").equals("failover"));
        assertThat(back.digest()).isEqualTo(a.digest());
    }

    @Test
    void aSwitchoverIsPreparedWhileThePrimaryServesOn() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        TestNode b = node("b");
        reign(1, p, List.of(p, a, b), p, a, b);
        List<TestNode> all = List.of(p, a, b);
        await().until(() ->
                all.stream().allMatch(node -> node.prepare("token", 1, a).isEmpty()));
        assertThat(p.foretold).isEqualTo(a.address().respAddress());
        assertThat(p.parksClients()).isFalse();
        assertThat(a.parksClients()).as("clients that are early wait").isTrue();
        assertThat(b.parksClients()).isFalse();
        assertThat(a.prepare("token", 2, a)).isEqualTo("it acts in epoch 1");
        await("until nothing came of it").until(() -> !a.parksClients());
        kill(b);
        await().until(() -> p.prepare("other", 1, b).contains("no stream to b"));
        long lsn = p.set("k", "v");
        assertThat(p.leo()).isEqualTo(lsn);
    }

    @Test
    void clientsOfAPrimaryThatHandedOverWaitForItsSuccessor() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        TestNode b = node("b");
        reign(1, p, List.of(p, a, b), p, a, b);
        long lsn = p.set("k", "v");
        await().until(() -> p.committedLsn >= lsn);
        p.handOver("token", a);
        await().until(() -> p.role() == Role.HANDED_OVER);
        GroupTopology next = planned(2, "token", a, List.of(p, a, b), p, a, b);
        p.hears(next);
        b.hears(next);
        await().until(() -> p.role() == Role.REPLICA);
        assertThat(p.stopped.get()).as("nobody serves yet").isZero();
        assertThat(p.holdsClients()).isTrue();
        a.hears(next);
        await().until(() -> p.stopped.get() == 1);
        assertThat(a.served.get()).as("now somebody does").isEqualTo(1);
        assertThat(p.holdsClients()).isFalse();
    }

    @Test
    void aPrimaryThatSucceedsItselfServesAgain() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        reign(1, p, List.of(p, a), p, a);
        p.handOver("token", a);
        await().until(() -> p.role() == Role.HANDED_OVER);
        GroupTopology again = topology(2, p, List.of(p, a), p, a);
        p.hears(again);
        a.hears(again);
        await().until(() -> p.served.get() == 2);
        assertThat(p.holdsClients()).isFalse();
        assertThat(p.stopped.get()).as("who waited begins anew").isEqualTo(1);
    }

    @Test
    void clientsDoNotWaitForASuccessorForEver() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        reign(1, p, List.of(p, a), p, a);
        p.handOver("token", a);
        await().until(() -> p.role() == Role.HANDED_OVER);
        kill(a);
        p.hears(planned(2, "token", a, List.of(p, a), p, a));
        await().until(() -> p.stopped.get() == 1);
        assertThat(p.holdsClients()).isFalse();
    }

    @Test
    void aDeposedPrimaryDropsWhatWasNeverCommitted() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        TestNode b = node("b");
        reign(1, p, List.of(p, a, b), p, a, b);
        long lsn = p.set("kept", "1");
        await().until(() -> p.committedLsn >= lsn);
        kill(b);
        // The two that are left are told of a new reign; the old primary hears of it last and has written on.
        GroupTopology next = topology(2, a, List.of(p, a), p, a);
        a.hears(next);
        await().until(() -> a.report().getEpoch() == 2);
        p.set("lost", "never acknowledged");
        assertThat(p.get("lost")).isNotEmpty();
        p.hears(next);
        await().until(() -> a.served.get() == 1);
        await().until(() -> p.get("lost").isEmpty() && p.get("kept").equals("1"));
        assertThat(p.stopped.get()).isEqualTo(1);
        long after = a.set("new", "2");
        await().until(() -> a.committedLsn >= after && p.get("new").equals("2"));
        assertThat(p.digest()).isEqualTo(a.digest());
        assertThat(p.halted).isEmpty();
    }

    @Test
    void aSnapshotIsFinishedBeforeTheNextOneBeginsHoweverFastTheLogGrows() throws Exception {
        snapshotLogBytes = 64 << 10;
        TestNode p = node("p");
        reign(1, p, List.of(p), p);
        // Large enough that verifying one takes many ticks, each of which could begin another.
        String large = "v".repeat(8_000);
        for (int i = 0; i < 4_000; i++) {
            p.set("key" + i, large);
        }
        int changed = 0;
        for (int finished = 0; finished < 3; finished++) {
            long before = p.call(Member::lastSnapshot).lsn();
            while (p.call(Member::lastSnapshot).lsn() == before) {
                p.set("key" + changed++ % 4_000, large);
                assertThat(p.call(Member::lastSnapshot).ok()).isTrue();
            }
        }
    }

    @Test
    void anEmptyReplicaGetsASnapshotWhereTheLogWasCutUnlessItPromisesTooLittle() throws Exception {
        snapshotLogBytes = 64 << 10;
        promiseMs = 400;
        TestNode p = node("p");
        reign(1, p, List.of(p), p);
        int keys = 0;
        while (p.logStartLsn() == 0) {
            for (int i = 0; i < 500; i++) {
                p.set("key" + keys++ % 1000, "value".repeat(20) + keys);
            }
        }
        promiseMs = 200;
        TestNode promisesLess = node("a");
        GroupTopology both = topology(1, p, List.of(p), p, promisesLess);
        p.hears(both);
        promisesLess.hears(both);
        await().during(Duration.ofMillis(200)).until(() -> promisesLess.leo() == 0);
        kill(promisesLess);
        promiseMs = 400;
        TestNode a = node("a");
        a.hears(both);
        long lsn = p.set("last", "one");
        await().until(() -> a.get("last").equals("one"));
        assertThat(a.leo()).isGreaterThanOrEqualTo(lsn);
        assertThat(a.digest()).isEqualTo(p.digest());
        kill(a);
        TestNode again = node("a");
        again.hears(both);
        await().until(() -> again.get("last").equals("one"));
        assertThat(again.digest()).isEqualTo(p.digest());
    }

    @Test
    void aReplicaWithAnOlderDiskKeepsItsDataUnderAnotherName() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        reign(1, p, List.of(p, a), p, a);
        p.set("kept", "1");
        await().until(() -> a.get("kept").equals("1"));
        MemberId before = a.self();
        GroupTopology seen = topology(1, p, List.of(p, a), p, a);
        a.hears(new GroupTopology(
                seen.group(),
                1,
                2,
                seen.primary(),
                seen.isr(),
                seen.nodes(),
                seen.minIsr(),
                seen.commitMode(),
                "",
                0,
                List.of(new MemberBoot(before, 9, "later")),
                List.of(),
                List.of(),
                Spares.NONE));
        await().until(() -> !a.self().equals(before));
        await().until(() -> p.report().getFollowersList().stream()
                .anyMatch(follower -> follower.getConnected()
                        && follower.getMember().getIncarnation().equals(a.self().incarnation())
                        && follower.getLagBytes() == 0));
        assertThat(a.get("kept")).isEqualTo("1");
        assertThat(a.halted).isEmpty();
    }

    @Test
    void aCaughtUpReplicaIsProposedForTheInSyncSet() throws Exception {
        TestNode p = node("p");
        TestNode a = node("a");
        reign(1, p, List.of(p), p, a);
        await().until(() -> p.report().getFollowersCount() == 1
                && p.report().getFollowers(0).getConnected()
                && p.report().getFollowers(0).getLagBytes() == 0);
        await().until(() -> p.call(member ->
                !Objects.requireNonNull(member.role().reign()).proposals().isEmpty()));
    }

    private void kill(TestNode node) {
        node.close();
        running.remove(node);
    }

    private TestNode node(String id) throws Exception {
        TestNode node = new TestNode(id, directory.resolve(id), snapshotLogBytes, promiseMs);
        running.add(node);
        return node;
    }

    private void reign(long epoch, TestNode primary, List<TestNode> isr, TestNode... nodes) {
        GroupTopology topology = topology(epoch, primary, isr, nodes);
        for (TestNode node : nodes) {
            node.hears(topology);
        }
        await().until(() -> primary.served.get() == 1);
    }

    private GroupTopology topology(long epoch, TestNode primary, List<TestNode> isr, TestNode... nodes) {
        return planned(epoch, "", primary, isr, nodes);
    }

    private GroupTopology planned(long epoch, String token, TestNode primary, List<TestNode> isr, TestNode... nodes) {
        version++;
        List<MemberId> members = isr.stream().map(TestNode::self).toList();
        return new GroupTopology(
                "g",
                epoch,
                version,
                primary.self(),
                members,
                Arrays.stream(nodes).map(TestNode::address).toList(),
                1,
                CommitMode.DURABLE,
                token);
    }
}
