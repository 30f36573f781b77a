/**
 * Step 6 of a failover: clients hear of it. Every sentinel pushes what its own copy of the log says.
 *
 * <p>In: {@code GroupEvent}s of {@code promotion}; {@code Topology.Watch} calls of smart clients. Out: {@code TopologyEvent}s, at once
 * what is known and then every change, with {@code primary_serving} only once the primary of that epoch was seen serving.
 *
 * <p>Thread: the sentinel loop owns the watchers; gRPC's threads hand calls over. May import {@code promotion}, gRPC, generated
 * messages, {@code wire}.
 */
@NullMarked
package dev.interrex.sentinel.topology;

import org.jspecify.annotations.NullMarked;
