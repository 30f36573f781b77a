package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskPaceTest {
    private static final long MS = 1_000_000;

    private final DiskPace pace = new DiskPace(new DiskPace.Limits(1_000, 200, 10_000));

    @Test
    void aQuickWriteIsNeitherSlowNorStalled() {
        pace.begin(0);
        assertThat(pace.slow(199 * MS)).isFalse();
        pace.end(199 * MS);
        assertThat(pace.slow(200 * MS)).isFalse();
        assertThat(pace.stalled(10_000 * MS)).isFalse();
    }

    @Test
    void aWriteThatHasNotEndedStallsTheDiskUntilItEnds() {
        pace.begin(0);
        assertThat(pace.slow(200 * MS)).isTrue();
        assertThat(pace.stalled(999 * MS)).isFalse();
        assertThat(pace.stalled(1_000 * MS)).isTrue();
        pace.end(1_500 * MS);
        assertThat(pace.stalled(1_500 * MS)).isFalse();
    }

    @Test
    void aSlowWriteIsRememberedForAWhile() {
        pace.begin(0);
        pace.end(300 * MS);
        pace.begin(400 * MS);
        pace.end(401 * MS);
        assertThat(pace.slow(10_299 * MS)).isTrue();
        assertThat(pace.slow(10_300 * MS)).isFalse();
    }
}
