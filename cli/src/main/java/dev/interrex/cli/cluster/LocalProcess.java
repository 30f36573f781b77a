package dev.interrex.cli.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One process of a local cluster: its files, its start, its signals. It runs in a session of its own, so that it outlives the
 * program that started it and gets no signal from that program's terminal.
 *
 * <pre>
 * DIR/n1/node.conf   written once, then left alone: it may be edited
 * DIR/n1/node.log    what the process writes, appended at each start
 * DIR/n1/pid         decimal process id
 * DIR/n1/data/       the process's data directory
 * </pre>
 *
 * <p>A pid file is believed only if the process with that number started before the file was written and has the configuration
 * file among its arguments: numbers are reused.
 */
public final class LocalProcess {
    /** The kernel counts a process's start from a boot time in whole seconds. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private static final int LOG_TAIL_BYTES = 64 * 1024;

    /** What became of a start. */
    public enum Readiness {
        READY,
        DIED,
        TIMED_OUT
    }

    private final ProcessSpec spec;
    private final Path directory;
    private final Programs programs;
    private volatile @Nullable Process child;
    private volatile long logStartBytes;

    LocalProcess(ProcessSpec spec, Path directory, Programs programs) {
        this.spec = spec;
        this.directory = directory;
        this.programs = programs;
    }

    public ProcessSpec spec() {
        return spec;
    }

    public String id() {
        return spec.id();
    }

    public Path directory() {
        return directory;
    }

    public Path configuration() {
        return directory.resolve(spec.kind().program() + ".conf");
    }

    public Path log() {
        return directory.resolve(spec.kind().program() + ".log");
    }

    public Path data() {
        return directory.resolve("data");
    }

    /**
     * Starts the process and returns at once; see {@link #awaitReady}.
     *
     * @throws ClusterException if it runs already or the system cannot start it
     */
    public void start() {
        if (running()) {
            throw new ClusterException(spec.id() + " runs already");
        }
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.addAll(programs.command(spec, configuration()));
        try {
            logStartBytes = Files.exists(log()) ? Files.size(log()) : 0;
            Process started = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .redirectErrorStream(true)
                    .start();
            child = started;
            writePid(started.pid());
        } catch (IOException e) {
            throw new ClusterException("cannot start " + spec.id() + ": " + e.getMessage(), e);
        }
    }

    private void writePid(long pid) throws IOException {
        Path fresh = directory.resolve("pid.new");
        Files.writeString(fresh, pid + "\n");
        Files.move(fresh, pidFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }

    /** Waits for the ready line of the last {@link #start} in the log. */
    public Readiness awaitReady(Duration limit) {
        boolean settled = PollClock.await(limit, Duration.ofMillis(20), () -> ready() || ended());
        if (ready()) {
            return Readiness.READY;
        }
        return settled ? Readiness.DIED : Readiness.TIMED_OUT;
    }

    /**
     * Whether the process is gone. One that was started here is asked directly: while it becomes another program, the kernel shows no
     * arguments for a moment, so that it would not be recognised.
     */
    private boolean ended() {
        Process started = child;
        return started == null ? !running() : !started.isAlive();
    }

    /** Whether the process, since its last {@link #start} by this object, has written its ready line. */
    public boolean ready() {
        String line = "ready " + spec.kind().program() + "=" + spec.id() + " ";
        return logSince(logStartBytes).contains(line);
    }

    /** The process, if it runs and is the one of the pid file. */
    public Optional<ProcessHandle> handle() {
        OptionalLong pid = recordedPid();
        if (pid.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid.getAsLong()).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    public boolean running() {
        return handle().isPresent();
    }

    /** Process id while it runs. */
    public OptionalLong pid() {
        return handle().map(handle -> OptionalLong.of(handle.pid())).orElse(OptionalLong.empty());
    }

    private OptionalLong recordedPid() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(pidFile()).trim()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private boolean isOurs(ProcessHandle handle) {
        Optional<Instant> start = handle.info().startInstant();
        Optional<String[]> arguments = handle.info().arguments();
        return start.isPresent()
                && !start.get().isAfter(pidWrittenAt().plus(START_TOLERANCE))
                && arguments.isPresent()
                && Arrays.asList(arguments.get()).contains(configuration().toString());
    }

    private Instant pidWrittenAt() {
        try {
            return Files.getLastModifiedTime(pidFile()).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** Exit code, where this object started the process and it has ended; 128 + signal number where a signal ended it. */
    public OptionalInt exitCode() {
        Process started = child;
        return started == null || started.isAlive() ? OptionalInt.empty() : OptionalInt.of(started.exitValue());
    }

    /** SIGTERM: a clean stop, begun. Does nothing where it does not run. */
    public void terminate() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** SIGKILL. Does nothing where it does not run. */
    public void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** SIGSTOP: it keeps its memory and connections and does nothing. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT: it goes on after {@link #suspend}. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        long pid = pid().orElseThrow(() -> new ClusterException(spec.id() + " does not run"));
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new ClusterException("kill -" + name + " of " + spec.id() + " failed with exit code " + exit);
            }
        } catch (IOException e) {
            throw new ClusterException("cannot signal " + spec.id() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while signalling " + spec.id(), e);
        }
    }

    /** Waits until it no longer runs; false where it still does after {@code limit}. */
    public boolean awaitExit(Duration limit) {
        Optional<ProcessHandle> running = handle();
        if (running.isEmpty()) {
            return true;
        }
        try {
            running.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new ClusterException("cannot wait for " + spec.id(), e);
        }
    }

    /**
     * Deletes its data, so that it comes back as an empty node; configuration and log stay.
     *
     * @throws ClusterException if it runs
     */
    public void wipe() {
        if (running()) {
            throw new ClusterException(spec.id() + " runs: its data is in use");
        }
        deleteTree(data());
    }

    /** The last lines of its log, oldest first. */
    public List<String> logTail(int lines) {
        List<String> all = logSince(0).lines().toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** The log from this byte on, at most its last 64 KiB; empty where there is none. */
    private String logSince(long fromBytes) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            long from = Math.max(fromBytes, file.length() - LOG_TAIL_BYTES);
            byte[] tail = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new ClusterException("cannot delete " + root + ": " + e.getMessage(), e);
        }
    }
}
