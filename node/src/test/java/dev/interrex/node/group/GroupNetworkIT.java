package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node says in HTTP/2 (RFC 9113) to a peer that is only a socket. */
@Timeout(30)
class GroupNetworkIT {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW_BYTES = 345_678;
    private static final int KEEPALIVE_MS = 500;
    private static final int READ_TIMEOUT_MS = 20_000;

    private final GroupNetwork network =
            new GroupNetwork(1 << 20, new TransportLimits(200, KEEPALIVE_MS, WINDOW_BYTES, 1 << 20));

    @AfterEach
    void close() {
        network.close();
    }

    private record Frame(int type, byte[] payload) {
        static Frame read(DataInputStream in) throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            in.readInt();
            return new Frame(type, in.readNBytes(length));
        }

        /** Of SETTINGS; -1 if it is not told. */
        int setting(int wanted) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
            for (int at = 0; at < payload.length; at += 6) {
                int id = in.readUnsignedShort();
                int value = in.readInt();
                if (id == wanted) {
                    return value;
                }
            }
            return -1;
        }
    }

    private Socket connected() throws IOException {
        int port = network.listen("127.0.0.1", 0, List.of());
        Socket peer = new Socket(InetAddress.getLoopbackAddress(), port);
        peer.setSoTimeout(READ_TIMEOUT_MS);
        peer.getOutputStream().write(PREFACE);
        peer.getOutputStream().write(EMPTY_SETTINGS);
        return peer;
    }

    @Test
    void whoeverConnectsMayHaveAWindowUnderWay() throws Exception {
        try (Socket peer = connected()) {
            Frame settings = Frame.read(new DataInputStream(peer.getInputStream()));
            assertThat(settings.type).isEqualTo(SETTINGS);
            assertThat(settings.setting(INITIAL_WINDOW_SIZE)).isEqualTo(WINDOW_BYTES);
        }
    }

    @Test
    void whomItConnectsToMayHaveAWindowUnderWay() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ManagedChannel channel = network.channel("127.0.0.1:" + listener.getLocalPort());
            channel.getState(true);
            try (Socket peer = listener.accept()) {
                peer.setSoTimeout(READ_TIMEOUT_MS);
                DataInputStream in = new DataInputStream(peer.getInputStream());
                assertThat(in.readNBytes(PREFACE.length)).isEqualTo(PREFACE);
                assertThat(Frame.read(in).setting(INITIAL_WINDOW_SIZE)).isEqualTo(WINDOW_BYTES);
            }
        }
    }

    @Test
    void whoeverConnectedAndSaysNothingIsAskedAndThenGivenUp() throws Exception {
        try (Socket peer = connected()) {
            DataInputStream in = new DataInputStream(peer.getInputStream());
            boolean asked = false;
            while (!asked) {
                asked = Frame.read(in).type == PING;
            }
            // To the end, with whatever is said in parting; a connection that is kept would make this time out.
            in.readAllBytes();
        }
    }
}
