package dev.interrex.sentinel.promotion;

import dev.interrex.proto.v1.SuspicionReport;
import dev.interrex.sentinel.heartbeat.PeerLink;
import java.util.List;

/**
 * When which sentinel is told what this one sees: all of them at each change, the leader at every refresh, the others at every
 * fourth. So a sentinel that becomes leader knows at once what the others knew.
 */
final class Peers {
    private static final int OTHERS_EVERY = 4;

    private final List<PeerLink> links;
    private final long refreshMs;
    private long sentMs = Long.MIN_VALUE / 2;
    private int round;

    Peers(List<PeerLink> links, long refreshMs) {
        this.links = List.copyOf(links);
        this.refreshMs = refreshMs;
    }

    boolean refreshDue(long nowMs) {
        return nowMs - sentMs >= refreshMs;
    }

    /** @param leaderId empty if none is known: then everybody may be the next one */
    void refresh(SuspicionReport report, String leaderId, long nowMs) {
        sentMs = nowMs;
        round++;
        for (PeerLink link : links) {
            if (leaderId.isEmpty() || link.sentinelId().equals(leaderId) || round % OTHERS_EVERY == 0) {
                link.send(report);
            }
        }
    }

    void tellAll(SuspicionReport report) {
        links.forEach(link -> link.send(report));
    }
}
