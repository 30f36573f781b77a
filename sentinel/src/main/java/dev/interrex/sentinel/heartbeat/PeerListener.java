package dev.interrex.sentinel.heartbeat;

import dev.interrex.proto.v1.SuspicionReport;

/** Hears what another sentinel sees; called on the sentinel loop. */
public interface PeerListener {
    /** @param receivedAtMs when it arrived */
    void onPeerReport(SuspicionReport report, long receivedAtMs);
}
