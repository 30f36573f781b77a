package dev.interrex.sentinel.suspicion;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything this sentinel holds against the nodes: its own contacts, and what the other sentinels said lately. Every sentinel
 * keeps one, so that a new Raft leader starts with a history.
 *
 * <p>Majorities are of all sentinels, never of those that happen to be heard.
 */
public final class SuspicionBoard {
    private final String selfId;
    private Set<String> peerIds;
    private final SuspicionSettings settings;
    private final OwnPulse pulse;
    private final Map<NodeKey, NodeContact> contacts = new LinkedHashMap<>();
    /** When a majority was first known to suspect the node; absent while none does. */
    private final Map<NodeKey, Long> majoritySinceMs = new HashMap<>();

    private final Map<String, PeerReport> peers = new HashMap<>();
    /** When each other sentinel was heard last; absent once that is too long ago. */
    private final Map<String, Long> peerHeardMs = new HashMap<>();

    private record PeerReport(long receivedAtMs, Map<NodeKey, Opinion> opinions) {}

    /** @param sentinelIds all sentinels, {@code selfId} included */
    public SuspicionBoard(String selfId, List<String> sentinelIds, SuspicionSettings settings, long nowMs) {
        if (!sentinelIds.contains(selfId)) {
            throw new IllegalArgumentException(selfId + " is not among the sentinels " + sentinelIds);
        }
        this.selfId = selfId;
        this.peerIds = others(sentinelIds);
        this.settings = settings;
        this.pulse = new OwnPulse(settings.stallLimitMs(), nowMs);
    }

    /** The sentinels are these from now on: what others said does not count any more. */
    public void sentinels(List<String> sentinelIds, long nowMs) {
        peerIds = others(sentinelIds);
        peers.keySet().retainAll(peerIds);
        peerHeardMs.keySet().retainAll(peerIds);
        contacts.keySet().forEach(node -> updateMajority(node, nowMs));
    }

    private Set<String> others(List<String> sentinelIds) {
        return Set.copyOf(sentinelIds.stream().filter(id -> !id.equals(selfId)).toList());
    }

    /** Begins to watch a node; nothing happens if it is watched already. */
    public void watch(NodeKey node, long nowMs) {
        contacts.computeIfAbsent(node, key -> new NodeContact(settings.suspectAfterMs(), nowMs));
    }

    /** Stops watching it. */
    public void forget(NodeKey node) {
        contacts.remove(node);
        majoritySinceMs.remove(node);
    }

    /** A report of the node arrived at {@code atMs}. True if that ended a suspicion of this sentinel's. */
    public boolean onHeard(NodeKey node, long atMs, long nowMs) {
        NodeContact contact = contacts.get(node);
        if (contact == null) {
            return false;
        }
        contact.onHeard(atMs);
        return concluded(node, contact, nowMs);
    }

    /** An attempt to connect to the node was refused. True if this sentinel suspects it only since now. */
    public boolean onRefused(NodeKey node, long nowMs) {
        NodeContact contact = contacts.get(node);
        if (contact == null) {
            return false;
        }
        contact.onRefused();
        return concluded(node, contact, nowMs);
    }

    private boolean concluded(NodeKey node, NodeContact contact, long nowMs) {
        boolean changed = contact.update(nowMs);
        if (changed) {
            updateMajority(node, nowMs);
        }
        return changed;
    }

    /** Call regularly. True if this sentinel's opinion of any node changed: tell the others at once. */
    public boolean onTick(long nowMs) {
        long deafMs = pulse.onTick(nowMs);
        if (deafMs > 0) {
            contacts.values().forEach(contact -> contact.onOwnStall(deafMs, settings.stallLimitMs(), nowMs));
        }
        boolean changed = false;
        for (NodeContact contact : contacts.values()) {
            changed |= contact.update(nowMs);
        }
        forgetOldOpinions(nowMs);
        contacts.keySet().forEach(node -> updateMajority(node, nowMs));
        return changed;
    }

    private void forgetOldOpinions(long nowMs) {
        peers.values().removeIf(report -> nowMs - report.receivedAtMs > settings.opinionLifetimeMs());
        peerHeardMs.values().removeIf(heardMs -> nowMs - heardMs > settings.peerSilenceMs());
    }

    /** Another sentinel said what it thinks, of all the nodes it watches. Unknown sentinels do not count. */
    public void onPeer(String sentinelId, Map<NodeKey, Opinion> opinions, long nowMs) {
        if (peerIds.contains(sentinelId)) {
            peerHeardMs.put(sentinelId, nowMs);
            peers.put(sentinelId, new PeerReport(nowMs, Map.copyOf(opinions)));
            contacts.keySet().forEach(node -> updateMajority(node, nowMs));
        }
    }

    private void updateMajority(NodeKey node, long nowMs) {
        if (verdict(node).suspectedByMajority()) {
            majoritySinceMs.putIfAbsent(node, nowMs);
        } else {
            majoritySinceMs.remove(node);
        }
    }

    /** What this sentinel thinks of the node; null if it does not watch it. For the other sentinels. */
    public @Nullable Opinion ownOpinion(NodeKey node) {
        NodeContact contact = contacts.get(node);
        return contact == null ? null : opinionOf(contact);
    }

    private Opinion opinionOf(NodeContact contact) {
        return new Opinion(contact.suspected() && !cutOff(), contact.suspectedSinceMs(), contact.refused());
    }

    /**
     * This sentinel hears no node and no other sentinel, and nobody refuses it: the cut is around itself. Then it suspects
     * nobody.
     */
    public boolean cutOff() {
        return peerHeardMs.isEmpty()
                && !contacts.isEmpty()
                && contacts.values().stream().allMatch(contact -> contact.suspected() && !contact.refused());
    }

    /** What the sentinels think of the node, by what is known here. */
    public Verdict verdict(NodeKey node) {
        int suspecting = 0;
        int reaching = 0;
        int refused = 0;
        long firstSinceMs = Verdict.NEVER;
        NodeContact contact = contacts.get(node);
        boolean suspectedHere = contact != null && contact.suspected();
        if (contact != null && !(suspectedHere && cutOff())) {
            suspecting += suspectedHere ? 1 : 0;
            reaching += suspectedHere ? 0 : 1;
            refused += suspectedHere && contact.refused() ? 1 : 0;
            firstSinceMs = suspectedHere ? contact.suspectedSinceMs() : firstSinceMs;
        }
        for (PeerReport peer : peers.values()) {
            Opinion opinion = peer.opinions.get(node);
            if (opinion != null && opinion.suspected()) {
                suspecting++;
                refused += opinion.refused() ? 1 : 0;
                firstSinceMs =
                        firstSinceMs == Verdict.NEVER ? opinion.sinceMs() : Math.min(firstSinceMs, opinion.sinceMs());
            } else if (opinion != null) {
                reaching++;
            }
        }
        long majorityMs = majoritySinceMs.getOrDefault(node, Verdict.NEVER);
        return new Verdict(peerIds.size() + 1, suspecting, reaching, refused, suspectedHere, firstSinceMs, majorityMs);
    }

    /** Whether the sentinel was heard lately; this one always is. */
    public boolean hearsSentinel(String sentinelId) {
        return selfId.equals(sentinelId) || peerHeardMs.containsKey(sentinelId);
    }
}
