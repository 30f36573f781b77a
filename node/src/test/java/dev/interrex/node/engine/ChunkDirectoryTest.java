package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDirectoryTest {
    private static final int MANY = 1_000_000;

    /** Some milliseconds; moving the whole directory for each of them would take many minutes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void growingAtOneEndDoesNotMoveTheOther(boolean head) {
        ChunkDirectory chunks = new ChunkDirectory();
        for (int i = 0; i < MANY; i++) {
            chunks.insert(head ? 0 : i, 8L * i, 8, 0);
        }
        assertThat(chunks.size()).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(chunks.block(i)).isEqualTo(8L * (head ? MANY - 1 - i : i));
        }
    }
}
