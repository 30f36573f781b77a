/**
 * Step 5: the replication log in memory. A ring of records that the event loop writes and everybody else reads by position.
 *
 * <p>In: effects of the open record (opaque bytes) from {@code dispatch} on a primary; whole records from
 * {@code replication.replica} on a follower. Out: published records, copied out by {@code persistence}, by the senders of
 * {@code replication.primary} and by the replica's apply step. Owned by the node's event loop thread, which is the only writer;
 * reading is for any thread. Pure: no thread, socket, clock, file or logger. Imports the JDK and {@code model}.
 */
@NullMarked
package dev.interrex.node.log;

import org.jspecify.annotations.NullMarked;
