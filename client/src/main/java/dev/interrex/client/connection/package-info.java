/**
 * Connections by Lettuce: its handshake, codec and event loops, and none of its own reconnecting and sending again.
 *
 * <p>Lettuce by default keeps the commands of a broken connection and sends them on the next one: at least once, which would apply an INCR
 * twice. Here a connection is used until it breaks and never again, and what was in flight on it ends with what is known about it.
 *
 * <p>In: commands from routing. Out: bytes, and replies back to routing. Threads: any may send; replies come on Netty's event loop. The only
 * package that imports Lettuce and Netty.
 */
@NullMarked
package dev.interrex.client.connection;

import org.jspecify.annotations.NullMarked;
