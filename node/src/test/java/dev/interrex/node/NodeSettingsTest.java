package dev.interrex.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
    private final NodeConfig config = NodeConfig.defaults();
    private final NodeSettings settings = new NodeSettings(config);
    private final Engine engine = new Engine(settings.engine(), 1);
    private final List<Runnable> orders = new ArrayList<>();
    private int keys;

    /** More than a megabyte of values that are stored in pages. */
    private void fill() {
        for (int end = keys + 400; keys < end; keys++) {
            engine.database(0).strings().put(Slice.of("key" + keys), Slice.of("x".repeat(3_000)));
        }
    }

    @Test
    void memoryIsTouchedAheadAsTheConfigurationSaysAtTheTime() {
        config.change(Map.of("memory-supply-max-bytes", "0"));
        settings.supply(engine.memory());
        engine.memory().supplyOn(orders::add);
        fill();
        assertThat(orders).isEmpty();
        config.change(Map.of("memory-supply-max-bytes", "8mb"));
        fill();
        assertThat(orders).hasSize(1);
    }
}
