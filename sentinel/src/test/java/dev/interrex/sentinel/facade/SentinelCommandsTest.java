package dev.interrex.sentinel.facade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.resp.RespReply;
import dev.interrex.sentinel.view.SwitchoverDoor.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentinelCommandsTest {
    /** In the order of Redis 7. */
    private static final List<String> MASTER_FIELDS = List.of(
            "name",
            "ip",
            "port",
            "runid",
            "flags",
            "link-pending-commands",
            "link-refcount",
            "last-ping-sent",
            "last-ok-ping-reply",
            "last-ping-reply",
            "down-after-milliseconds",
            "info-refresh",
            "role-reported",
            "role-reported-time",
            "config-epoch",
            "num-slaves",
            "num-other-sentinels",
            "quorum",
            "failover-timeout",
            "parallel-syncs");

    private static final List<String> REPLICA_FIELDS = List.of(
            "name",
            "ip",
            "port",
            "runid",
            "flags",
            "link-pending-commands",
            "link-refcount",
            "last-ping-sent",
            "last-ok-ping-reply",
            "last-ping-reply",
            "down-after-milliseconds",
            "info-refresh",
            "role-reported",
            "role-reported-time",
            "master-link-down-time",
            "master-link-status",
            "master-host",
            "master-port",
            "slave-priority",
            "slave-repl-offset",
            "replica-announced");

    private static final List<String> SENTINEL_FIELDS = List.of(
            "name",
            "ip",
            "port",
            "runid",
            "flags",
            "link-pending-commands",
            "link-refcount",
            "last-ping-sent",
            "last-ok-ping-reply",
            "last-ping-reply",
            "down-after-milliseconds",
            "last-hello-message",
            "voted-leader",
            "voted-leader-epoch");

    private final Front front = new Front();
    private final Front.Client client = front.client();

    private static Map<String, RespReply> only(RespReply reply) {
        assertThat(reply.elements()).hasSize(1);
        return reply.elements().get(0).map();
    }

    @Test
    void masterIsAFlatArrayOfBulkStringsInResp2() {
        RespReply reply = client.ask("SENTINEL", "MASTER", "orders");
        assertThat(((RespReply.Group) reply).kind()).isEqualTo(RespReply.Kind.ARRAY);
        assertThat(reply.elements()).allMatch(element -> element instanceof RespReply.Bulk);
        assertThat(reply.map().keySet()).containsExactlyElementsOf(MASTER_FIELDS);
        assertThat(Front.text(reply, "ip")).isEqualTo("127.0.0.1");
        assertThat(Front.text(reply, "port")).isEqualTo("7001");
        assertThat(Front.text(reply, "flags")).isEqualTo("master");
        assertThat(Front.text(reply, "num-slaves")).isEqualTo("2");
        assertThat(Front.text(reply, "num-other-sentinels")).isEqualTo("2");
        assertThat(Front.text(reply, "quorum")).isEqualTo("2");
        assertThat(Front.text(reply, "config-epoch")).isEqualTo("1");
        assertThat(Front.text(reply, "runid")).matches("[0-9a-f]{40}");
    }

    @Test
    void masterIsAMapOfBulkStringsInResp3() {
        RespReply reply = client.resp3().ask("SENTINEL", "PRIMARY", "orders");
        assertThat(((RespReply.Group) reply).kind()).isEqualTo(RespReply.Kind.MAP);
        assertThat(reply.elements()).allMatch(element -> element instanceof RespReply.Bulk);
        assertThat(reply.map().keySet()).containsExactlyElementsOf(MASTER_FIELDS);
    }

    @Test
    void mastersIsAnArrayOfMasters() {
        assertThat(only(client.ask("SENTINEL", "MASTERS")).keySet()).containsExactlyElementsOf(MASTER_FIELDS);
        assertThat(only(client.resp3().ask("sentinel", "primaries"))).containsKey("flags");
    }

    @Test
    void replicasAreAllNodesButThePrimary() {
        RespReply reply = client.ask("SENTINEL", "SLAVES", "orders");
        assertThat(reply.elements()).hasSize(2);
        RespReply replica = reply.elements().get(0);
        assertThat(replica.map().keySet()).containsExactlyElementsOf(REPLICA_FIELDS);
        assertThat(Front.text(replica, "name")).isEqualTo("127.0.0.1:7002");
        assertThat(Front.text(replica, "flags")).isEqualTo("slave");
        assertThat(Front.text(replica, "master-link-status")).isEqualTo("ok");
        assertThat(Front.text(replica, "master-port")).isEqualTo("7001");
        assertThat(client.ask("SENTINEL", "REPLICAS", "orders").texts()).isEqualTo(reply.texts());
    }

    @Test
    void anUnreachableReplicaSaysSoInItsFlags() {
        front.picture.unreachable.add("n2");
        front.changed();
        RespReply replica =
                client.ask("SENTINEL", "REPLICAS", "orders").elements().get(0);
        assertThat(Front.text(replica, "flags")).isEqualTo("s_down,slave,disconnected");
        assertThat(Front.text(replica, "master-link-status")).isEqualTo("err");
        assertThat(replica.map()).containsKey("s-down-time");
    }

    @Test
    void sentinelsAreTheOthers() {
        RespReply reply = client.ask("SENTINEL", "SENTINELS", "orders");
        assertThat(reply.elements()).hasSize(2);
        RespReply other = reply.elements().get(0);
        assertThat(other.map().keySet()).containsExactlyElementsOf(SENTINEL_FIELDS);
        assertThat(Front.text(other, "name")).isEqualTo("s2");
        assertThat(Front.text(other, "port")).isEqualTo("8002");
        assertThat(Front.text(other, "flags")).isEqualTo("sentinel");
    }

    @Test
    void theAddressIsTwoBulkStrings() {
        RespReply reply = client.ask("SENTINEL", "get-master-addr-by-name", "orders");
        assertThat(reply.texts()).containsExactly("127.0.0.1", "7001");
        assertThat(reply.elements()).allMatch(element -> element instanceof RespReply.Bulk);
        assertThat(client.ask("SENTINEL", "GET-PRIMARY-ADDR-BY-NAME", "orders").texts())
                .isEqualTo(reply.texts());
    }

    @Test
    void anUnknownNameIsNullForTheAddressAndAnErrorElsewhere() {
        assertThat(client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "nope")).isEqualTo(new RespReply.Null());
        for (String ask : List.of("MASTER", "REPLICAS", "SENTINELS", "CKQUORUM", "FAILOVER", "REMOVE")) {
            assertThat(client.ask("SENTINEL", ask, "nope").text()).isEqualTo("ERR No such master with that name");
        }
    }

    @Test
    void anIpv6AddressLosesItsBrackets() {
        front.picture.addresses.put("n1", "[::1]:7001");
        assertThat(client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "orders").texts())
                .containsExactly("::1", "7001");
    }

    @Test
    void quorumNeedsAMajorityAndALeader() {
        assertThat(client.ask("SENTINEL", "CKQUORUM", "orders").text())
                .isEqualTo("OK 3 usable Sentinels. Quorum and failover authorization can be reached");
        front.picture.unreachableSentinels.addAll(List.of("s2", "s3"));
        assertThat(client.ask("SENTINEL", "CKQUORUM", "orders").text()).startsWith("NOQUORUM 1 usable");
        front.picture.unreachableSentinels.clear();
        front.picture.leader = "";
        assertThat(client.ask("SENTINEL", "CKQUORUM", "orders").text()).startsWith("NOQUORUM 3 usable");
    }

    @Test
    void downByAddressSaysWhatThisSentinelSees() {
        assertThat(client.ask("SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", "7001", "0", "*")
                        .texts())
                .containsExactly("0", "*", "0");
        front.picture.unreachable.add("n1");
        assertThat(client.ask("SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", "7001", "0", "*")
                        .texts())
                .containsExactly("1", "*", "0");
        assertThat(client.ask("SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", "x", "y", "*")
                        .failed())
                .isTrue();
    }

    @Test
    void failoverIsASwitchoverAndAnswersWhenItIsDone() {
        assertThat(client.send("SENTINEL", "FAILOVER", "orders")).isEmpty();
        assertThat(front.switchovers).containsExactly("orders:");
        front.switchover.complete(new Answer.Done("n2"));
        front.advance(0);
        assertThat(client.replies()).containsExactly(new RespReply.Status("OK"));
    }

    @Test
    void failoverIsRefusedWithoutACandidateAndWhileOneIsUnderWay() {
        front.picture.unreachable.addAll(List.of("n2", "n3"));
        assertThat(client.ask("SENTINEL", "FAILOVER", "orders").text())
                .isEqualTo("NOGOODSLAVE No suitable replica to promote");
        front.picture.unreachable.clear();
        front.picture.elect("n2");
        assertThat(client.ask("SENTINEL", "FAILOVER", "orders").text())
                .isEqualTo("INPROG Failover already in progress");
        assertThat(front.switchovers).isEmpty();
    }

    @Test
    void aFailoverOfUnknownFateIsNoPlainError() {
        client.send("SENTINEL", "FAILOVER", "orders", "COORDINATED");
        front.switchover.complete(new Answer.Unknown("the leader is gone"));
        front.advance(0);
        assertThat(client.replies().get(0).text()).startsWith("INDETERMINATE ");
    }

    @Test
    void whatGroupsAreCannotBeChangedHere() {
        assertThat(client.ask("SENTINEL", "MONITOR", "orders", "1.1.1.1", "1", "2")
                        .text())
                .isEqualTo("ERR Duplicate master name.");
        for (List<String> words : List.of(
                List.of("SENTINEL", "MONITOR", "other", "1.1.1.1", "1", "2"),
                List.of("SENTINEL", "REMOVE", "orders"),
                List.of("SENTINEL", "SET", "orders", "quorum", "1"),
                List.of("SENTINEL", "RESET", "*"),
                List.of("SENTINEL", "SIMULATE-FAILURE", "crash-after-election"),
                List.of("SENTINEL", "CONFIG", "SET", "announce-ip", "x"))) {
            assertThat(client.ask(words.toArray(String[]::new)).text()).startsWith("ERR ");
        }
        assertThat(client.ask("SENTINEL", "FLUSHCONFIG")).isEqualTo(new RespReply.Status("OK"));
    }

    @Test
    void settingsAreAMapByPattern() {
        assertThat(client.ask("SENTINEL", "CONFIG", "GET", "resolve*").texts())
                .containsExactly("resolve-hostnames", "yes");
        assertThat(client.resp3().ask("SENTINEL", "CONFIG", "GET", "*").map()).containsKey("hold-answers-ms");
    }

    @Test
    void theCachedInfoHasAnEntryForEveryNode() {
        RespReply nodes = Front.field(client.ask("SENTINEL", "INFO-CACHE", "orders"), "orders");
        assertThat(nodes.elements()).hasSize(3);
        assertThat(nodes.elements().get(0).elements().get(1).text()).contains("role:master", "used_memory:1048576");
    }

    @Test
    void myIdIsFortyHexDigitsAndConstant() {
        String id = client.ask("SENTINEL", "MYID").text();
        assertThat(id)
                .matches("[0-9a-f]{40}")
                .isEqualTo(new Front().client().ask("SENTINEL", "MYID").text());
    }

    @Test
    void helpIsDerivedFromTheDeclarations() {
        List<String> lines = client.ask("SENTINEL", "HELP").texts();
        assertThat(lines).contains("GET-MASTER-ADDR-BY-NAME <name>", "CKQUORUM <name>", "HELP");
        assertThat(client.ask("SENTINEL", "FOO").text()).isEqualTo("ERR unknown subcommand 'FOO'. Try SENTINEL HELP.");
        assertThat(client.ask("SENTINEL", "MASTER").text())
                .isEqualTo("ERR wrong number of arguments for 'sentinel|master' command");
    }
}
