package dev.interrex.node.command;

import dev.interrex.node.ListenPorts;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real redis-server on a free port of the loopback address, without persistence, and one connection to it. */
final class RedisProcess implements AutoCloseable {
    static final Path EXECUTABLE = Path.of("/usr/bin/redis-server");

    private final Process process;
    private final Socket socket;
    private final Recorder recorder;
    private final RespReplyReader reader;

    /** Keeps the bytes of the current reply. */
    private static final class Recorder extends BufferedInputStream {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Recorder(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                bytes.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (count > 0) {
                bytes.write(into, offset, count);
            }
            return count;
        }
    }

    RedisProcess() throws IOException {
        int port = ListenPorts.free();
        Path folder = Files.createTempDirectory("redis");
        process = new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--hz",
                        "500",
                        "--appendonly",
                        "no",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        socket = Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(ConnectException.class)
                .until(() -> new Socket(InetAddress.getLoopbackAddress(), port), Socket::isConnected);
        socket.setTcpNoDelay(true);
        recorder = new Recorder(socket.getInputStream());
        reader = new RespReplyReader(recorder);
    }

    RespReply reply(byte[]... arguments) throws IOException {
        recorder.bytes.reset();
        socket.getOutputStream().write(RespReplyReader.request(arguments));
        return reader.read();
    }

    RespReply reply(String... words) throws IOException {
        recorder.bytes.reset();
        socket.getOutputStream().write(RespReplyReader.request(words));
        return reader.read();
    }

    /** Sends commands together; their replies are to be fetched by {@link #next}. */
    void send(List<byte[][]> commands) throws IOException {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (byte[][] command : commands) {
            requests.writeBytes(RespReplyReader.request(command));
        }
        socket.getOutputStream().write(requests.toByteArray());
    }

    RespReply next() throws IOException {
        recorder.bytes.reset();
        return reader.read();
    }

    /** The bytes of the last reply. */
    byte[] lastBytes() {
        return recorder.bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
