/**
 * How the command line looks: styles where the output is a terminal, plain text where it is a file or a pipe; tables; durations.
 *
 * <p>In: text of the commands. Out: standard output. Thread: the caller's. Imports the JDK only.
 */
@NullMarked
package dev.interrex.cli.terminal;

import org.jspecify.annotations.NullMarked;
