package dev.interrex.chaos.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** One server process, killed at the end: a standalone node, or redis-server to compare with. */
final class LoneServer implements AutoCloseable {
    private static final long READY_WITHIN_S = 30;

    private final Process process;
    private final int port;
    private final Path log;

    private LoneServer(ProcessBuilder builder, int port, Path directory) throws IOException {
        this.port = port;
        this.log = directory.resolve("server.log");
        this.process = builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await().atMost(READY_WITHIN_S, TimeUnit.SECONDS).until(this::answers);
    }

    static LoneServer node(Path directory) throws IOException {
        int port = ListenPorts.free();
        return new LoneServer(
                Installation.launcher(
                        "node",
                        "--standalone",
                        "--port",
                        Integer.toString(port),
                        "--http-port",
                        "0",
                        "--dir",
                        directory.resolve("data").toString()),
                port,
                directory);
    }

    static LoneServer redis(Path directory) throws IOException {
        int port = ListenPorts.free();
        return new LoneServer(
                new ProcessBuilder(
                        "redis-server", "--port", Integer.toString(port), "--save", "", "--bind", "127.0.0.1"),
                port,
                directory);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended: " + log());
        }
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            return jedis.ping().equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
