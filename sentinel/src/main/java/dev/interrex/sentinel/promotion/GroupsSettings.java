package dev.interrex.sentinel.promotion;

import dev.interrex.model.SentinelAddress;
import dev.interrex.sentinel.failover.FailoverSettings;
import dev.interrex.sentinel.failover.GroupSpec;
import dev.interrex.sentinel.suspicion.SuspicionSettings;
import java.util.List;

/**
 * What {@link Groups} has to know of the configuration.
 *
 * @param sentinelId this sentinel
 * @param sentinels all of them, until the log says otherwise
 * @param groups to be created if they are blank; others are learnt from the log
 * @param heartbeatIntervalMs how often every node is asked for a report
 * @param suspicionRefreshMs how often the leader is told what this sentinel sees
 */
public record GroupsSettings(
        String sentinelId,
        List<SentinelAddress> sentinels,
        List<GroupSpec> groups,
        long heartbeatIntervalMs,
        long suspicionRefreshMs,
        SuspicionSettings suspicion,
        FailoverSettings failover) {
    public GroupsSettings {
        sentinels = List.copyOf(sentinels);
        groups = List.copyOf(groups);
    }
}
