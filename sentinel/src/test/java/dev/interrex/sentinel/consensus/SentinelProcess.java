package dev.interrex.sentinel.consensus;

import static org.awaitility.Awaitility.await;

import dev.interrex.model.SentinelAddress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A {@link SentinelProcessMain} that was started, seen from outside. */
final class SentinelProcess implements AutoCloseable {
    private final String id;
    private final Process process;
    private final PrintStream commands;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile boolean leads;
    private volatile boolean voter;

    private SentinelProcess(String id, Process process) {
        this.id = id;
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::listen);
    }

    static SentinelProcess start(String id, Path directory, List<SentinelAddress> members) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                SentinelProcessMain.class.getName(),
                id,
                directory.resolve(id).toString()));
        members.forEach(member -> command.add(member.id() + "=" + member.grpcAddress()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(logOf(id)))
                .start();
        return new SentinelProcess(id, process);
    }

    /** Kept after the test, to see why it failed. */
    private static File logOf(String id) {
        return new File("target", "sentinel-process-" + id + ".log");
    }

    String id() {
        return id;
    }

    boolean leads() {
        return leads && process.isAlive();
    }

    /** Fails if the process has ended by itself. */
    boolean isVoter() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "sentinel " + id + " ended with " + process.exitValue() + ", see " + logOf(id));
        }
        return voter;
    }

    /** Sends a command; {@link #answer} gets its answer. */
    void command(String verb, String commandId, String group) {
        commands.println(verb + " " + commandId + " " + group);
    }

    String answer(String commandId) {
        return await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> answers.get(commandId), answer -> answer != null);
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** {@code STOP} or {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(5, TimeUnit.SECONDS);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                switch (words[0]) {
                    case "LEADS" -> leads = line.endsWith(" true");
                    case "VOTER" -> voter = true;
                    case "ANSWER" -> answers.put(words[1], words[2]);
                    default -> System.out.println(id + ": " + line);
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
