package dev.interrex.node.group;

import dev.interrex.model.CommitMode;
import dev.interrex.node.replication.core.ReplicationLimits;

/**
 * What a member is told by its configuration.
 *
 * @param group name of the group
 * @param nodeId name of this node
 * @param respAddress where clients reach it
 * @param standalone whether it is a group of its own, without sentinels
 * @param standaloneMode when replies may leave on a standalone node; a group's own mode comes from its topology
 * @param limits times and sizes of the protocol
 * @param heartbeatMs {@code replication-heartbeat-ms}
 * @param reconnectMs {@code replication-reconnect-ms}: pause between two attempts at reaching the primary
 * @param standbyCheckMs {@code replication-standby-check-ms}
 * @param standbyAnswerMs {@code replication-standby-answer-ms}
 * @param earlyFollowerMs {@code replication-early-follower-ms}
 * @param switchoverHoldMs {@code switchover-hold-ms}
 * @param switchoverNoticeMs {@code switchover-notice-ms}
 * @param batchBytes {@code replication-batch-bytes}
 * @param maxFollowers {@code max-followers}
 * @param snapshotTransfers {@code snapshot-transfers}
 * @param snapshotSourceTimeoutMs {@code snapshot-source-timeout-ms}
 * @param snapshotSourceMinBytes {@code snapshot-source-min-bytes}
 * @param snapshotLogBytes {@code snapshot-log-bytes}: a snapshot is taken when the log has grown by so much since the last
 * @param snapshotLogPercentage {@code snapshot-log-percentage}: and by so many hundredths of that one's size
 * @param snapshotSliceUs {@code snapshot-slice-us}
 * @param snapshotRetryMs {@code snapshot-retry-ms}
 * @param transport {@code replication-connect-timeout-ms} and others
 */
public record GroupSettings(
        String group,
        String nodeId,
        String respAddress,
        boolean standalone,
        CommitMode standaloneMode,
        ReplicationLimits limits,
        int heartbeatMs,
        int reconnectMs,
        int standbyCheckMs,
        int standbyAnswerMs,
        int earlyFollowerMs,
        int switchoverHoldMs,
        int switchoverNoticeMs,
        int batchBytes,
        int maxFollowers,
        int snapshotTransfers,
        int snapshotSourceTimeoutMs,
        long snapshotSourceMinBytes,
        long snapshotLogBytes,
        int snapshotLogPercentage,
        int snapshotSliceUs,
        int snapshotRetryMs,
        TransportLimits transport) {}
