package dev.interrex.sentinel.config;

import dev.interrex.config.ConfigException;
import dev.interrex.config.ConfigLine;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Directives with one number: default and bounds, and what they are for. */
enum NumberDirective {
    PORT(26379, 0, 65535, "RESP port of the Redis Sentinel protocol; 0 = any free one."),
    GRPC_PORT(26380, 1, 65535, "gRPC port for sentinels, smart clients and the command line."),
    HTTP_PORT(26381, 0, 65535, "HTTP port of the console; 0 = none."),
    HEARTBEAT_INTERVAL_MS(25, 5, 1_000, "How often every node is asked for a report."),
    SUSPECT_AFTER_MS(300, 50, 60_000, "A node that was silent for so long is suspected."),
    SUSPICION_REFRESH_MS(
            50, 10, 1_000, "How often the sentinels tell one another what they see; changes are told at once."),
    ELECTION_TIMEOUT_MS(250, 50, 10_000, "A sentinel that heard no leader for so long stands for election."),
    CONNECT_TIMEOUT_MS(250, 10, 10_000, "How long connecting to a node may take."),
    RECONNECT_INTERVAL_MS(
            50,
            10,
            10_000,
            "Pause between two attempts to connect to a node; the first one after a break is made at " + "once."),
    SILENT_STREAM_MS(
            600,
            50,
            60_000,
            "A stream on which nothing came for so long is replaced: a healed network is found sooner "
                    + "than TCP finds it."),
    STALL_LIMIT_MS(
            100,
            20,
            10_000,
            "A sentinel whose own tick is later than this does not count what it did not hear " + "meanwhile."),
    STRAGGLER_WAIT_MS(
            50,
            10,
            1_000,
            "How long an election waits for positions of reachable members; in mode memory also for those that were"
                    + " heard after they were first missed."),
    ISOLATION_PATIENCE_MAX_MS(
            5_000,
            50,
            600_000,
            "How long a primary that is cut off from its in-sync set, but not from the sentinels, "
                    + "stays at most. It is `suspect-after-ms` the first time, and twice as long each time that "
                    + "the successor is cut off as well."),
    SPARE_AFTER_LOST_MS(
            5_000,
            100,
            86_400_000,
            "How long a node must be gone for certain, its address refusing connections or its disk "
                    + "failed, before a spare takes its place."),
    SPARE_AFTER_SILENT_MS(60_000, 100, 86_400_000, "How long a node must be silent before a spare takes its place."),
    PROPOSAL_TIMEOUT_MS(1_000, 50, 60_000, "After this the fate of a proposal is called unknown, and looked up."),
    MAXCLIENTS(10_000, 1, 1_000_000, "Connections of the Redis Sentinel protocol at one time."),
    HOLD_ANSWERS_MS(
            800,
            0,
            10_000,
            "How long after the beginning of a disturbance questions for a primary wait for the new "
                    + "one; 0 = they never wait. Should be less than the read timeouts of clients."),
    MAX_WATCHERS(10_000, 1, 1_000_000, "Clients that may watch topologies at this sentinel."),
    SWITCHOVER_TIMEOUT_MS(
            1_000,
            10,
            60_000,
            "How long the target of a switchover may take to catch up, where its caller does not say."),
    SWITCHOVER_PREPARE_MS(
            500,
            10,
            60_000,
            "How long a group may take to get ready for a switchover, while clients are served; after that it is begun"
                    + " if nothing speaks against it, or refused."),
    SETTLE_TIMEOUT_MS(
            10_000,
            100,
            600_000,
            "How long the new primary of a switchover may take to serve, before its caller is told that the outcome is "
                    + "unknown."),
    SENTINEL_CHANGE_TIMEOUT_MS(
            10_000,
            100,
            600_000,
            "How long a change of the sentinels waits for whoever is added to answer, catch up and vote. A sentinel"
                    + " that passed the change on to the leading one waits three times as long."),
    RETRY_INTERVAL_MS(
            50,
            10,
            10_000,
            "Pause before a read of the sentinels' log, or a proposal that was refused, is tried again."),
    READ_TIMEOUT_MS(1_000, 50, 60_000, "After this a read of the sentinels' log has failed."),
    URGENT_HEARTBEAT_MS(10, 1, 1_000, "How often reports are asked for while something is wrong with a group."),
    ELECTION_JITTER_MS(
            90, 1, 10_000, "Chance adds up to so much to `election-timeout-ms`, so that two seldom stand at once."),
    PEER_SILENCE_MS(
            1_000,
            100,
            600_000,
            "A sentinel that another one has not heard for so long is shown as unreachable. At least eight times "
                    + "`suspicion-refresh-ms`."),
    KEEPALIVE_MS(
            10_000,
            100,
            600_000,
            "After so much silence whoever is connected by gRPC is asked whether it is there; half that time later the "
                    + "connection is ended."),
    LOG_SNAPSHOT_SECONDS(
            300, 1, 86_400, "How often the state is saved and the log before it dropped, if enough has changed."),
    CLIENT_QUERY_BUFFER_BYTES(
            1_048_576,
            131_072,
            1_073_741_824,
            "Bytes of unfinished or waiting requests of one client of the Redis Sentinel protocol; above it the client"
                    + " is disconnected."),
    CLIENT_UNREAD_BYTES(
            1_048_576,
            131_072,
            1_073_741_824,
            "Bytes that such a client may leave unread: above it its commands wait, and a subscriber is disconnected."),
    TCP_BACKLOG(511, 1, 65535, "Such clients that the kernel holds until they are accepted.");

    final int defaultValue;
    final int min;
    final int max;

    /** For the reference. */
    final String doc;

    NumberDirective(int defaultValue, int min, int max, String doc) {
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.doc = doc;
    }

    /** As it is written in the file. */
    String directive() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<NumberDirective> named(String directive) {
        return Arrays.stream(values())
                .filter(each -> each.directive().equals(directive))
                .findFirst();
    }

    int parse(ConfigLine line) throws ConfigException {
        String word = line.exactly(1, "NUMBER").get(0);
        try {
            int value = Integer.parseInt(word);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the bounds.
        }
        throw line.error("'" + word + "' is not a number from " + min + " to " + max);
    }
}
