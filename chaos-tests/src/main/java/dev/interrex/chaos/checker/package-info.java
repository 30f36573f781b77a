/**
 * Step 4: decides whether a history could have been made by a store that keeps its promises.
 *
 * <p>In: the operations of a finished round, the final reads among them. Out: violations, to the report. Pure: no thread, socket
 * or clock; the linearizability search is bounded by a number of configurations and says so if it gave up. Imports
 * {@code history} only.
 */
@NullMarked
package dev.interrex.chaos.checker;

import org.jspecify.annotations.NullMarked;
