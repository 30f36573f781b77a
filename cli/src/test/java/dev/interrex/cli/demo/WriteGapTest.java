package dev.interrex.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WriteGapTest {
    private static final long MS = 1_000_000;

    @Test
    void isTheLongestTimeWithoutAnAcknowledgementToAnyWriter() {
        Journal first = acksAt(10, 90, 400);
        Journal second = acksAt(50, 95, 350, 500);
        assertThat(WriteGap.around(List.of(first, second), 100 * MS)).isEqualTo(new WriteGap(95 * MS, 350 * MS));
    }

    @Test
    void gapBeforeTheFaultDoesNotCount() {
        assertThat(WriteGap.around(List.of(acksAt(0, 900, 950, 1000)), 940 * MS).ms())
                .isEqualTo(50);
    }

    @Test
    void withoutAnyAcknowledgementAfterTheFaultThereIsNone() {
        assertThat(WriteGap.around(List.of(acksAt(1, 2)), 940 * MS).ms()).isZero();
    }

    private static Journal acksAt(long... ms) {
        Journal journal = new Journal();
        for (long at : ms) {
            journal.setAcked(journal.nextSet(), at * MS);
        }
        return journal;
    }
}
