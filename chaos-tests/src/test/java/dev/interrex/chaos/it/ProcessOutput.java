package dev.interrex.chaos.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of another language to its end. */
record ProcessOutput(int exitCode, String text) {
    /** Both streams together. Throws if the program does not end within {@code limit}, and kills it then. */
    static ProcessOutput of(Duration limit, Path directory, List<String> command)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("interrex-output-", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException(command + " did not end within " + limit + ":\n" + Files.readString(file));
            }
            return new ProcessOutput(process.exitValue(), Files.readString(file, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
