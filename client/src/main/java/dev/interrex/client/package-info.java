/**
 * The smart client, for applications: follows the primary by pushed topology, sends again only what is safe to send again, and says of every
 * call whether it happened.
 *
 * <pre>
 * {@link dev.interrex.client.api}         commands, replies, exceptions: what an application sees
 * {@link dev.interrex.client.topology}    1  who is the primary, pushed by a sentinel
 * {@link dev.interrex.client.routing}     2  which connection, what an end means, whether to send again
 * {@link dev.interrex.client.session}     3  may a write of unknown fate be sent again
 * {@link dev.interrex.client.connection}  4  bytes
 * </pre>
 *
 * <p>This package puts them together. In: settings and calls of the application. Out: connections to the primary and to one sentinel. Threads: one
 * of the client's own ({@code interrex-client-GROUP}), Lettuce's event loops, gRPC's. May be used by any number of threads.
 */
@NullMarked
package dev.interrex.client;

import org.jspecify.annotations.NullMarked;
