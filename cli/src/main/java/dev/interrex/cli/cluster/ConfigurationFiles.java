package dev.interrex.cli.cluster;

import java.nio.file.Path;
import java.util.Map;

/** The text of the configuration files of nodes and sentinels, in redis.conf syntax. */
final class ConfigurationFiles {
    private ConfigurationFiles() {}

    static String of(ClusterSpec cluster, ProcessSpec process, Path data) {
        return switch (process.kind()) {
            case NODE -> node(cluster, process, data);
            case SENTINEL -> sentinel(cluster, process, data);
        };
    }

    private static String node(ClusterSpec cluster, ProcessSpec node, Path data) {
        StringBuilder text = new StringBuilder();
        line(text, "node-id", node.id());
        line(text, "group", cluster.group());
        line(text, "zone", node.zone());
        line(text, "bind", node.host());
        line(text, "port", node.respPort());
        line(text, "grpc-bind", node.host());
        line(text, "grpc-port", node.grpcPort());
        line(text, "http-port", node.httpPort());
        line(text, "dir", quoted(data.toString()));
        further(text, cluster.nodeDirectives());
        return text.toString();
    }

    private static String sentinel(ClusterSpec cluster, ProcessSpec sentinel, Path data) {
        StringBuilder text = new StringBuilder();
        line(text, "sentinel-id", sentinel.id());
        line(text, "bind", sentinel.host());
        line(text, "port", sentinel.respPort());
        line(text, "grpc-port", sentinel.grpcPort());
        line(text, "http-port", sentinel.httpPort());
        line(text, "dir", quoted(data.toString()));
        for (ProcessSpec peer : cluster.sentinels()) {
            line(text, "sentinel", peer.id(), peer.grpcAddress(), peer.respAddress(), peer.zone());
        }
        line(text, "group", cluster.group(), "min-isr", cluster.minIsr(), "commit", cluster.commitMode());
        for (ProcessSpec node : cluster.nodes()) {
            line(text, "node", cluster.group(), node.id(), node.respAddress(), node.grpcAddress(), node.zone(), 100);
        }
        further(text, cluster.sentinelDirectives());
        return text.toString();
    }

    private static void further(StringBuilder text, Map<String, String> directives) {
        directives.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(directive -> line(text, directive.getKey(), directive.getValue()));
    }

    private static void line(StringBuilder text, Object... words) {
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(words[i]);
        }
        text.append('\n');
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"' || c == '\'' || c == '\\');
        return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
