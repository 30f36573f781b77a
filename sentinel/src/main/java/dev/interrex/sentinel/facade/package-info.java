/**
 * Beside step 6 of a failover: the Redis Sentinel protocol, so that stock clients find the primary and hear of a new one.
 *
 * <p>In: RESP2 and RESP3 from clients; {@link dev.interrex.sentinel.view.SentinelView}. Out: replies, and events by pub/sub, among
 * them {@code +switch-master} once a new primary serves; planned switchovers, to {@link dev.interrex.sentinel.view.SwitchoverDoor}.
 *
 * <p>While a failover is under way, questions for the primary are <em>held</em> for a moment rather than answered with an address
 * that does not serve; {@link dev.interrex.sentinel.facade.Patience} says why.
 *
 * <p>One thread, {@code facade}, owns everything here: the sockets, the sessions, the events. May import {@code view},
 * {@code resp}, {@code model}, Netty. Source: the Redis Sentinel documentation, and the sources of the clients.
 */
@NullMarked
package dev.interrex.sentinel.facade;

import org.jspecify.annotations.NullMarked;
