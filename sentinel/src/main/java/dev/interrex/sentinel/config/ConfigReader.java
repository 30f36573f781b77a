package dev.interrex.sentinel.config;

import dev.interrex.config.ConfigException;
import dev.interrex.config.ConfigLine;
import dev.interrex.config.Spelling;
import dev.interrex.model.CommitMode;
import dev.interrex.model.HostPort;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.SentinelAddress;
import dev.interrex.sentinel.failover.GroupSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes directives one by one, then checks the whole. */
final class ConfigReader {
    private static final Pattern NAME = Pattern.compile(MemberId.NODE_ID_PATTERN);
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final int MAX_PRIORITY = 1_000_000;

    private final Set<String> given = new HashSet<>();
    private final Map<NumberDirective, Integer> numbers = new EnumMap<>(NumberDirective.class);
    private final Map<String, SentinelAddress> sentinels = new LinkedHashMap<>();
    private final Map<String, GroupSpec> groups = new LinkedHashMap<>();
    private final Map<String, List<NodeAddress>> nodes = new LinkedHashMap<>();
    private final Map<String, List<NodeAddress>> spares = new LinkedHashMap<>();
    private String sentinelId = "";
    private String bind = "127.0.0.1";
    private String httpBind = "127.0.0.1";
    private String password = "";
    private Path dir = Path.of(".");

    /** Lines of a file, where a directive with one value stands once. */
    void take(List<ConfigLine> lines) throws ConfigException {
        for (ConfigLine line : lines) {
            boolean repeatable = Arrays.stream(WordDirective.values())
                    .anyMatch(each -> each.repeatable() && each.directive().equals(line.name()));
            if (!given.add(line.name()) && !repeatable) {
                throw line.error("is given twice");
            }
            takeLine(line);
        }
    }

    /** Options of the command line, which replace what the file said. */
    void override(List<ConfigLine> lines) throws ConfigException {
        for (ConfigLine line : lines) {
            takeLine(line);
        }
    }

    private void takeLine(ConfigLine line) throws ConfigException {
        var number = NumberDirective.named(line.name());
        if (number.isPresent()) {
            numbers.put(number.get(), number.get().parse(line));
            return;
        }
        switch (line.name()) {
            case "sentinel-id" ->
                sentinelId = name(line, line.exactly(1, "NAME").get(0));
            case "bind" -> bind = line.exactly(1, "ADDRESS").get(0);
            case "http-bind" -> httpBind = line.exactly(1, "ADDRESS").get(0);
            case "requirepass" -> password = line.exactly(1, "PASSWORD").get(0);
            case "dir" -> dir = Path.of(line.exactly(1, "DIRECTORY").get(0));
            case "sentinel" -> takeSentinel(line);
            case "group" -> takeGroup(line);
            case "node" -> takeNode(line, nodes, spares);
            case "spare" -> takeNode(line, spares, nodes);
            default -> throw unknown(line);
        }
    }

