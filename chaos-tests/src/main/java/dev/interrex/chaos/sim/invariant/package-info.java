/**
 * The invariants of the replication protocol, one class each, numbered as in docs/simulation.md.
 *
 * <p>In: what the simulated nodes, sentinels and clients do, told by the simulation at the moment it happens, and an all-seeing view of
 * the nodes. Out: an {@link dev.interrex.chaos.sim.invariant.InvariantViolation}. Each check costs a few comparisons, so that all
 * of them run at every event. Single-threaded, like the simulation. Imports {@code model} and {@code checker}.
 */
@NullMarked
package dev.interrex.chaos.sim.invariant;

import org.jspecify.annotations.NullMarked;
