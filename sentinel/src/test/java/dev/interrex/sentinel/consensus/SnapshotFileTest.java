package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.proto.v1.RegistrySnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItWrote() throws IOException {
        RegistrySnapshot snapshot = snapshot();
        SnapshotFile.write(directory, snapshot);
        assertThat(SnapshotFile.read(directory)).isEqualTo(snapshot);
    }

    @Test
    void everyFlippedByteIsFound() throws IOException {
        SnapshotFile.write(directory, snapshot());
        Path file = directory.resolve(SnapshotFile.NAME);
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Files.write(file, bad);
            assertThatThrownBy(() -> SnapshotFile.read(directory))
                    .as("byte " + i)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void everyTruncationIsFound() throws IOException {
        SnapshotFile.write(directory, snapshot());
        Path file = directory.resolve(SnapshotFile.NAME);
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> SnapshotFile.read(directory))
                    .as("length " + length)
                    .isInstanceOf(IOException.class);
        }
    }

    private static RegistrySnapshot snapshot() {
        GroupRegistry registry = new GroupRegistry();
        registry.apply(RaftCommands.create("p1", Groups.first("orders")));
        return registry.snapshot();
    }
}
