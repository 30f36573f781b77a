package dev.interrex.sentinel.promotion;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.SuspicionReport;
import dev.interrex.sentinel.heartbeat.PeerLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The other sentinels, and when which of them is told what this one sees: all of them at each change, the leader at every refresh, the
 * others at every fourth. So a sentinel that becomes leader knows at once what the others knew.
 */
final class Peers {
    private static final int OTHERS_EVERY = 4;

    private final String selfId;
    private final Groups.PeerLinks opener;
    private final long refreshMs;
    private final Map<SentinelAddress, PeerLink> links = new LinkedHashMap<>();
    private long sentMs = Long.MIN_VALUE / 2;
    private int round;

    Peers(String selfId, Groups.PeerLinks opener, long refreshMs) {
        this.selfId = selfId;
        this.opener = opener;
        this.refreshMs = refreshMs;
    }

    /** The sentinels are these from now on. */
    void sentinels(List<SentinelAddress> all) {
        for (SentinelAddress known : new ArrayList<>(links.keySet())) {
            if (!all.contains(known)) {
                Optional.ofNullable(links.remove(known)).ifPresent(PeerLink::leave);
            }
        }
        all.stream()
                .filter(each -> !each.id().equals(selfId))
                .forEach(each -> links.computeIfAbsent(each, opener::open));
    }

    Collection<PeerLink> links() {
        return links.values();
    }

    boolean refreshDue(long nowMs) {
        return nowMs - sentMs >= refreshMs;
    }

    /** @param leaderId empty if none is known: then everybody may be the next one */
    void refresh(SuspicionReport report, String leaderId, long nowMs) {
        sentMs = nowMs;
        round++;
        for (PeerLink link : links.values()) {
            if (leaderId.isEmpty() || link.sentinelId().equals(leaderId) || round % OTHERS_EVERY == 0) {
                link.send(report);
            }
        }
    }

    void tellAll(SuspicionReport report) {
        links.values().forEach(link -> link.send(report));
    }
}
