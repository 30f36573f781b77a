/**
 * Beside the steps of a failover: what a sentinel tells the outside, as one picture of everything it knows. Facade and console
 * answer from it and from nothing else.
 *
 * <p>In: {@link dev.interrex.sentinel.view.SentinelView} and {@link dev.interrex.sentinel.view.SwitchoverDoor} are implemented
 * where the sentinel is put together, from applied Raft state and from what this sentinel sees of nodes and sentinels. Out:
 * immutable snapshots, to {@code facade} and {@code console}.
 *
 * <p>Values are immutable and safe on any thread; no thread is owned here. Imports the JDK and {@code model}.
 */
@NullMarked
package dev.interrex.sentinel.view;

import org.jspecify.annotations.NullMarked;
