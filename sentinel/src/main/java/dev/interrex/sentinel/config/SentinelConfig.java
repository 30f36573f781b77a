package dev.interrex.sentinel.config;

import dev.interrex.config.ConfigException;
import dev.interrex.config.ConfigLine;
import dev.interrex.model.SentinelAddress;
import dev.interrex.sentinel.failover.GroupSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What a sentinel is told to be. Checked: {@code sentinelId} is one of {@code sentinels}, every node belongs to a group.
 *
 * @param sentinelId name of this sentinel
 * @param bind address that the listeners bind, but for the console's
 * @param port RESP
 * @param grpcPort gRPC
 * @param httpBind address of the console: this machine only, unless told otherwise
 * @param httpPort console; 0 = none
 * @param dir data directory
 * @param sentinels all of them, this one included, in the order of the file
 * @param groups to be watched, and created when they are blank
 * @param maxWatchers how many clients may watch topologies here
 * @param resp for clients of the Redis Sentinel protocol
 */
public record SentinelConfig(
        String sentinelId,
        String bind,
        int port,
        int grpcPort,
        String httpBind,
        int httpPort,
        Path dir,
        List<SentinelAddress> sentinels,
        List<GroupSpec> groups,
        int maxWatchers,
        RespSettings resp,
        Timing timing,
        Waits waits) {
    public SentinelConfig {
        sentinels = List.copyOf(sentinels);
        groups = List.copyOf(groups);
    }

    /** This sentinel's own entry. */
    public SentinelAddress self() {
        return sentinels.stream()
                .filter(sentinel -> sentinel.id().equals(sentinelId))
                .findFirst()
                .orElseThrow();
    }

    /**
     * @param options words after the file: {@code --directive value…}, stronger than the file
     * @throws ConfigException one line for the operator
     */
    public static SentinelConfig read(Path file, List<String> options) throws ConfigException {
        ConfigReader reader = new ConfigReader();
        reader.take(ConfigLine.ofFile(file));
        reader.override(ConfigLine.ofOptions(options));
        return reader.finish(file.toString());
    }

    /** As {@link #read} for text that comes from elsewhere; {@code name} stands in messages. */
    public static SentinelConfig parse(String name, String text) throws ConfigException {
        ConfigReader reader = new ConfigReader();
        reader.take(ConfigLine.ofText(name, text));
        return reader.finish(name);
    }
}
