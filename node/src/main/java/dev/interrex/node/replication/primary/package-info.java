/**
 * Step 6: ships the log to followers and hears their acks.
 *
 * <p>In: followers' streams over gRPC; the published tail of the log. Out: Append messages; acks to the event loop. Threads: one
 * {@code log-shipper} sends on every stream; gRPC's own deliver acks, which are handed over at once. Imports {@code log},
 * {@code persistence}, {@code replication.core}, {@code model} and the generated messages; knows nothing of
 * {@code replication.replica}.
 */
@NullMarked
package dev.interrex.node.replication.primary;

import org.jspecify.annotations.NullMarked;
