/**
 * From a call to its end: which connection gets it, what the end of an attempt means, and whether it is sent again.
 *
 * <p>In: calls from the application's threads, {@link dev.interrex.client.topology.TopologySnapshot}s, the ends of attempts from I/O threads.
 * Out: commands to a {@link dev.interrex.client.routing.ServerConnection}, replies or exceptions to the application. Thread: {@link
 * dev.interrex.client.routing.Router} belongs to the client's own thread, but for the short path of a call on a healthy connection. Imports
 * {@code api}, {@code topology}, {@code session}; no socket and no clock: time is passed in.
 */
@NullMarked
package dev.interrex.client.routing;

import org.jspecify.annotations.NullMarked;
