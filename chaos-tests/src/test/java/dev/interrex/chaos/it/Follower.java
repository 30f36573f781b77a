package dev.interrex.chaos.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that writes 1, 2, 3, … to a key of its own through whatever happens, and knows which number was acknowledged last.
 * The key then holds that number or a later one whose acknowledgement was lost.
 */
abstract class Follower implements AutoCloseable {
    private final String name;
    private final AtomicLong lastAcked = new AtomicLong();

    Follower(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    String key() {
        return "follower:" + name;
    }

    long lastAcked() {
        return lastAcked.get();
    }

    void acked(long number) {
        lastAcked.set(number);
    }

    @Override
    public abstract void close() throws Exception;

    /** One write of a Java client. */
    interface Write {
        void write(String key, long number) throws Exception;
    }

    /** Writes on a thread of its own, one write after the other, a hundredth of a second apart at least. */
    static Follower onThread(String name, Write write, AutoCloseable client) {
        return new ThreadFollower(name, write, client);
    }

    /** A program that gets the key as its second argument, and prints each number that was acknowledged. */
    static Follower process(String name, Path log, List<String> command) throws IOException {
        return new ProcessFollower(name, log, command);
    }

    private static final class ThreadFollower extends Follower {
        private static final long PERIOD_MS = 10;

        private final AutoCloseable client;
        private final Thread thread;

        ThreadFollower(String name, Write write, AutoCloseable client) {
            super(name);
            this.client = client;
            this.thread = Thread.ofPlatform().daemon().name("follower-" + name).start(() -> work(write));
        }

        private void work(Write write) {
            for (long number = 1; !Thread.currentThread().isInterrupted(); number++) {
                try {
                    write.write(key(), number);
                    acked(number);
                } catch (Exception e) {
                    // What a client throws while there is no primary is its own affair: it must go on afterwards.
                }
                LockSupport.parkNanos(PERIOD_MS * 1_000_000);
            }
        }

        @Override
        public void close() throws Exception {
            thread.interrupt();
            thread.join(5_000);
            client.close();
        }
    }

    private static final class ProcessFollower extends Follower {
        private final Process process;
        private final Thread reader;

        ProcessFollower(String name, Path log, List<String> command) throws IOException {
            super(name);
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
            reader = Thread.ofPlatform().daemon().name("follower-" + name).start(this::read);
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    acked(Long.parseLong(line.trim()));
                }
            } catch (IOException e) {
                // The process was ended while it wrote.
            }
        }

        @Override
        public void close() throws Exception {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            reader.join(5_000);
        }
    }
}
