package dev.interrex.sentinel.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client may make a sentinel keep. */
@Timeout(60)
class FacadeBuffersIT {
    private static final int WORD_BYTES = 60_000;
    private static final int PINGS = 700;
    private static final int ENDED = -1;

    /** Begins a request of five words and sends three of them. */
    private static void sendMostOfARequest(Socket client) throws IOException {
        client.setSoTimeout(20_000);
        client.getOutputStream().write("*5\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 3; i++) {
            sendWord(client.getOutputStream());
        }
    }

    private static void sendWord(OutputStream out) throws IOException {
        String word = "$" + WORD_BYTES + "\r\n" + "x".repeat(WORD_BYTES) + "\r\n";
        out.write(word.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whoeverSendsMoreOfARequestThanIsKeptIsDisconnected() throws IOException {
        FacadeSettings.Buffers small = new FacadeSettings.Buffers(128 * 1024, 1024 * 1024, 5);
        try (FakeCluster cluster = new FakeCluster("", small);
                Socket client = new Socket("127.0.0.1", cluster.ports().getFirst())) {
            assertThat(firstByteAfterMostOfARequest(client)).isEqualTo(ENDED);
        }
    }

    /** The connection may be reset while the rest is still being sent. */
    private static int firstByteAfterMostOfARequest(Socket client) throws IOException {
        try {
            sendMostOfARequest(client);
            return client.getInputStream().read();
        } catch (SocketException reset) {
            return ENDED;
        }
    }

    @Test
    void untilThenTheRestIsWaitedFor() throws IOException {
        try (FakeCluster cluster = new FakeCluster("");
                Socket client = new Socket("127.0.0.1", cluster.ports().getFirst())) {
            sendMostOfARequest(client);
            sendWord(client.getOutputStream());
            sendWord(client.getOutputStream());
            assertThat(client.getInputStream().read())
                    .as("an error: there is no such command")
                    .isEqualTo('-');
        }
    }

    /** What is sent back is several times more than the sockets hold, and forty times the default. */
    @Test
    void commandsOfAClientThatReadsNothingAreExecutedUntilItsLimit() throws IOException {
        FacadeSettings.Buffers large = new FacadeSettings.Buffers(1024 * 1024, 1024 * 1024 * 1024, 5);
        try (FakeCluster cluster = new FakeCluster("", large);
                Socket client = new Socket()) {
            client.setReceiveBufferSize(WORD_BYTES);
            client.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), cluster.ports().getFirst()));
            for (int i = 0; i < PINGS; i++) {
                client.getOutputStream().write("*2\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
                sendWord(client.getOutputStream());
            }
            await().until(() -> cluster.facades
                            .getFirst()
                            .figures()
                            .toCompletableFuture()
                            .join()
                            .commands()
                    >= PINGS);
        }
    }
}
