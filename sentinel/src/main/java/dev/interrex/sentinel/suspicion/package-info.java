/**
 * Step 2 of a failover: who cannot be reached, as this sentinel sees it, and as a majority of the sentinels sees it.
 *
 * <p>In: what {@code heartbeat} heard, when, and what the other sentinels say. Out: a {@link
 * dev.interrex.sentinel.suspicion.Verdict} for every node, to {@code promotion}, which hands it to {@code failover}.
 *
 * <p>Pure: no thread, socket, clock, file or logger. Time is monotonic milliseconds, passed in. Owned by the sentinel loop.
 * Imports the JDK only.
 */
@NullMarked
package dev.interrex.sentinel.suspicion;

import org.jspecify.annotations.NullMarked;
