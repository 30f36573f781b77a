package dev.interrex.chaos.tla;

import dev.interrex.chaos.history.DrillClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One run of TLC, the model checker of TLA+ (Lamport, "Specifying Systems", chapter 14), in a process of its own: it keeps its state in
 * static fields. One worker, so that counts of states are the same in every run.
 */
record Tlc(String spec, Map<String, String> constants, List<String> withoutInvariants) {
    /** {@code docs/tla}, seen from the folder of a module, in which tests run. */
    private static final Path MODELS = Path.of("..", "docs", "tla");

    private static final Pattern VIOLATED = Pattern.compile("Error: Invariant (\\w+) is violated");
    private static final Pattern COMPLETE =
            Pattern.compile("states generated, ([0-9,]+) distinct states found, 0 states left on queue");
    private static final Pattern DEPTH = Pattern.compile("depth of the complete state graph search is (\\d+)");
    private static final long TIMEOUT_MINUTES = 30;
    private static final DrillClock CLOCK = new DrillClock();

    /**
     * What TLC found.
     *
     * @param violated name of the invariant that does not hold; empty if all do
     * @param distinctStates all that can be reached; 0 if the search ended before it had seen all
     * @param depth longest of the shortest ways to a state
     * @param output all that TLC said, a trace of the violation included
     */
    record Outcome(Optional<String> violated, long distinctStates, int depth, double seconds, String output) {}

    static Tlc of(String spec) {
        return new Tlc(spec, Map.of(), List.of());
    }

    /** Overrules constants of the .cfg file. */
    Tlc with(Map<String, String> overrides) {
        return new Tlc(spec, overrides, withoutInvariants);
    }

    /** Does not check these, to see what follows from their violation. */
    Tlc without(String... invariants) {
        return new Tlc(spec, constants, List.of(invariants));
    }

    /** @param folder empty; for the model and TLC's files */
    Outcome check(Path folder) throws IOException, InterruptedException {
        Files.copy(MODELS.resolve(spec + ".tla"), folder.resolve(spec + ".tla"));
        Files.writeString(folder.resolve(spec + ".cfg"), configuration());
        Path output = folder.resolve("output");
        long begunNanos = CLOCK.nanos();
        Process process = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("TLC took more than " + TIMEOUT_MINUTES + " minutes");
            }
        } finally {
            process.destroyForcibly();
        }
        return outcome(Files.readString(output), (CLOCK.nanos() - begunNanos) / 1e9);
    }

    private List<String> command() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC", "-Xmx1g"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("tlc2.TLC", "-workers", "1", "-config", spec + ".cfg", spec + ".tla"));
        return command;
    }

    private String configuration() throws IOException {
        String text = Files.readString(MODELS.resolve(spec + ".cfg"));
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            Pattern line = Pattern.compile("(?m)^( *" + constant.getKey() + " = ).*$");
            if (!line.matcher(text).find()) {
                throw new IllegalArgumentException(spec + ".cfg has no constant " + constant.getKey());
            }
            text = line.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(constant.getValue()));
        }
        return text.lines()
                .filter(line -> !withoutInvariants.contains(line.strip()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Outcome outcome(String output, double seconds) {
        Matcher violated = VIOLATED.matcher(output);
        Matcher complete = COMPLETE.matcher(output);
        Matcher depth = DEPTH.matcher(output);
        return new Outcome(
                violated.find() ? Optional.of(violated.group(1)) : Optional.empty(),
                complete.find() ? Long.parseLong(complete.group(1).replace(",", "")) : 0,
                depth.find() ? Integer.parseInt(depth.group(1)) : 0,
                seconds,
                output);
    }
}
