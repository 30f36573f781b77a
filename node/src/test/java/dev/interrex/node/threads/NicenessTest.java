package dev.interrex.node.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NicenessTest {
    private static final Path STAT = Path.of("/proc/thread-self/stat");

    @Test
    void aBackgroundThreadStandsBackAndTheOthersDoNot() throws Exception {
        assumeTrue(Files.exists(STAT));
        int before = nice();
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        Thread.ofPlatform().start(Niceness.background(() -> seen.complete(nice())));
        assertThat(seen.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(10);
        assertThat(nice()).isEqualTo(before);
    }

    /** Field 19 of a thread's stat; the fields after the name, which may have blanks, begin with the third. */
    private static int nice() {
        try {
            String stat = Files.readString(STAT);
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
