/**
 * Step 5 of a failover: does what {@code failover} decides. Joins what {@code heartbeat} hears and {@code suspicion} concludes into
 * what {@code failover} looks at; proposes to {@code consensus}; tells the nodes.
 *
 * <p>In: reports and messages of nodes and sentinels, applied topologies and leadership of the log, requests of {@code admin}. Out:
 * {@code GroupState}s and orders to the nodes, proposals and reads to the log, {@link dev.interrex.sentinel.promotion.GroupEvent}s to
 * {@code topology}, {@code facade} and {@code console}.
 *
 * <p>Thread: the sentinel loop owns everything here. May import the packages of the steps before, generated messages, {@code model},
 * {@code wire}.
 */
@NullMarked
package dev.interrex.sentinel.promotion;

import org.jspecify.annotations.NullMarked;
