/**
 * Processes of a cluster on this machine: where they listen, their configuration files, start, signals, stop.
 *
 * <p>In: a {@link dev.interrex.cli.cluster.ClusterSpec} from the commands of the command line, or from a drill. Out: detached
 * operating system processes, and files below one folder ({@code cluster.json}, and per process its configuration, log, pid
 * and data). Thread: the caller's; a {@code LocalCluster} is not for use by several threads at once, a {@code LocalProcess}'s
 * signals are. Imports the JDK and Jackson only: knows nothing of groups, roles or the network protocols.
 */
@NullMarked
package dev.interrex.cli.cluster;

import org.jspecify.annotations.NullMarked;
