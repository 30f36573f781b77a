/**
 * Steps 1 to 4 in order, for each round: a healthy group, clients at work, one fault, recovery, final reads, checks.
 *
 * <p>In: settings from the command line or a test. Out: a {@code DrillReport}. Thread: the caller's, plus one that watches the
 * group ({@code drill-watch}) and those of the workload. Imports {@code cluster}, {@code nemesis}, {@code workload},
 * {@code history}, {@code checker} and {@code report}.
 */
@NullMarked
package dev.interrex.chaos.scenario;

import org.jspecify.annotations.NullMarked;
