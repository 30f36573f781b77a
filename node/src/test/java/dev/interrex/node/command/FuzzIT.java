package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.EffectsFuzz;
import dev.interrex.node.log.RecordsFuzz;
import dev.interrex.node.persistence.SnapshotFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Bytes that anybody may send or any disk may hold, made by Jazzer, which looks for inputs that reach new code: no crash, no allocation by
 * a declared length (the heap is small), nothing half done. Each target runs in a process of its own for {@code -Dfuzz.seconds}.
 */
class FuzzIT {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 4);
    /** Of a run that is over sooner, the compiler C2 would take most of the time: C1 alone tries ten times as many inputs in five seconds. */
    private static final int SECONDS_FOR_C2 = 60;

    private static final int START_SECONDS = 120;
    private static final Pattern EXECUTED = Pattern.compile("#(\\d+)\\s+DONE");

    @TempDir
    Path folder;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void requestsNeverDoHarm() throws Exception {
        fuzz(RequestFuzz.class, RequestFuzz.examples());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void payloadsOfRestoreNeverDoHarm() throws Exception {
        fuzz(RestoreFuzz.class, RestoreFuzzTest.bodies(new CommandHarness()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void effectsNeverDoHarm() throws Exception {
        fuzz(EffectsFuzz.class, EffectsFuzz.examples());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void recordsOfTheLogNeverDoHarm() throws Exception {
        fuzz(RecordsFuzz.class, RecordsFuzz.examples());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void snapshotsNeverDoHarm() throws Exception {
        fuzz(SnapshotFuzz.class, SnapshotFuzz.examples());
    }

    private void fuzz(Class<?> target, List<byte[]> examples) throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        for (int i = 0; i < examples.size(); i++) {
            Files.write(corpus.resolve("example" + i), examples.get(i));
        }
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command(target, corpus))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        Matcher executed = EXECUTED.matcher(text);
        assertThat(process.exitValue()).as(text + found()).isZero();
        assertThat(executed.find()).as(text).isTrue();
        assertThat(Integer.parseInt(executed.group(1))).as("inputs").isGreaterThan(examples.size());
    }

    /** The input that did harm, for a test of its own. */
    private String found() throws IOException {
        StringBuilder found = new StringBuilder();
        try (var files = Files.newDirectoryStream(folder, "{crash,timeout,oom}-*")) {
            for (Path file : files) {
                found.append("\ninput in Base64: ")
                        .append(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        }
        return found.toString();
    }

    private static List<String> command(Class<?> target, Path corpus) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+EnableDynamicAgentLoading"));
        if (SECONDS < SECONDS_FOR_C2) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.getName());
        command.add("--instrumentation_includes=dev.interrex.**");
        command.add("--custom_hook_includes=dev.interrex.**");
        command.add("-max_total_time=" + SECONDS);
        // Of memory the limits of the JVM count.
        command.addAll(List.of("-rss_limit_mb=0", "-timeout=60", "-print_final_stats=1", "-seed=1", corpus.toString()));
        return command;
    }
}
