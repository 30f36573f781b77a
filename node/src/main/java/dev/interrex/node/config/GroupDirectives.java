package dev.interrex.node.config;

import static dev.interrex.node.config.Directive.fixed;
import static dev.interrex.node.config.Directive.mutable;
import static dev.interrex.node.config.Section.DURABILITY;
import static dev.interrex.node.config.Section.GROUP;
import static dev.interrex.node.config.Section.REPLICATION;

import dev.interrex.model.CommitMode;
import dev.interrex.model.MemberId;
import java.util.List;
import java.util.regex.Pattern;

/** Who the node is, how it keeps its data, how it replicates. */
public final class GroupDirectives {
    /** What proves to a primary that it may answer a read. */
    public enum Reads {
        /** The lease given by the in-sync members; a round of them where it has run out. */
        LEASE,
        /** One round of the in-sync members for each batch of reads; needs no clock. */
        QUORUM,
        /** Nothing: a deposed primary may answer with old data for a moment. */
        LOCAL
    }

    private static final int MOST_PORT = 65535;
    private static final long MB = 1L << 20;
    private static final String NAME = MemberId.NODE_ID_PATTERN + "|";
    private static final String HOST_AND_PORT = "|[^\\s:]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}";

    public static final Directive<String> NODE_ID = fixed(
            GROUP,
            "node-id",
            ValueType.text("name of lower-case letters, digits and hyphens, at most 63", Pattern.compile(NAME)),
            "",
            "Name of this node, unique in its group. Needed unless `standalone`.");

    public static final Directive<String> GROUP_NAME = fixed(
            GROUP,
            "group",
            ValueType.text("name without blanks, at most 63", Pattern.compile("[^\\s/]{0,63}")),
            "",
            "Name of the group that this node belongs to: the master name of Sentinel clients. Needed unless"
                    + " `standalone`.");

    public static final Directive<String> ZONE = fixed(
            GROUP,
            "zone",
            ValueType.text("name without blanks", Pattern.compile("\\S{0,63}")),
            "",
            "Availability zone; clients that prefer replicas nearby find it in INFO as `availability_zone`.");

    public static final Directive<Boolean> STANDALONE = fixed(
            GROUP,
            "standalone",
            ValueType.yesNo(),
            false,
            "Serve alone: without sentinels, replicas or failover. On the command line `--standalone` means yes.");

    public static final Directive<String> ANNOUNCE_ADDRESS = fixed(
            GROUP,
            "announce-address",
            ValueType.text("host:port", Pattern.compile(HOST_AND_PORT)),
            "",
            "Address that clients are told to use for this node; empty = the first of `bind`, and `port`.");

    public static final Directive<String> GRPC_BIND = fixed(
            GROUP,
            "grpc-bind",
            ValueType.text("address", Pattern.compile("\\S+")),
            "127.0.0.1",
            "Address for the other nodes of the group and for sentinels.");

    public static final Directive<Integer> GRPC_PORT = fixed(
            GROUP,
            "grpc-port",
            ValueType.integer(0, MOST_PORT),
            16379,
            "Port for replication and control; 0 takes any free one. Not opened by a standalone node.");

    public static final Directive<String> DIR = fixed(
            DURABILITY,
            "dir",
            ValueType.text("directory", Pattern.compile(".+")),
            "data",
            "Directory of the log and the snapshots. It belongs to one running node.");

    public static final Directive<CommitMode> COMMIT = fixed(
            DURABILITY,
            "commit",
            ValueType.choice(CommitMode.class),
            CommitMode.DURABLE,
            "When a standalone node answers a write: `durable` = synced to disk, `memory` and `none` = at once, synced"
                    + " within a second. In a group the sentinels' settings decide.");

    public static final Directive<Long> LOG_RING_SIZE = fixed(
            DURABILITY,
            "log-ring-size",
            ValueType.bytes(MB, 4096 * MB),
            64 * MB,
            "Newest part of the log that is kept in memory. A quarter of it limits the size of one command's or one"
                + " transaction's effects. Writes wait while it is full of what the disk or the replicas have not got"
                + " yet.");

    public static final Directive<Integer> COMMIT_TIMEOUT_MS = mutable(
            DURABILITY,
            "commit-timeout-ms",
            ValueType.integer(100, 3_600_000),
            10_000,
            "Milliseconds after which a write that was executed but is not committed is answered `INDETERMINATE`, and"
                    + " the connection closed.");

    public static final Directive<Reads> READS = mutable(
            REPLICATION,
            "reads",
            ValueType.choice(Reads.class),
            Reads.LEASE,
            "What proves that the primary may answer a read: `lease` of the in-sync members, a `quorum` round of them,"
                    + " or nothing (`local`, may be stale for a moment after a failover).");

    public static final Directive<Long> REPLICATION_BATCH_BYTES = fixed(
            REPLICATION,
            "replication-batch-bytes",
            ValueType.bytes(16 << 10, 4 * MB),
            256L << 10,
            "Most bytes of the log in one message to a replica.");

    public static final Directive<Integer> PROMISE_MS = fixed(
            REPLICATION,
            "promise-ms",
            ValueType.integer(20, 10_000),
            200,
            "With each ack a replica promises not to serve as primary for so long. The primary's read lease is 0.8 of"
                    + " it; the same in the whole group.");

    public static final Directive<Integer> ISR_STALL_MS = fixed(
            REPLICATION,
            "isr-stall-ms",
            ValueType.integer(20, 60_000),
            150,
            "A replica that has not acked for so long is proposed for removal from the in-sync set.");

    private GroupDirectives() {}

    static List<Directive<?>> all() {
        return List.of(
                NODE_ID,
                GROUP_NAME,
                ZONE,
                STANDALONE,
                ANNOUNCE_ADDRESS,
                GRPC_BIND,
                GRPC_PORT,
                DIR,
                COMMIT,
                LOG_RING_SIZE,
                COMMIT_TIMEOUT_MS,
                READS,
                REPLICATION_BATCH_BYTES,
                PROMISE_MS,
                ISR_STALL_MS);
    }
}
