/**
 * Steps 1 and 9: the sockets of clients. One event loop accepts, reads, lets {@code dispatch} execute, and writes.
 *
 * <p>In: bytes of clients. Out: commands as offsets into the received bytes, to {@link dev.interrex.node.dispatch.Dispatcher};
 * reply bytes to clients, once per turn of the loop. Owns the node's event loop thread, on which the rest of the node runs too.
 * Imports {@code dispatch}, {@code config}, {@code metrics}, {@code resp} and Netty.
 */
@NullMarked
package dev.interrex.node.server;

import org.jspecify.annotations.NullMarked;
