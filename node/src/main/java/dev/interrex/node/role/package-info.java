/**
 * What this node is to its group: UNASSIGNED, REPLICA, PROMOTING, PRIMARY or HANDED_OVER, in which epoch, and what follows from it.
 *
 * <p>In: topologies from the sentinels, progress of log and followers, time. Out: commands to the driver through
 * {@link dev.interrex.node.role.RoleActions}. Pure: no thread, socket, clock, file or logger. Owned by the node's event loop.
 * Imports the JDK, {@code model} and {@code replication.core}.
 */
@NullMarked
package dev.interrex.node.role;

import org.jspecify.annotations.NullMarked;