    private static ConfigException unknown(ConfigLine line) {
        List<String> known = Stream.concat(
                        Arrays.stream(WordDirective.values()).map(WordDirective::directive),
                        Arrays.stream(NumberDirective.values()).map(NumberDirective::directive))
                .toList();
        String hint = Spelling.nearest(line.name(), known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return new ConfigException(line.origin() + ": unknown directive " + line.name() + hint);
    }

    private void takeSentinel(ConfigLine line) throws ConfigException {
        if (line.words().size() < 3 || line.words().size() > 4) {
            throw line.error("expected: sentinel NAME GRPC-HOST:PORT RESP-HOST:PORT [ZONE]");
        }
        List<String> words = line.words();
        String id = name(line, words.get(0));
        String zone = words.size() == 4 ? words.get(3) : "";
        SentinelAddress address =
                new SentinelAddress(id, address(line, words.get(1)), address(line, words.get(2)), zone);
        if (sentinels.put(id, address) != null) {
            throw line.error("two sentinels are named " + id);
        }
    }

    private void takeGroup(ConfigLine line) throws ConfigException {
        List<String> words = line.words();
        String usage = "expected: group NAME [min-isr NUMBER] [commit durable|memory] [zones ZONE,…]";
        if (words.isEmpty() || words.size() % 2 == 0) {
            throw line.error(usage);
        }
        String group = words.get(0);
        if (!GROUP_NAME.matcher(group).matches()) {
            throw line.error("'" + group + "' is not a name: 1 to 63 letters, digits, dots, underscores and hyphens");
        }
        int minIsr = 0;
        CommitMode commit = CommitMode.DURABLE;
        List<String> zones = List.of();
        for (int i = 1; i < words.size(); i += 2) {
            switch (words.get(i)) {
                case "min-isr" -> minIsr = smallNumber(line, words.get(i + 1), 99);
                case "commit" -> commit = commitMode(line, words.get(i + 1));
                case "zones" -> zones = List.of(words.get(i + 1).split(","));
                default -> throw line.error("'" + words.get(i) + "' is unknown; " + usage);
            }
        }
        if (groups.put(group, new GroupSpec(group, minIsr, commit, zones, List.of(), List.of())) != null) {
            throw line.error("two groups are named " + group);
        }
    }

    private static CommitMode commitMode(ConfigLine line, String word) throws ConfigException {
        return switch (word) {
            case "durable" -> CommitMode.DURABLE;
            case "memory" -> CommitMode.MEMORY;
            default -> throw line.error("commit is durable or memory, not '" + word + "'");
        };
    }

    private static void takeNode(
            ConfigLine line, Map<String, List<NodeAddress>> into, Map<String, List<NodeAddress>> others)
            throws ConfigException {
        List<String> words = line.words();
        if (words.size() < 4 || words.size() > 6) {
            throw line.error(
                    "expected: " + line.name() + " GROUP NAME RESP-HOST:PORT GRPC-HOST:PORT [ZONE] [PRIORITY]");
        }
        String id = name(line, words.get(1));
        int priority = words.size() == 6 ? smallNumber(line, words.get(5), MAX_PRIORITY) : 100;
        NodeAddress node = new NodeAddress(
                id,
                address(line, words.get(2)),
                address(line, words.get(3)),
                words.size() >= 5 ? words.get(4) : "",
                priority);
        List<NodeAddress> members = into.computeIfAbsent(words.get(0), group -> new ArrayList<>());
        if (Stream.concat(members.stream(), others.getOrDefault(words.get(0), List.of()).stream())
                .anyMatch(member -> member.nodeId().equals(id))) {
            throw line.error("group " + words.get(0) + " has two nodes named " + id);
        }
        members.add(node);
    }

    private static String name(ConfigLine line, String word) throws ConfigException {
        if (!NAME.matcher(word).matches()) {
            throw line.error("'" + word + "' is not a name: 1 to 63 small letters, digits and hyphens");
        }
        return word;
    }

    private static int smallNumber(ConfigLine line, String word, int max) throws ConfigException {
        try {
            int value = Integer.parseInt(word);
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the bounds.
        }
        throw line.error("'" + word + "' is not a number from 0 to " + max);
    }

    private static String address(ConfigLine line, String word) throws ConfigException {
        if (HostPort.parse(word).isEmpty()) {
            throw line.error("'" + word + "' is not host:port; an IPv6 address goes in brackets");
        }
        return word;
    }

    /** @param file stands in messages about what is missing */
    SentinelConfig finish(String file) throws ConfigException {
        if (sentinelId.isEmpty()) {
            throw new ConfigException(file + ": sentinel-id is missing");
        }
        if (!sentinels.containsKey(sentinelId)) {
            throw new ConfigException(file + ": sentinel-id " + sentinelId + " is not among the sentinels "
                    + sentinels.keySet() + "; every sentinel lists all of them, itself included");
        }
        Set<String> named = new LinkedHashSet<>(nodes.keySet());
        named.addAll(spares.keySet());
        for (String group : named) {
            if (!groups.containsKey(group)) {
                String hint = Spelling.nearest(group, groups.keySet())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                throw new ConfigException(file + ": there are nodes of group " + group + ", but no such group" + hint);
            }
        }
        List<GroupSpec> specs = groups.values().stream()
                .map(spec -> new GroupSpec(
                        spec.group(),
                        spec.minIsr(),
                        spec.commitMode(),
                        spec.preferredZones(),
                        nodes.getOrDefault(spec.group(), List.of()),
                        spares.getOrDefault(spec.group(), List.of())))
                .toList();
        return new SentinelConfig(
                sentinelId,
                bind,
                number(NumberDirective.PORT),
                number(NumberDirective.GRPC_PORT),
                httpBind,
                number(NumberDirective.HTTP_PORT),
                dir,
                List.copyOf(sentinels.values()),
                specs,
                number(NumberDirective.MAX_WATCHERS),
                new RespSettings(
                        password,
                        number(NumberDirective.MAXCLIENTS),
                        number(NumberDirective.HOLD_ANSWERS_MS),
                        number(NumberDirective.CLIENT_QUERY_BUFFER_BYTES),
                        number(NumberDirective.CLIENT_UNREAD_BYTES),
                        number(NumberDirective.TCP_BACKLOG)),
                timing(file),
                waits(file));
    }

    private Waits waits(String file) throws ConfigException {
        int peerSilence = number(NumberDirective.PEER_SILENCE_MS);
        int refresh = number(NumberDirective.SUSPICION_REFRESH_MS);
        if (peerSilence < 8 * refresh) {
            throw new ConfigException(file + ": peer-silence-ms " + peerSilence + " is less than eight times"
                    + " suspicion-refresh-ms " + refresh + ", of which every fourth is for those that do not lead");
        }
        return new Waits(
                number(NumberDirective.ELECTION_JITTER_MS),
                number(NumberDirective.READ_TIMEOUT_MS),
                number(NumberDirective.RETRY_INTERVAL_MS),
                number(NumberDirective.URGENT_HEARTBEAT_MS),
                number(NumberDirective.SETTLE_TIMEOUT_MS),
                number(NumberDirective.SWITCHOVER_PREPARE_MS),
                peerSilence,
                number(NumberDirective.KEEPALIVE_MS),
                number(NumberDirective.SENTINEL_CHANGE_TIMEOUT_MS),
                number(NumberDirective.LOG_SNAPSHOT_SECONDS));
    }

    private Timing timing(String file) throws ConfigException {
        int heartbeat = number(NumberDirective.HEARTBEAT_INTERVAL_MS);
        int suspectAfter = number(NumberDirective.SUSPECT_AFTER_MS);
        if (suspectAfter < 4 * heartbeat) {
            throw new ConfigException(file + ": suspect-after-ms " + suspectAfter + " is less than four times"
                    + " heartbeat-interval-ms " + heartbeat + ": a single late heartbeat would count as a failure");
        }
        int stallLimit = number(NumberDirective.STALL_LIMIT_MS);
        if (stallLimit > suspectAfter) {
            throw new ConfigException(
                    file + ": stall-limit-ms " + stallLimit + " is more than suspect-after-ms " + suspectAfter);
        }
        return new Timing(
                heartbeat,
                suspectAfter,
                number(NumberDirective.SUSPICION_REFRESH_MS),
                number(NumberDirective.ELECTION_TIMEOUT_MS),
                number(NumberDirective.CONNECT_TIMEOUT_MS),
                number(NumberDirective.RECONNECT_INTERVAL_MS),
                number(NumberDirective.SILENT_STREAM_MS),
                stallLimit,
                number(NumberDirective.STRAGGLER_WAIT_MS),
                number(NumberDirective.PROPOSAL_TIMEOUT_MS),
                number(NumberDirective.SWITCHOVER_TIMEOUT_MS),
                number(NumberDirective.ISOLATION_PATIENCE_MAX_MS),
                number(NumberDirective.SPARE_AFTER_LOST_MS),
                number(NumberDirective.SPARE_AFTER_SILENT_MS));
    }

    private int number(NumberDirective directive) {
        return numbers.getOrDefault(directive, directive.defaultValue);
    }
}
