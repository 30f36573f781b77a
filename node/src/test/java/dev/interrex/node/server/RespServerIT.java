package dev.interrex.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interrex.node.config.NodeConfig;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes in, bytes out: what clients see of the server through real sockets. */
class RespServerIT {
    private static final int READ_TIMEOUT_MS = 20_000;

    private final List<AutoCloseable> opened = new ArrayList<>();

    private FakeServer serve(String... directives) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--standalone", "--port", "0"));
        arguments.addAll(List.of(directives));
        FakeServer server = new FakeServer(NodeConfig.load(arguments, ""));
        opened.add(server);
        return server;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    /** A client that sees every byte. */
    private final class Raw {
        private final Socket socket;
        private final RespReplyReader replies;

        Raw(FakeServer server) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            replies = new RespReplyReader(socket.getInputStream());
            opened.add(socket);
        }

        Raw send(String... arguments) throws IOException {
            return send(RespReplyReader.request(arguments));
        }

        Raw send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            return this;
        }

        RespReply reply() throws IOException {
            return replies.read();
        }

        RespReply call(String... arguments) throws IOException {
            return send(arguments).reply();
        }

        void expectEnd() {
            assertThatThrownBy(this::reply).isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "epoll", "nio"})
    void everyTransportServes(String transport) throws Exception {
        Raw client = new Raw(serve("--io-transport", transport));
        assertThat(client.call("SET", "k", "v").text()).isEqualTo("OK");
        assertThat(client.call("GET", "k").text()).isEqualTo("v");
    }

    @Test
    void requestsMayArriveByteByByte() throws Exception {
        Raw client = new Raw(serve());
        for (byte b : RespReplyReader.request("ECHO", "split")) {
            client.send(new byte[] {b});
        }
        assertThat(client.reply().text()).isEqualTo("split");
        client.send(ascii("ECHO \"in line\"\r\n"));
        assertThat(client.reply().text()).isEqualTo("in line");
    }

    @Test
    void aLongPipelineIsAnsweredInOrderThoughItTakesManyTurns() throws Exception {
        Raw client = new Raw(serve("--commands-per-turn", "7"));
        int commands = 20_000;
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < commands; i++) {
            requests.writeBytes(RespReplyReader.request("ECHO", Integer.toString(i)));
        }
        client.send(requests.toByteArray());
        for (int i = 0; i < commands; i++) {
            assertThat(client.reply().text()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void aClientThatSendsEverythingBeforeItReadsIsServed() throws Exception {
        Raw client = new Raw(serve());
        String value = "x".repeat(1000);
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            requests.writeBytes(RespReplyReader.request("ECHO", value));
        }
        client.send(requests.toByteArray());
        for (int i = 0; i < 20_000; i++) {
            assertThat(client.reply().text()).isEqualTo(value);
        }
    }

    @Test
    void largeValuesGoInAndOut() throws Exception {
        Raw client = new Raw(serve("--log-ring-size", "64mb"));
        String value = "v".repeat(900_000);
        assertThat(client.call("SET", "k", value).text()).isEqualTo("OK");
        assertThat(client.call("GET", "k").text()).isEqualTo(value);
    }

    @Test
    void aProtocolErrorIsToldBehindTheRepliesBeforeIt() throws Exception {
        Raw client = new Raw(serve());
        client.send(ascii("PING\r\n*1\r\n:oops\r\nPING\r\n"));
        assertThat(client.reply().text()).isEqualTo("PONG");
        assertThat(client.reply().text()).isEqualTo("ERR Protocol error: expected '$', got ':'");
        client.expectEnd();
    }

    @Test
    void quitIsAnsweredAndWhatFollowsIsNotExecuted() throws Exception {
        FakeServer server = serve();
        Raw client = new Raw(server);
        client.send(ascii("QUIT\r\nSET k v\r\n"));
        assertThat(client.reply().text()).isEqualTo("OK");
        client.expectEnd();
        assertThat(new Raw(server).call("GET", "k")).isEqualTo(new RespReply.Null());
    }

    @Test
    void oneClientTooManyIsToldAndClosed() throws Exception {
        FakeServer server = serve("--maxclients", "1");
        Raw first = new Raw(server);
        assertThat(first.call("PING").text()).isEqualTo("PONG");
        Raw second = new Raw(server);
        assertThat(second.reply().text()).isEqualTo("ERR max number of clients reached");
        second.expectEnd();
        first.socket.close();
        await().untilAsserted(
                        () -> assertThat(new Raw(server).call("PING").text()).isEqualTo("PONG"));
    }

    @Test
    void idleClientsAreDisconnectedButSubscribersStay() throws Exception {
        FakeServer server = serve("--timeout", "1");
        Raw subscriber = new Raw(server);
        subscriber.call("SUBSCRIBE", "c");
        new Raw(server).expectEnd();
        assertThat(subscriber.call("PING").texts()).containsExactly("pong", "");
    }

    @Test
    void aSubscriberThatDoesNotReadIsDisconnected() throws Exception {
        FakeServer server = serve("--client-output-buffer-limit", "pubsub", "1mb", "0", "0");
        Raw subscriber = new Raw(server);
        subscriber.call("SUBSCRIBE", "c");
        Raw publisher = new Raw(server);
        String message = "m".repeat(100_000);
        await().until(() -> publisher.call("PUBLISH", "c", message).text().equals("0"));
    }

    @Test
    void aHeldReplyLeavesThroughTheSocketWhenItIsCommitted() throws Exception {
        FakeServer server = serve();
        server.onLoop(() -> server.node.commitsByHand());
        Raw client = new Raw(server);
        client.send("SET", "k", "v");
        await().until(() -> server.node.log.publishedLsn > 0);
        client.socket.setSoTimeout(100);
        assertThatThrownBy(client::reply).isInstanceOf(java.net.SocketTimeoutException.class);
        client.socket.setSoTimeout(READ_TIMEOUT_MS);
        server.onLoop(server.node::commitAll);
        assertThat(client.reply().text()).isEqualTo("OK");
    }

    @Test
    void aParkedCommandAndWhatFollowsItGoOnWhenTheyMay() throws Exception {
        FakeServer server = serve();
        server.onLoop(() -> server.node.gate.parksWrites = true);
        Raw client = new Raw(server);
        client.send("SET", "k", "v").send("GET", "k").send("PING");
        await().until(() -> server.node.statistics.parkedCommands() > 0);
        client.send("ECHO", "later");
        server.onLoop(() -> server.node.gate.parksWrites = false);
        assertThat(client.reply().text()).isEqualTo("OK");
        assertThat(client.reply().text()).isEqualTo("v");
        assertThat(client.reply().text()).isEqualTo("PONG");
        assertThat(client.reply().text()).isEqualTo("later");
    }

    @Test
    void pausedClientsLeaveTheLoopToTheOthers() throws Exception {
        FakeServer server = serve();
        Raw operator = new Raw(server);
        Raw client = new Raw(server);
        operator.call("CLIENT", "PAUSE", "500", "WRITE");
        client.send("SET", "k", "v");
        await().until(() -> server.node.statistics.parkedCommands() > 0);
        long before = server.node.statistics.parkedCommands();
        assertThat(operator.call("PING").text()).isEqualTo("PONG");
        assertThat(client.reply().text()).isEqualTo("OK");
        assertThat(server.node.statistics.parkedCommands() - before)
                .as("it tries again now and then, not in a busy loop")
                .isLessThan(200);
    }

    @Test
    void demotionEndsConnectionsWithoutAnsweringUnknownFates() throws Exception {
        FakeServer server = serve();
        server.onLoop(() -> server.node.commitsByHand());
        Raw client = new Raw(server);
        Raw idle = new Raw(server);
        idle.call("PING");
        client.send("SET", "k", "v");
        await().until(() -> server.node.log.publishedLsn > 0);
        server.onLoop(() -> server.node.dispatcher.onDemoted("127.0.0.1:1"));
        client.expectEnd();
        idle.expectEnd();
    }

    @Test
    void aConnectionThatIsGoneLeavesNothingBehind() throws Exception {
        FakeServer server = serve();
        for (int i = 0; i < 50; i++) {
            Raw client = new Raw(server);
            client.send(ascii("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100\r\npart"));
            client.socket.close();
        }
        await().until(() -> server.node.sessions.size() == 0 && server.node.statistics.connectedClients() == 0);
    }

    /** By a clock that stands still the default would never be over. */
    @Test
    void aClientThatIsClosedIsReadNoLongerThanItMayLinger() throws Exception {
        NodeConfig config = NodeConfig.load(List.of("--standalone", "--port", "0", "--client-linger-ms", "0"), "");
        FakeServer server = new FakeServer(config, () -> 5_000_000_000L);
        opened.add(server);
        Raw client = new Raw(server).send("QUIT");
        assertThat(client.socket.getInputStream().readAllBytes()).asString().isEqualTo("+OK\r\n");
        await().until(() -> isReset(client.socket));
    }

    private static boolean isReset(Socket socket) {
        try {
            socket.getOutputStream().write('\n');
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
