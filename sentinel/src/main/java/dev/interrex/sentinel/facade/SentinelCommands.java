package dev.interrex.sentinel.facade;

import dev.interrex.model.HostPort;
import dev.interrex.resp.Glob;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SENTINEL and its subcommands, with the names of Redis and of Valkey. Those that ask are here; those that would change something
 * are in {@link SentinelAdministration}.
 */
final class SentinelCommands {
    private static final String NAME = "<name>";
    private static final String ADDRESS = "<ip> <port> <epoch> <runid>";
    private static final String WHERE = "Address of a group's primary; waits for a failover that is under way.";
    private static final String DOWN = "Whether this sentinel cannot reach that primary.";

    private SentinelCommands() {}

    static Command command() {
        Both both = new Both();
        both.of("MASTERS", "PRIMARIES", 2, "", "All groups, as masters.", SentinelCommands::masters);
        both.of("MASTER", "PRIMARY", 3, NAME, "A group, as a master.", SentinelCommands::master);
        both.of("REPLICAS", "SLAVES", 3, NAME, "A group's replicas.", SentinelCommands::replicas);
        String byName = "-ADDR-BY-NAME";
        both.of("GET-MASTER" + byName, "GET-PRIMARY" + byName, 3, NAME, WHERE, SentinelCommands::address);
        String byAddress = "-DOWN-BY-ADDR";
        both.of("IS-MASTER" + byAddress, "IS-PRIMARY" + byAddress, 6, ADDRESS, DOWN, SentinelCommands::isDown);
        List<Command> all = both.commands;
        all.add(of("SENTINELS", 3, NAME, "The other sentinels.", SentinelCommands::sentinels));
        all.add(of("CKQUORUM", 3, NAME, "Whether a failover would be possible.", SentinelCommands::quorum));
        all.add(of("MYID", 2, "", "The id of this sentinel.", SentinelCommands::myId));
        all.add(of("INFO-CACHE", -3, "<name> [<name> …]", "The nodes' last reports.", SentinelCommands::infoCache));
        all.add(of("CONFIG", -4, "GET <pattern>", "Settings of this protocol.", SentinelCommands::config));
        all.add(of("PENDING-SCRIPTS", 2, "", "Nothing: no scripts are run.", request -> request.reply.array(0)));
        all.addAll(SentinelAdministration.all());
        return Command.container("SENTINEL", "sentinel", "The Redis Sentinel protocol.", all);
    }

    /** Redis says master, Valkey says primary. */
    private static final class Both {
        final List<Command> commands = new ArrayList<>();

        void of(String name, String alias, int arity, String syntax, String summary, Command.Handler handler) {
            commands.add(SentinelCommands.of(name, arity, syntax, summary, handler));
            commands.add(SentinelCommands.of(alias, arity, syntax, summary, handler));
        }
    }

    static Command of(String name, int arity, String syntax, String summary, Command.Handler handler) {
        return Command.of(name, arity, "sentinel", List.of("admin", "loading", "stale"), syntax, summary, handler);
    }

    // ---- groups ----------------------------------------------------------------------------------------------

    private static void masters(Request request) {
        if (request.desk.patience.holdsAny(request.nowMs)) {
            request.hold();
            return;
        }
        ClusterSnapshot snapshot = request.snapshot;
        List<Map<String, String>> masters = new ArrayList<>();
        for (GroupSnapshot group : snapshot.groups()) {
            group.primary()
                    .ifPresent(primary -> masters.add(
                            InstanceFields.master(snapshot, group, primary, request.nowMs, request.desk.settings)));
        }
        writeAll(request, masters);
    }

    private static void master(Request request) {
        Optional<GroupSnapshot> found = request.group(2);
        if (found.isEmpty()) {
            return;
        }
        GroupSnapshot group = found.get();
        Optional<NodeSnapshot> primary = group.primary();
        if (request.desk.patience.holds(group.name(), request.nowMs)) {
            request.hold();
        } else if (primary.isEmpty()) {
            request.error("ERR No such master with that name");
        } else {
            InstanceFields.write(
                    request.reply,
                    InstanceFields.master(
                            request.snapshot, group, primary.get(), request.nowMs, request.desk.settings));
        }
    }

    /**
     * Null where there is no such group, and where this sentinel may have missed a failover: clients take it for "ask another
     * sentinel".
     */
    private static void address(Request request) {
        ClusterSnapshot snapshot = request.snapshot;
        Optional<GroupSnapshot> group = snapshot.group(request.text(2));
        if (group.isPresent() && request.desk.patience.holds(group.get().name(), request.nowMs)) {
            request.hold();
            return;
        }
        Optional<NodeSnapshot> primary =
                group.filter(known -> Patience.trusted(snapshot, known)).flatMap(GroupSnapshot::primary);
        if (primary.isEmpty()) {
            request.reply.nullArray();
            return;
        }
        HostPort address = HostPort.orNowhere(primary.get().respAddress());
        request.reply.array(2);
        request.reply.bulk(address.host());
        request.reply.bulk(Integer.toString(address.port()));
    }

