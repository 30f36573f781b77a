package dev.interrex.cli.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The programs of this installation, as the launcher finds them: {@code INTERREX_DIST/PROGRAM/lib} (where that is not set,
 * {@code INTERREX_HOME/target/dist}) run by {@code INTERREX_JAVA} with the flags in {@code INTERREX_HOME/deploy/jvm} and,
 * if a start was rehearsed since they were built, in {@code PROGRAM/start.options}.
 */
public final class InstalledPrograms implements Programs {
    private final Path home;
    private final Path dist;
    private final String java;
    private final boolean rehearses;

    /** @param rehearses whether this is a rehearsal, whose processes write down what they do */
    public InstalledPrograms(Path home, Path dist, String java, boolean rehearses) {
        this.home = home;
        this.dist = dist;
        this.java = java;
        this.rehearses = rehearses;
    }

    /**
     * @param environment of this process
     * @throws ClusterException if the launcher did not set the variables
     */
    public static InstalledPrograms fromEnvironment(Map<String, String> environment) {
        String home = environment.get("INTERREX_HOME");
        if (home == null) {
            throw new ClusterException("INTERREX_HOME is not set: start this program by the launcher, interrex");
        }
        String dist = environment.getOrDefault("INTERREX_DIST", home + "/target/dist");
        String java = environment.getOrDefault("INTERREX_JAVA", System.getProperty("java.home") + "/bin/java");
        boolean rehearses = environment.containsKey("INTERREX_REHEARSES");
        return new InstalledPrograms(Path.of(home), Path.of(dist), java, rehearses);
    }

    @Override
    public List<String> command(ProcessSpec process, Path configuration) {
        String program = process.kind().program();
        Path lib = dist.resolve(program).resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new ClusterException("the program " + program + " is not built: there is no " + lib);
        }
        String main = switch (process.kind()) {
            case NODE -> "dev.interrex.node.NodeMain";
            case SENTINEL -> "dev.interrex.sentinel.SentinelMain";
        };
        List<String> command = new ArrayList<>();
        command.add(java);
        command.add("@" + home.resolve("deploy/jvm/" + program + ".options"));
        if (isRehearsed(program)) {
            command.add("@" + dist.resolve(program).resolve("start.options"));
        }
        command.addAll(List.of("-cp", lib.resolve("*").toString(), main, configuration.toString()));
        return command;
    }

    /**
     * Whether what a rehearsal wrote down is of the jars as they are: the JVM would take classes from it that have changed since. Or it is being
     * written down; what a rehearsal that was killed left behind would let every process write, which takes most of the processor.
     */
    private boolean isRehearsed(String program) {
        Path folder = dist.resolve(program);
        Path cache = folder.resolve(program + ".aot");
        if (!Files.exists(folder.resolve("start.options"))) {
            return false;
        }
        if (!Files.exists(cache)) {
            return rehearses;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder.resolve("lib"), "*.jar")) {
            for (Path jar : jars) {
                if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(cache)) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new ClusterException("the program " + program + " cannot be read: " + e.getMessage());
        }
    }
}
