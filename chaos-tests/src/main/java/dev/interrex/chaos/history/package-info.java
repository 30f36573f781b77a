/**
 * Step 2: what clients did and saw, in Jepsen's words: every operation is invoked, then ends {@code ok} (it happened), {@code fail}
 * (it certainly did not) or stays {@code info} (nobody knows).
 *
 * <p>In: from the workload's threads, one process number per thread. Out: to the checkers, after the round. Thread: any; a history
 * is safe to share. Imports the JDK only.
 */
@NullMarked
package dev.interrex.chaos.history;

import org.jspecify.annotations.NullMarked;
