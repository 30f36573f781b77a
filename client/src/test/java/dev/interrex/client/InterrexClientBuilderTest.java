package dev.interrex.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.client.routing.RouterSettings;
import dev.interrex.client.topology.TopologyWatch;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class InterrexClientBuilderTest {
    private static final Map<String, BiFunction<InterrexClientBuilder, Duration, InterrexClientBuilder>> TIMES = Map.of(
            "commandTimeout", InterrexClientBuilder::commandTimeout,
            "retryFor", InterrexClientBuilder::retryFor,
            "connectTimeout", InterrexClientBuilder::connectTimeout,
            "maxBackoff", InterrexClientBuilder::maxBackoff,
            "drainFor", InterrexClientBuilder::drainFor,
            "sentinelTimeout", InterrexClientBuilder::sentinelTimeout,
            "sentinelMaxBackoff", InterrexClientBuilder::sentinelMaxBackoff);

    private final InterrexClientBuilder builder = InterrexClient.builder();

    @Test
    void everyTimeHasBounds() {
        TIMES.forEach((name, set) -> {
            assertThat(set.apply(builder, Duration.ofMillis(1))).isSameAs(builder);
            assertThat(set.apply(builder, Duration.ofHours(1))).isSameAs(builder);
            for (Duration wrong :
                    new Duration[] {Duration.ZERO, Duration.ofHours(1).plusNanos(1)}) {
                assertThatThrownBy(() -> set.apply(builder, wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(name + " must be between 1 ms and 1 h, not " + wrong);
            }
        });
    }

    @Test
    void groupAndSentinelsAreNeeded() {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a client needs a group and at least one sentinel");
        assertThatThrownBy(() -> builder.sentinels("nowhere")).hasMessageContaining("host:port");
        assertThatThrownBy(() -> builder.maxOutstanding(0)).hasMessageContaining("at least 1");
    }

    /** What they do is shown by RouterTest, TopologyWatchTest and SentinelRotationTest, which set the same fields. */
    @Test
    void everyTimeComesToWhereItCounts() {
        ClientSettings settings = builder.group("orders")
                .sentinels("[::1]:26380")
                .commandTimeout(Duration.ofMillis(11))
                .retryFor(Duration.ofMillis(12))
                .maxBackoff(Duration.ofMillis(13))
                .drainFor(Duration.ofMillis(14))
                .sentinelTimeout(Duration.ofMillis(15))
                .sentinelMaxBackoff(Duration.ofMillis(16))
                .maxOutstanding(17)
                .settings();
        assertThat(settings.forRouter())
                .isEqualTo(new RouterSettings("orders", 11_000_000, 12_000_000, 17, 14_000_000, 13_000_000));
        assertThat(settings.forTopology()).isEqualTo(new TopologyWatch.Limits(15, 16));
    }

    @Test
    void anIpv6AddressIsNamedInBrackets() {
        assertThat(builder.sentinels("[2001:db8::1]:26380").settings().sentinels())
                .containsExactly("[2001:db8::1]:26380");
        assertThatThrownBy(() -> builder.sentinels("2001:db8::1:26380")).hasMessageContaining("host:port");
    }
}
