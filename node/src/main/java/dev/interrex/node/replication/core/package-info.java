/**
 * The replication protocol as pure state: who must ack before a record counts as committed, who may join or must leave the
 * in-sync set, where two logs part, what a follower may accept.
 *
 * <p>In: facts (an ack arrived, the log grew, the disk caught up, time passed), each with the monotonic time at which it was
 * learnt. Out: the high watermark, the lease, proposals. No thread, socket, clock, file or logger: the node's event loop and
 * the simulation drive the same classes. Imports the JDK and {@code model}.
 *
 * <p>Shape: PacificA (MSR-TR-2008-142) with Kafka's epoch histories (KIP-101, KIP-279) and the maximal in-sync set of KIP-497.
 */
@NullMarked
package dev.interrex.node.replication.core;

import org.jspecify.annotations.NullMarked;
