/**
 * Step 4 of a failover: who rules a group, and when that changes. One {@link dev.interrex.sentinel.failover.GroupFailover} per
 * group, on every sentinel; only that of the Raft leader acts.
 *
 * <p>In, from {@code promotion}: what the sentinels see of the nodes, the committed topology, outcomes of proposals, what the
 * primary and operators ask for, time. Out, to {@code promotion}: {@link dev.interrex.sentinel.failover.Action}s.
 *
 * <p>Pure: no thread, socket, clock, file or logger; time (monotonic milliseconds) and random names are passed in. Owned by the
 * sentinel loop; the simulation runs the same code. Imports the JDK and {@code model}. The rules are those of PacificA
 * (MSR-TR-2008-142) for the configuration and of Kafka's KIP-966 for who may be chosen.
 */
@NullMarked
package dev.interrex.sentinel.failover;

import org.jspecify.annotations.NullMarked;
