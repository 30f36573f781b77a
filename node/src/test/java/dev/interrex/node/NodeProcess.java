package dev.interrex.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A node as operators have it: a process of its own, on the class path of the tests. */
final class NodeProcess implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final int port;

    /** @param arguments a configuration file may come first */
    NodeProcess(Path directory, int port, String... arguments) throws IOException {
        this.port = port;
        output = Files.createTempFile("node", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.interrex.node.NodeMain"));
        boolean file = arguments.length > 0 && !arguments[0].startsWith("--");
        List<String> given = List.of(arguments);
        command.addAll(given.subList(0, file ? 1 : 0));
        command.addAll(List.of("--port", Integer.toString(port), "--http-port", "0", "--dir", directory.toString()));
        command.addAll(given.subList(file ? 1 : 0, given.size()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    NodeProcess ready() {
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> text().contains("ready node="));
        return this;
    }

    /** What it has written so far. */
    String text() throws IOException {
        return Files.readString(output);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the node goes on running");
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends inline commands and returns the first {@code lines} lines of what comes back. */
    List<String> ask(int lines, String... commands) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            for (String command : commands) {
                out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
            List<String> answer = new ArrayList<>();
            InputStream in = socket.getInputStream();
            for (int i = 0; i < lines; i++) {
                answer.add(line(in));
            }
            return answer;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            line.append(b == '\r' ? "" : Character.toString(b));
            b = in.read();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(output);
    }
}
