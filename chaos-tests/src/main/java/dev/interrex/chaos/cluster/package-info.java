/**
 * The cluster under test. Steps 1 and 3: what the sentinels say of the group, and signals for its processes.
 *
 * <p>In: calls of scenarios and nemeses. Out: gRPC to the sentinels' Admin service; signals and starts through the command line's
 * process control. Thread: any, one call at a time. Imports {@code dev.interrex.cli.cluster},
 * the clock of {@code history}, gRPC and the generated messages.
 */
@NullMarked
package dev.interrex.chaos.cluster;

import org.jspecify.annotations.NullMarked;
