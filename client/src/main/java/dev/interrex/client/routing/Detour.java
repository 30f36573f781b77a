package dev.interrex.client.routing;

import dev.interrex.client.topology.TopologySnapshot;

/**
 * Where a primary that handed over sends its clients ({@code REDIRECT host:port}) before sentinels say who the next one is. There they wait
 * for it to serve. It is a hint, taken once in a reign: whoever is refused there does what the sentinels say. Not thread-safe.
 */
final class Detour {
    private String address = "";
    /** Epoch of the reign that was left last by a detour. */
    private long leftEpoch = -1;

    /** False if it is not taken: one of that reign was taken before. */
    boolean begin(String to, long epoch) {
        if (to.isEmpty() || epoch <= leftEpoch) {
            return false;
        }
        address = to;
        leftEpoch = epoch;
        return true;
    }

    /** {@code host:port}; empty = there is none. */
    String address() {
        return address;
    }

    boolean taken() {
        return !address.isEmpty();
    }

    /** Sentinels say who follows. If it is the one that calls went to, and does not serve yet, they still wait there. */
    void onTopology(TopologySnapshot news) {
        boolean stillWaits =
                !news.serving() && news.primaryAddress().filter(address::equals).isPresent();
        if (news.topology().epoch() > leftEpoch && !stillWaits) {
            address = "";
        }
    }

    /** It led nowhere; true if one was under way. */
    boolean end() {
        boolean was = taken();
        address = "";
        return was;
    }
}
