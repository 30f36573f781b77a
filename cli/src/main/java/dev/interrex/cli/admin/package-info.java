/**
 * What the sentinels say about the cluster, joined with what this machine knows of its processes.
 *
 * <p>In: {@code Admin} answers over gRPC, pids of a {@link dev.interrex.cli.cluster.LocalCluster}. Out: a {@link
 * dev.interrex.cli.admin.ClusterReport}, as records, text or JSON. Thread: the caller's; calls block up to their deadline. The only
 * package of the command line that speaks gRPC.
 */
@NullMarked
package dev.interrex.cli.admin;

import org.jspecify.annotations.NullMarked;
