package dev.interrex.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void samplesFollowTheirDeclaration() {
        MetricsText metrics = new MetricsText();
        metrics.gauge("a_bytes", "How many.")
                .sample(5, "group", "orders", "node", "n1")
                .sample(6.5, "group", "x");
        metrics.counter("b_total", "How often.").sample(true);
        assertThat(metrics).hasToString("""
            # HELP a_bytes How many.
            # TYPE a_bytes gauge
            a_bytes{group="orders",node="n1"} 5
            a_bytes{group="x"} 6.5
            # HELP b_total How often.
            # TYPE b_total counter
            b_total 1
            """);
    }

    @Test
    void labelsAreEscaped() {
        MetricsText metrics = new MetricsText().gauge("a", "A.").sample(1, "zone", "x\"y\\z\n");
        assertThat(metrics.toString()).endsWith("a{zone=\"x\\\"y\\\\z\\n\"} 1\n");
    }

    @Test
    void whatIsNoNumberIsSpelledAsPrometheusDoes() {
        MetricsText metrics =
                new MetricsText().gauge("a", "A.").sample(Double.NaN).sample(Double.NEGATIVE_INFINITY);
        assertThat(metrics.toString()).endsWith("a NaN\na -Inf\n");
    }
}
