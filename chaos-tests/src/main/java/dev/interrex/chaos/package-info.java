/**
 * Fault drills against real processes, as {@code interrex drill}. Step 0: reads the command line, chooses a cluster and a
 * scenario, prints and writes what came of it.
 *
 * <p>In: the arguments, from {@code dev.interrex.cli}, which finds {@link dev.interrex.chaos.DrillPlugin} by ServiceLoader. Out: a
 * {@link dev.interrex.chaos.report.DrillReport} to the terminal and to files. Thread: the main thread. May import everything of
 * this module, picocli and the cli's plug-in interface; nothing uses this module.
 */
@NullMarked
package dev.interrex.chaos;

import org.jspecify.annotations.NullMarked;
