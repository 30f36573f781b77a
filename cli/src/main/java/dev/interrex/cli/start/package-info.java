/**
 * From nothing to a cluster that serves, with a line for each step.
 *
 * <p>In: a {@link dev.interrex.cli.cluster.LocalCluster}. Out: running processes, a first write that was acknowledged, lines on the terminal.
 * Thread: the caller's. Imports the cluster's processes, the sentinels' reports and the client.
 */
@NullMarked
package dev.interrex.cli.start;

import org.jspecify.annotations.NullMarked;