    private static void replicas(Request request) {
        request.group(2)
                .ifPresent(group -> writeAll(
                        request,
                        group.replicas().stream()
                                .map(node -> InstanceFields.replica(group, node, request.nowMs, request.desk.settings))
                                .toList()));
    }

    private static void sentinels(Request request) {
        ClusterSnapshot snapshot = request.snapshot;
        request.group(2)
                .ifPresent(group -> writeAll(
                        request,
                        snapshot.others().stream()
                                .map(other ->
                                        InstanceFields.sentinel(snapshot, other, request.nowMs, request.desk.settings))
                                .toList()));
    }

    private static void writeAll(Request request, List<Map<String, String>> instances) {
        request.reply.array(instances.size());
        instances.forEach(fields -> InstanceFields.write(request.reply, fields));
    }

    /** There are no votes to be had here: elections are Raft's. */
    private static void isDown(Request request) {
        HostPort asked = new HostPort(request.text(2), (int) number(request, 3));
        number(request, 4);
        if (request.failed()) {
            return;
        }
        boolean down = request.snapshot.groups().stream()
                .flatMap(group -> group.primary().stream())
                .anyMatch(node -> HostPort.orNowhere(node.respAddress()).equals(asked) && !node.reachable());
        request.reply.array(3);
        request.reply.integer(down ? 1 : 0);
        request.reply.bulk("*");
        request.reply.integer(0);
    }

    private static void myId(Request request) {
        request.reply.bulk(request.desk.identity.runId());
    }

    private static void quorum(Request request) {
        if (request.group(2).isEmpty()) {
            return;
        }
        ClusterSnapshot snapshot = request.snapshot;
        int usable = snapshot.reachableSentinels();
        if (usable >= snapshot.majority() && snapshot.leaderKnown()) {
            request.reply.simple(
                    "OK " + usable + " usable Sentinels. Quorum and failover authorization can be reached");
        } else if (usable >= snapshot.majority()) {
            request.error("NOQUORUM " + usable + " usable Sentinels. No leader is known at the moment");
        } else {
            request.error(
                    "NOQUORUM " + usable + " usable Sentinels. Not enough available Sentinels to reach the majority and"
                            + " authorize a failover");
        }
    }

    private static void infoCache(Request request) {
        ClusterSnapshot snapshot = request.snapshot;
        List<GroupSnapshot> groups = new ArrayList<>();
        for (int i = 2; i < request.words(); i++) {
            snapshot.group(request.text(i)).ifPresent(groups::add);
        }
        request.reply.map(groups.size());
        for (GroupSnapshot group : groups) {
            request.reply.bulk(group.name());
            List<NodeSnapshot> nodes = new ArrayList<>(group.primary().stream().toList());
            nodes.addAll(group.replicas());
            request.reply.array(nodes.size());
            for (NodeSnapshot node : nodes) {
                request.reply.array(2);
                request.reply.integer(node.said() == null ? 0 : Math.max(0, request.nowMs - node.heardAtMs()));
                ReportText.write(request.reply, group, node);
            }
        }
    }

    // ---- settings --------------------------------------------------------------------------------------------

    private static void config(Request request) {
        if (request.is(2, "SET")) {
            request.error(
                    "ERR the settings of a sentinel are in its configuration file; change them there and restart it");
            return;
        }
        if (!request.is(2, "GET")) {
            request.error("ERR Only SENTINEL CONFIG GET <param> [<param> <param> ...] is supported.");
            return;
        }
        Map<String, String> chosen = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : settings(request.desk.settings).entrySet()) {
            for (int i = 3; i < request.words(); i++) {
                if (Glob.matches(request.args.bytes(i), each.getKey().getBytes(StandardCharsets.US_ASCII))) {
                    chosen.put(each.getKey(), each.getValue());
                }
            }
        }
        InstanceFields.write(request.reply, chosen);
    }

    private static Map<String, String> settings(FacadeSettings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("resolve-hostnames", "yes");
        values.put("announce-hostnames", "yes");
        values.put("announce-ip", "");
        values.put("announce-port", "0");
        values.put("sentinel-user", "");
        values.put("sentinel-pass", "");
        values.put("loglevel", "notice");
        values.put("maxclients", Integer.toString(settings.maxClients()));
        values.put("hold-answers-ms", Long.toString(settings.holdMs()));
        values.put("down-after-milliseconds", Long.toString(settings.suspectAfterMs()));
        return values;
    }

    private static long number(Request request, int word) {
        try {
            return Long.parseLong(request.text(word));
        } catch (NumberFormatException e) {
            if (!request.failed()) {
                request.error("ERR value is not an integer or out of range");
            }
            return 0;
        }
    }
}
