package dev.interrex.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledProgramsTest {
    @TempDir
    Path home;

    private static final ProcessSpec SPEC = new ProcessSpec("n1", ProcessKind.NODE, "", "127.0.0.1", 1, 2, 0);
    private Path node;
    private Path jar;

    @BeforeEach
    void installANode() throws IOException {
        node = home.resolve("target/dist/node");
        Files.createDirectories(node.resolve("lib"));
        jar = Files.createFile(node.resolve("lib/interrex-node.jar"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        Files.createFile(node.resolve("start.options"));
    }

    @Test
    void aStartThatWasRehearsedWithTheseJarsIsQuick() throws IOException {
        assertThat(usesStartOptions(true)).as("the rehearsal itself").isTrue();
        assertThat(usesStartOptions()).as("a rehearsal that was killed").isFalse();
        cacheOf(2_000_000);
        assertThat(usesStartOptions()).isTrue();
    }

    @Test
    void jarsThatWereBuiltSinceTheRehearsalAreNotMixedWithOldClasses() throws IOException {
        cacheOf(2_000_000);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(3_000_000));
        assertThat(usesStartOptions()).isFalse();
    }

    private void cacheOf(long modifiedMs) throws IOException {
        Path cache = node.resolve("node.aot");
        Files.createFile(cache);
        Files.setLastModifiedTime(cache, FileTime.fromMillis(modifiedMs));
    }

    private boolean usesStartOptions() {
        return usesStartOptions(false);
    }

    private boolean usesStartOptions(boolean rehearses) {
        InstalledPrograms programs = new InstalledPrograms(home, home.resolve("target/dist"), "java", rehearses);
        return programs.command(SPEC, home.resolve("node.conf")).contains("@" + node.resolve("start.options"));
    }
}
