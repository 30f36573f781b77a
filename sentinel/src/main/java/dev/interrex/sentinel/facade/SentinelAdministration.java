package dev.interrex.sentinel.facade;

import static dev.interrex.sentinel.facade.SentinelCommands.of;

import dev.interrex.model.SentinelAddress;
import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.SwitchoverDoor.Answer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The subcommands of SENTINEL that change something. A failover is a planned, lossless switchover; groups are made and changed by
 * the sentinels' configuration, so what would do that here is refused with a hint.
 */
final class SentinelAdministration {
    private static final String GROUPS_ARE_CONFIGURED =
            "ERR groups and their nodes come from the sentinels' configuration files (directives 'group' and 'node')";

    private static final String WHO = "<sentinel> <grpc-host:port> <host:port> [<zone>]";
    private static final String LOSSLESS = "Switches over to the best in-sync replica; answers when it serves.";
    private static final String CONFIGURED = "Refused: this is configured.";

    private SentinelAdministration() {}

    static List<Command> all() {
        return List.of(
                of("FAILOVER", -3, "<name> [COORDINATED]", LOSSLESS, SentinelAdministration::failover),
                of(
                        "ADD-SENTINEL",
                        -5,
                        WHO,
                        "Adds a sentinel, which runs already.",
                        SentinelAdministration::addSentinel),
                of("REMOVE-SENTINEL", 3, "<sentinel>", "Removes one for good.", SentinelAdministration::removeSentinel),
                of(
                        "REPLACE-SENTINEL",
                        -6,
                        "<sentinel> " + WHO,
                        "Both at once.",
                        SentinelAdministration::replaceSentinel),
                of("MONITOR", 6, "<name> <ip> <port> <quorum>", CONFIGURED, SentinelAdministration::monitor),
                of("REMOVE", 3, "<name>", CONFIGURED, SentinelAdministration::remove),
                of("SET", -5, "<name> <option> <value> …", CONFIGURED, SentinelAdministration::set),
                of("RESET", 3, "<pattern>", "Refused: nothing is discovered.", SentinelAdministration::reset),
                of("FLUSHCONFIG", 2, "", "Accepted: state is always on disk.", request -> request.reply.ok()),
                of("SIMULATE-FAILURE", -3, "HELP", "Refused: see 'interrex drill'.", SentinelAdministration::simulate),
                of("DEBUG", -2, "", CONFIGURED, SentinelAdministration::debug));
    }

    private static void failover(Request request) {
        Optional<GroupSnapshot> found = request.group(2);
        if (found.isEmpty()) {
            return;
        }
        GroupSnapshot group = found.get();
        boolean candidates = group.replicas().stream().anyMatch(SentinelAdministration::mayRule);
        if (request.words() > 4 || request.words() == 4 && !request.is(3, "COORDINATED")) {
            request.error("ERR syntax error");
        } else if (!Patience.settled(request.snapshot, group)) {
            request.error("INPROG Failover already in progress");
        } else if (!candidates) {
            request.error("NOGOODSLAVE No suitable replica to promote");
        } else {
            request.later(request.desk.door.switchOver(group.name(), ""), SentinelAdministration::answer);
        }
    }

    private static boolean mayRule(NodeSnapshot node) {
        return node.inSync() && node.reachable() && node.address().priority() > 0;
    }

    private static void addSentinel(Request request) {
        changeSentinels(request, 2, "");
    }

    private static void removeSentinel(Request request) {
        changeSentinels(request, request.words(), request.text(2));
    }

    private static void replaceSentinel(Request request) {
        if (request.text(2).isEmpty()) {
            // To the others this would mean to replace nobody, which is to add.
            request.error("ERR not done: name the sentinel that is replaced");
        } else {
            changeSentinels(request, 3, request.text(2));
        }
    }

    /** @param word where the sentinel that is added begins; behind the last word = none is */
    private static void changeSentinels(Request request, int word, String remove) {
        if (request.words() > word + 4) {
            request.error("ERR syntax error");
        } else {
            request.later(
                    request.desk.door.changeSentinels(sentinel(request, word), remove),
                    SentinelAdministration::changed);
        }
    }

    private static Optional<SentinelAddress> sentinel(Request request, int word) {
        if (word == request.words()) {
            return Optional.empty();
        }
        String zone = request.words() == word + 4 ? request.text(word + 3) : "";
        return Optional.of(
                new SentinelAddress(request.text(word), request.text(word + 1), request.text(word + 2), zone));
    }

    private static Consumer<RespWriter> changed(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> RespWriter::ok;
            case Answer.NotDone notDone -> out -> out.error("ERR " + notDone.reason());
            case Answer.Unknown unknown ->
                out -> out.error("INDETERMINATE the sentinels may have changed: " + unknown.reason());
        };
    }

    private static Consumer<RespWriter> answer(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> RespWriter::ok;
            case Answer.NotDone notDone -> out -> out.error("ERR not done, the primary goes on: " + notDone.reason());
            case Answer.Unknown unknown ->
                out -> out.error("INDETERMINATE the switchover may have happened: " + unknown.reason());
        };
    }

    private static void monitor(Request request) {
        boolean exists = request.snapshot.group(request.text(2)).isPresent();
        request.error(exists ? "ERR Duplicate master name." : GROUPS_ARE_CONFIGURED);
    }

    private static void remove(Request request) {
        request.group(2).ifPresent(group -> request.error(GROUPS_ARE_CONFIGURED));
    }

    private static void set(Request request) {
        request.group(2)
                .ifPresent(group -> request.error("ERR '" + request.text(3)
                        + "' cannot be set here: the sentinels' timings are in their configuration files, and the"
                        + " quorum is always their majority"));
    }

    private static void reset(Request request) {
        request.error(
                "ERR nothing to reset: nodes and sentinels are configured, not discovered, and the state of a group is"
                        + " what the sentinels agreed upon");
    }

    private static void simulate(Request request) {
        if (request.is(2, "HELP")) {
            request.reply.array(0);
        } else {
            request.error("ERR failures are not simulated here: use 'interrex drill'");
        }
    }

    private static void debug(Request request) {
        request.error("ERR timings are in the sentinel's configuration file");
    }
}
