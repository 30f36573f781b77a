/**
 * Step 7: receives the log from the primary, and acks.
 *
 * <p>In: PrimaryMessages over gRPC. Out: each message to the event loop, one at a time; acks to the primary. gRPC's threads
 * deliver; the event loop decides. Imports the generated messages and gRPC; knows nothing of {@code replication.primary}.
 */
@NullMarked
package dev.interrex.node.replication.replica;

import org.jspecify.annotations.NullMarked;
