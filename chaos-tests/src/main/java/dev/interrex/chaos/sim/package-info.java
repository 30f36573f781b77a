/**
 * The deterministic simulation: the real rules of the replication and failover protocol ({@code node.role}, {@code
 * node.replication.core}, sessions and expiry of {@code node.engine}, {@code sentinel.failover}, {@code sentinel.suspicion}, the state
 * machine of the sentinels' log) on one thread, with simulated time, network, disks, processes and clients, all of it from one seed.
 *
 * <p>In: a seed, or settings and faults. Out: a {@link dev.interrex.chaos.sim.SimResult}. Thread: the caller's. Owns no clock, thread,
 * file or socket. Imports those rules, {@code history} and {@code checker}; nothing imports it.
 */
@NullMarked
package dev.interrex.chaos.sim;

import org.jspecify.annotations.NullMarked;
