package dev.interrex.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void percentilesAreMeasuredValues() {
        Spread spread = Spread.of(IntStream.rangeClosed(1, 200).asDoubleStream());
        assertThat(spread).isEqualTo(new Spread(200, 100, 198, 200));
    }

    @Test
    void whatNeverHappenedDoesNotCount() {
        assertThat(Spread.of(DoubleStream.of(Timeline.NEVER, 5))).isEqualTo(new Spread(1, 5, 5, 5));
        assertThat(Spread.of(DoubleStream.empty())).isEqualTo(new Spread(0, -1, -1, -1));
    }
}
