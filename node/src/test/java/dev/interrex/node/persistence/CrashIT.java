package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.LogPosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@link CrashMain} at random moments and opens what is left: every promise it made holds, and a truncation or full sync
 * happened whole or not at all.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CrashIT {
    private static final int KILLS = Integer.getInteger("crash.kills", 12);

    @TempDir
    private Path temporary;

    /** What must be found after the kill. */
    private static final class Promises {
        long boot;
        long epoch;
        LogPosition durable = LogPosition.START;
        LogPosition goingTo = LogPosition.START;
        boolean going;

        void hear(String line) {
            if (!line.endsWith(" .")) {
                return; // the kill cut it off
            }
            String[] words = line.split(" ");
            switch (words[0]) {
                case "boot" -> boot = Long.parseLong(words[1]);
                case "epoch" -> epoch = Long.parseLong(words[1]);
                case "durable" -> durable = position(words);
                case "to" -> {
                    goingTo = position(words);
                    going = true;
                }
                case "at" -> {
                    durable = position(words);
                    going = false;
                }
                default -> throw new AssertionError(line);
            }
        }

        private static LogPosition position(String[] words) {
            return new LogPosition(Long.parseLong(words[1]), Long.parseLong(words[2]));
        }
    }

    @Test
    void everyPromiseHoldsAfterAKill() throws Exception {
        var random = new SplittableRandom();
        var promises = new Promises();
        Path data = temporary.resolve("data");
        for (int kill = 0; kill < KILLS; kill++) {
            long seed = random.nextLong();
            runAndKill(data, seed, 20 + random.nextInt(400), promises);
            check(data, promises, "kill " + kill + " of seed " + seed);
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("rocksdb"));
            }
        }
    }

    private void runAndKill(Path data, long seed, int lines, Promises promises) throws IOException {
        Process process = new ProcessBuilder(command(data, seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            for (int i = 0; i < lines && line != null; i++) {
                promises.hear(line);
                line = out.readLine();
            }
            assertThat(line).as("the process ended by itself").isNotNull();
            if (line != null) {
                promises.hear(line);
            }
            process.toHandle().destroyForcibly();
            while ((line = out.readLine()) != null) {
                promises.hear(line);
            }
        }
        process.onExit().join();
    }

    private List<String> command(Path data, long seed) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                CrashMain.class.getName(),
                data.toString(),
                Long.toString(seed)));
    }

    private static void check(Path data, Promises promises, String when) throws DataDirectoryException {
        try (DataDirectory directory = DataDirectory.open(data, CrashMain.LOG, CrashMain.SNAPSHOTS)) {
            DurableLog log = directory.log();
            assertThat(log.bootCounter()).as(when).isEqualTo(promises.boot + 1);
            assertThat(log.epoch()).as(when).isGreaterThanOrEqualTo(promises.epoch);
            LogPosition end = log.end();
            boolean holds = holds(log, promises.durable);
            boolean moved = promises.going && end.equals(promises.goingTo);
            assertThat(holds || moved)
                    .as("%s: log ends at %s, promised %s, going to %s", when, end, promises.durable, promises.goingTo)
                    .isTrue();
            promises.durable = end;
            promises.going = false;
            directory
                    .snapshot()
                    .ifPresent(snapshot -> assertThat(log.startLsn())
                            .as(when)
                            .isLessThanOrEqualTo(snapshot.position().lsn()));
            assertThat(readable(log)).as(when).isTrue();
        }
    }

    private static boolean holds(DurableLog log, LogPosition position) {
        return position.lsn() <= log.end().lsn() && log.history().epochAt(position.lsn()) == position.epoch();
    }

    private static boolean readable(DurableLog log) {
        ByteBuffer target = ByteBuffer.allocate(1 << 20);
        long at = log.startLsn();
        int copied;
        while ((copied = log.read(at, target.clear())) > 0) {
            at += copied;
        }
        return at == log.end().lsn();
    }
}
