/**
 * Step 1 of a failover: contact with the nodes, one gRPC stream each, and with the other sentinels.
 *
 * <p>In: {@code NodeMessage}s of the nodes ({@code NodeControl.Watch}, this sentinel is the client), {@code SuspicionReport}s of
 * the other sentinels ({@code SentinelPeer}). Out: when what was heard, to listeners in {@code promotion}; pings, topologies and
 * orders to the nodes; this sentinel's own reports.
 *
 * <p>Threads: everything here belongs to the {@link dev.interrex.sentinel.heartbeat.SentinelLoop}; gRPC's threads only note the
 * time of a message and hand it over. May import gRPC, generated messages and {@code suspicion.NodeKey}.
 */
@NullMarked
package dev.interrex.sentinel.heartbeat;

import org.jspecify.annotations.NullMarked;
