package dev.interrex.sentinel.view;

import dev.interrex.model.NodeAddress;
import org.jspecify.annotations.Nullable;

/**
 * A node as this sentinel sees it.
 *
 * @param inSync it is, with the data it has now, in the recorded in-sync set
 * @param reachable this sentinel hears it
 * @param suspecting how many sentinels say that they cannot reach it
 * @param suspectedByMajority a majority of all sentinels says so
 * @param suspectedAtMs when the first of them began to suspect it, or {@link ClusterSnapshot#NEVER}
 * @param heardAtMs when this sentinel last heard it, or {@link ClusterSnapshot#NEVER}
 * @param said its last report; null if there never was one
 */
public record NodeSnapshot(
        NodeAddress address,
        boolean inSync,
        boolean reachable,
        int suspecting,
        boolean suspectedByMajority,
        long suspectedAtMs,
        long heardAtMs,
        @Nullable NodeAnswer said) {
    public String nodeId() {
        return address.nodeId();
    }

    /** {@code host:port} that clients are told. */
    public String respAddress() {
        return address.respAddress();
    }
}
