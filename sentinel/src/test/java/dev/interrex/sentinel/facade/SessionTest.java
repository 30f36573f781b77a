package dev.interrex.sentinel.facade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.resp.RespReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final Front front = new Front();
    private final Front.Client client = front.client();

    @Test
    void helloSaysSentinelInModeAndRole() {
        RespReply reply = client.ask("HELLO", "3");
        assertThat(((RespReply.Group) reply).kind()).isEqualTo(RespReply.Kind.MAP);

        assertThat(Front.text(reply, "server")).isEqualTo("redis");
        assertThat(Front.text(reply, "mode")).isEqualTo("sentinel");
        assertThat(Front.text(reply, "role")).isEqualTo("sentinel");
        assertThat(Front.field(reply, "proto")).isEqualTo(new RespReply.Number(3));
        RespReply two = client.ask("HELLO", "2", "SETNAME", "me");
        assertThat(((RespReply.Group) two).kind()).isEqualTo(RespReply.Kind.ARRAY);
        assertThat(client.ask("CLIENT", "GETNAME").text()).isEqualTo("me");
    }

    @Test
    void helloRefusesAsRedisDoes() {
        assertThat(client.ask("HELLO", "4").text()).isEqualTo("NOPROTO unsupported protocol version");
        assertThat(client.ask("HELLO", "x").text()).isEqualTo("ERR Protocol version is not an integer or out of range");
        assertThat(client.ask("HELLO", "3", "FOO").text()).isEqualTo("ERR Syntax error in HELLO option 'FOO'");
        assertThat(client.session.resp3).isFalse();
    }

    @Test
    void aPasswordIsNeededForAllButTheBeginning() {
        Front guarded = new Front("secret");
        Front.Client stranger = guarded.client();
        assertThat(stranger.ask("PING").text()).isEqualTo("NOAUTH Authentication required.");
        assertThat(stranger.ask("SENTINEL", "MASTERS").text()).startsWith("NOAUTH");
        assertThat(stranger.ask("HELLO", "3").text()).startsWith("NOAUTH HELLO must be called");
        assertThat(stranger.ask("AUTH", "wrong").text()).startsWith("WRONGPASS");
        assertThat(stranger.ask("AUTH", "root", "secret").text()).startsWith("WRONGPASS");
        assertThat(stranger.ask("AUTH", "secret").text()).isEqualTo("OK");
        assertThat(stranger.ask("PING").text()).isEqualTo("PONG");
        assertThat(guarded.client()
                        .ask("HELLO", "3", "AUTH", "default", "secret")
                        .failed())
                .isFalse();
        assertThat(stranger.ask("RESET").text()).isEqualTo("RESET");
        assertThat(stranger.ask("PING").text()).startsWith("NOAUTH");
    }

    @Test
    void authWithoutAPasswordIsAnErrorUnlessTheUserIsNamed() {
        assertThat(client.ask("AUTH", "x").text()).startsWith("ERR AUTH <password> called without any password");
        assertThat(client.ask("AUTH", "default", "x").text()).isEqualTo("OK");
    }

    @Test
    void anEventReachesSubscribersByNameAndPattern() {
        assertThat(client.ask("SUBSCRIBE", "+switch-master").texts())
                .containsExactly("subscribe", "+switch-master", "1");
        assertThat(client.ask("PSUBSCRIBE", "*sw[h-x]tch*").texts()).containsExactly("psubscribe", "*sw[h-x]tch*", "2");
        front.picture.elect("n2");
        front.picture.serve();
        front.changed();
        assertThat(client.replies())
                .extracting(RespReply::texts)
                .containsExactly(
                        List.of("message", "+switch-master", "orders 127.0.0.1 7001 127.0.0.1 7002"),
                        List.of("pmessage", "*sw[h-x]tch*", "+switch-master", "orders 127.0.0.1 7001 127.0.0.1 7002"));
    }

    @Test
    void inResp3EventsArePushesAndOtherCommandsGoOn() {
        client.resp3().send("SUBSCRIBE", "+switch-master");
        front.picture.elect("n2");
        front.picture.serve();
        front.changed();
        assertThat(client.replies()).singleElement().matches(RespReply::pushed);
        assertThat(client.ask("SENTINEL", "MASTERS").elements()).hasSize(1);
    }

    @Test
    void aSubscriberInResp2CanOnlyPing() {
        client.send("SUBSCRIBE", "a", "b");
        assertThat(client.ask("PING").texts()).containsExactly("pong", "");
        assertThat(client.ask("SENTINEL", "MASTERS").text()).startsWith("ERR Can't execute 'sentinel'");
        assertThat(client.send("UNSUBSCRIBE")).hasSize(2);
        assertThat(client.ask("UNSUBSCRIBE").texts()).containsExactly("unsubscribe", "", "0");
        assertThat(client.ask("PING").text()).isEqualTo("PONG");
    }

    @Test
    void onlySentinelsMayPublishAndNobodyHearsIt() {
        assertThat(client.ask("PUBLISH", "__sentinel__:hello", "x")).isEqualTo(new RespReply.Number(1));
        assertThat(client.ask("PUBLISH", "+switch-master", "x").text())
                .isEqualTo("ERR Only HELLO messages are accepted by Sentinel instances.");
    }

    @Test
    void clientsDescribeThemselves() {
        client.ask("CLIENT", "SETNAME", "worker");
        client.ask("CLIENT", "SETINFO", "LIB-NAME", "jedis");
        client.ask("CLIENT", "SETINFO", "lib-ver", "8.0");
        assertThat(client.ask("CLIENT", "SETNAME", "a b").failed()).isTrue();
        assertThat(client.ask("CLIENT", "LIST").text()).contains("name=worker", "lib-name=jedis lib-ver=8.0");
        assertThat(client.ask("CLIENT", "ID")).isEqualTo(new RespReply.Number(client.session.id));
        assertThat(client.ask("CLIENT", "MAINT_NOTIFICATIONS", "ON").text()).startsWith("ERR unknown subcommand");
        Front.Client victim = front.client();
        assertThat(client.ask("CLIENT", "KILL", "ID", Long.toString(victim.session.id)))
                .isEqualTo(new RespReply.Number(1));
        assertThat(victim.closed).isTrue();
    }

    @Test
    void roleNamesTheGroups() {
        RespReply role = client.ask("ROLE");
        assertThat(role.elements().get(0).text()).isEqualTo("sentinel");
        assertThat(role.elements().get(1).texts()).containsExactly("orders");
    }

    @Test
    void infoSaysThatThisIsASentinel() {
        assertThat(client.ask("INFO").text())
                .contains(
                        "redis_mode:sentinel\r\n", "server_name:interrex\r\n", "# Sentinel\r\n", "tcp_port:26379\r\n");
        assertThat(client.ask("INFO", "server").text()).doesNotContain("# Sentinel");
        assertThat(client.resp3().ask("INFO", "ALL")).isInstanceOf(RespReply.Bulk.class);
    }

    @Test
    void commandsAreDescribed() {
        RespReply info = client.ask("COMMAND", "INFO", "sentinel", "nope", "sentinel|master");
        assertThat(info.elements().get(0).elements()).hasSize(10);
        assertThat(info.elements().get(0).elements().get(1)).isEqualTo(new RespReply.Number(-2));
        assertThat(info.elements().get(1)).isEqualTo(new RespReply.Null());
        assertThat(info.elements().get(2).elements().get(1)).isEqualTo(new RespReply.Number(3));
        RespReply.Number count = (RespReply.Number) client.ask("COMMAND", "COUNT");
        assertThat(client.ask("COMMAND").elements()).hasSize((int) count.value());
        RespReply docs = client.resp3().ask("COMMAND", "DOCS", "ping");
        assertThat(Front.field(docs, "ping").map()).containsKeys("summary", "group");
    }

    @Test
    void unknownCommandsAreRefusedInRedissWords() {
        assertThat(client.ask("GET", "a").text())
                .isEqualTo("ERR unknown command 'GET', with args beginning with: 'a' ");
        assertThat(client.ask("PING", "a", "b").text()).isEqualTo("ERR wrong number of arguments for 'ping' command");
        assertThat(client.ask("HELLO", "3", "SETNAME", "a b").failed()).isTrue();
    }
}
