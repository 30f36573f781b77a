/**
 * What the client knows about its group: step 1 of every call, as it says where the primary is.
 *
 * <p>In: {@code TopologyEvent}s that a sentinel pushes over gRPC. Out: {@link dev.interrex.client.topology.TopologySnapshot}s to routing,
 * only ever rising in (epoch, version). Thread: the client's own; gRPC's threads hand over to it. Imports the wire contracts and gRPC.
 */
@NullMarked
package dev.interrex.client.topology;

import org.jspecify.annotations.NullMarked;
