/**
 * RESP2 and RESP3: requests in, replies out. Shared by the node, the sentinels' facade and the command line.
 *
 * <p>In: bytes of a socket in a Netty buffer. Out: arguments as offsets into that buffer; reply bytes appended to another. No
 * sockets and no threads here: an object belongs to one connection and its event loop. Imports {@code io.netty.buffer} and the JDK.
 */
@NullMarked
package dev.interrex.resp;

import org.jspecify.annotations.NullMarked;
