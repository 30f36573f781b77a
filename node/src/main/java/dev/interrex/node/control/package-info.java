/**
 * What sentinels may ask of this node: reports, topologies, switchovers.
 *
 * <p>In: SentinelMessages over gRPC, on its threads. Out: each to the event loop; reports and proposals back on every stream.
 * Imports the generated messages, {@code wire} and {@code model}.
 */
@NullMarked
package dev.interrex.node.control;

import org.jspecify.annotations.NullMarked;
