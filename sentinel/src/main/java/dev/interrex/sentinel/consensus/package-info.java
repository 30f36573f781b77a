/**
 * Step 3 of a failover: what the sentinels have agreed upon. One Raft group of 3 or 5 sentinels holds the topology of every
 * group; here is its log, its state machine, its transport, and nothing about failover.
 *
 * <p>In: {@code RaftCommand} proposals from {@code promotion} and {@code admin}; {@code RaftFrame} streams from the other
 * sentinels, on the one gRPC server of the process. Out: applied {@code GroupTopology} and leadership, to listeners;
 * {@code RaftFrame} streams to the other sentinels.
 *
 * <p>Threads: {@code GroupRegistry} is a plain object that JRaft's state machine thread owns; listeners are called on that
 * thread and must not block. Each {@code RaftRpcClient} has one event loop that owns its connections.
 *
 * <p>May import: {@code com.alipay.sofa} (no other package may), gRPC, generated messages, {@code model}, {@code wire}.
 * Source: Ongaro's Raft dissertation, §3 (log), §6.4 (linearizable reads), §9.6 (pre-vote).
 */
@NullMarked
package dev.interrex.sentinel.consensus;

import org.jspecify.annotations.NullMarked;
