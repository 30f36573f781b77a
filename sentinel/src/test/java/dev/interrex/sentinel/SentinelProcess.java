package dev.interrex.sentinel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** {@link SentinelMain} in a process of its own. */
final class SentinelProcess implements RunningSentinel {
    private static final long START_TIMEOUT_SECONDS = 60;

    private final Process process;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private SentinelProcess(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(this::read);
    }

    /** Starts one and waits for its ready line. */
    static SentinelProcess start(Path config, String sentinelId) throws Exception {
        SentinelProcess started = launch(config.toString());
        String line = started.ready.get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!line.startsWith("ready sentinel=" + sentinelId + " ")) {
            throw new IllegalStateException(line);
        }
        return started;
    }

    /** Starts one, whatever comes of it. */
    static SentinelProcess launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                SentinelMain.class.getName()));
        command.addAll(List.of(arguments));
        return new SentinelProcess(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                errors.add(line);
                if (Boolean.getBoolean("sentinel.test.verbose")) {
                    System.out.println(process.pid() + " " + line);
                }
                if (line.startsWith("ready ")) {
                    ready.complete(line);
                }
            }
        } catch (IOException e) {
            errors.add("reading its output failed: " + e);
        }
        ready.complete("ended: " + String.join("\\n", errors));
    }

    /** What it wrote to stderr, as soon as it ended or got ready. */
    String output() throws Exception {
        ready.get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return String.join("\n", errors);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(START_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs: " + errors);
        }
        return process.exitValue();
    }

    @Override
    public int respPort() {
        String address = ready.join().replaceFirst(".* resp=(\\S+) .*", "$1");
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** SIGKILL. */
    @Override
    public void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
