/**
 * Load at a rate that does not depend on how fast the server answers (open loop), over the Redis protocol: for latencies under a given load,
 * and for long runs. Each latency counts from the moment at which the command was due, so that a server that stands still is not spared the
 * commands that would have come meanwhile.
 *
 * <p>In: options, see {@link dev.interrex.bench.load.LoadMain}. Out: one line of JSON. Thread: one, which polls. Imports nothing of the node;
 * {@code bench/latency} and {@code bench/soak} use it.
 */
@NullMarked
package dev.interrex.bench.load;

import org.jspecify.annotations.NullMarked;
