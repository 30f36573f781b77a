package dev.interrex.chaos.it;

import dev.interrex.cli.cluster.InstalledPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The programs that this build has packaged. */
final class Installation {
    /** Root of the source tree. */
    static final Path HOME = home();

    /** The java binary that runs the tests. */
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private Installation() {}

    private static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("interrex"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the launcher is in no folder above the tests' working folder");
            }
        }
        return folder;
    }

    static InstalledPrograms programs() {
        return InstalledPrograms.fromEnvironment(environment());
    }

    /** What the launcher exports: with it, a start neither looks for a JDK nor builds. */
    static Map<String, String> environment() {
        return Map.of("INTERREX_HOME", HOME.toString(), "INTERREX_JAVA", JAVA.toString());
    }

    /** {@code interrex ARGUMENTS…}, ready to start. */
    static ProcessBuilder launcher(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = HOME.resolve("interrex").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        return builder;
    }
}
