package dev.interrex.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled classes of all modules keep the dependency direction; and each rule sees a violation planted for it. */
class DependencyTest {
    private static final Path ROOT = Path.of(System.getProperty("tidy.root", ".."));

    private static JavaClasses classes;

    @TempDir
    Path folder;

    @BeforeAll
    static void readClasses() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (var modules = Files.newDirectoryStream(ROOT)) {
            for (var module : modules) {
                if (Files.isDirectory(module.resolve("target/classes"))) {
                    folders.add(module.resolve("target/classes"));
                }
            }
        }
        classes = new ClassFileImporter().importPaths(folders);
    }

    @Test
    void classesAreFound() {
        assertThat(classes.contain("dev.interrex.tidy.DependencyRules")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ruleIsKept(ArchRule rule) {
        rule.check(classes);
    }

    static Stream<ArchRule> rules() {
        return DependencyRules.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void plantedViolationIsFound(String name, List<String> sources) throws IOException {
        var planted = compile(sources);
        assertThat(DependencyRules.all())
                .filteredOn(rule -> rule.evaluate(planted).hasViolation())
                .hasSize(1);
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                planted("node uses sentinel", "node.server", "sentinel.topology"),
                planted("node uses client", "node.server", "client.api"),
                planted("sentinel uses node", "sentinel.topology", "node.server"),
                planted("client uses node", "client.api", "node.server"),
                planted("cli uses node", "cli", "node.server"),
                planted("cli uses sentinel", "cli", "sentinel.topology"),
                planted("proto uses client", "resp", "client.api"),
                planted("node uses chaos-tests", "node.server", "chaos.cluster"),
                planted("cli uses chaos-tests", "cli", "chaos.cluster"),
                planted("node uses bench", "node.server", "bench"),
                planted("node uses tidy", "node.server", "tidy"),
                planted("engine uses resp", "node.engine", "resp"),
                planted("engine uses log", "node.engine", "node.log"),
                planted("log uses dispatch", "node.log", "node.dispatch"),
                planted("role uses control", "node.role", "node.control"),
                planted("core uses role", "node.replication.core", "node.role"),
                planted("core uses primary", "node.replication.core", "node.replication.primary"),
                planted("suspicion uses heartbeat", "sentinel.suspicion", "sentinel.heartbeat"),
                planted("failover uses generated messages", "sentinel.failover", "proto.v1"),
                planted("command uses generated messages", "node.command", "proto.v1"),
                planted("primary uses replica", "node.replication.primary", "node.replication.replica"),
                planted("replica uses primary", "node.replication.replica", "node.replication.primary"),
                plantedUse("engine owns a thread", "node.engine", "Thread"),
                plantedUse("engine reads a file", "node.engine", "java.nio.file.Path"),
                plantedUse("engine prints", "node.engine", "java.io.PrintStream"),
                plantedUse("log owns a socket", "node.log", "java.nio.channels.SocketChannel"),
                plantedUse("role locks", "node.role", "java.util.concurrent.locks.ReentrantLock"),
                plantedUse("core has a clock", "node.replication.core", "java.time.Clock"),
                plantedUse("suspicion logs", "sentinel.suspicion", "java.util.logging.Logger"),
                plantedUse("failover schedules", "sentinel.failover", "java.util.concurrent.Executor"),
                plantedUse("model uses the network", "model", "java.net.InetAddress"),
                plantedLibrary("rocksdb outside of persistence", "node.server", "org.rocksdb"),
                plantedLibrary("rocksdb in the sentinel", "sentinel.consensus", "org.rocksdb"),
                plantedLibrary("jraft outside of consensus", "sentinel.promotion", "com.alipay.sofa.jraft"),
                plantedLibrary("grpc in dispatch", "node.dispatch", "io.grpc"),
                plantedLibrary("protobuf in persistence", "node.persistence", "com.google.protobuf"),
                arguments(
                        "a cycle of three packages",
                        List.of(
                                "package dev.interrex.node.server; public class A { dev.interrex.node.command.B b; }",
                                "package dev.interrex.node.command; public class B { dev.interrex.node.control.C c; }",
                                "package dev.interrex.node.control; public class C { dev.interrex.node.server.A a;"
                                        + " }")));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void allowedUseIsFine(List<String> sources) throws IOException {
        var planted = compile(sources);
        assertThat(DependencyRules.all())
                .filteredOn(rule -> rule.evaluate(planted).hasViolation())
                .isEmpty();
    }

    static Stream<List<String>> allowed() {
        return Stream.of(
                sources("node.engine", "model"),
                sources("node.command", "node.engine"),
                sources("cli", "client.api"),
                sources("node.replication.primary", "node.replication.core"),
                sources("sentinel.promotion", "proto.v1"),
                sources("node.role", "node.replication.core"),
                List.of(
                        "package dev.interrex.node.dispatch; public interface RecordLog {}",
                        "package dev.interrex.node.log; class Ring implements dev.interrex.node.dispatch.RecordLog {}"),
                List.of("package dev.interrex.node.engine; class A { long[] words; java.util.Map<String, byte[]> keys;"
                        + " java.lang.foreign.MemorySegment memory; }"));
    }

    private static Arguments planted(String name, String user, String used) {
        return arguments(name, sources(user, used));
    }

    private static List<String> sources(String user, String used) {
        return List.of(
                "package dev.interrex." + used + "; public class Used {}",
                "package dev.interrex." + user + "; class User { dev.interrex." + used + ".Used used; }");
    }

    private static Arguments plantedUse(String name, String user, String type) {
        return arguments(name, List.of("package dev.interrex." + user + "; class User { " + type + " used; }"));
    }

    private static Arguments plantedLibrary(String name, String user, String library) {
        return arguments(
                name,
                List.of(
                        "package " + library + "; public class Library {}",
                        "package dev.interrex." + user + "; class User { " + library + ".Library library; }"));
    }

    /** Compiles classes, each named after the last word before its brace, and reads them as the real ones are read. */
    private JavaClasses compile(List<String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", folder.resolve("classes").toString()));
        for (var source : sources) {
            var name = source.replaceFirst(".*?(?:class|interface) (\\w+).*", "$1");
            var file = Files.createTempDirectory(folder, "source").resolve(name + ".java");
            Files.writeString(file, source);
            arguments.add(file.toString());
        }
        var status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(status).isZero();
        return new ClassFileImporter().importPath(folder.resolve("classes"));
    }
}
