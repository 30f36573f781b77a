/**
 * What operators ask: status, and planned switchovers.
 *
 * <p>In: {@code Admin} calls of the command line and of other sentinels that pass them on. Out: {@code ClusterStatus} from this
 * sentinel's own state; switchovers to {@code promotion}, or to the leading sentinel.
 *
 * <p>Threads: gRPC's threads hand calls to the sentinel loop, which answers. May import {@code promotion}, {@code heartbeat},
 * {@code config}, gRPC, generated messages, {@code wire}.
 */
@NullMarked
package dev.interrex.sentinel.admin;

import org.jspecify.annotations.NullMarked;
