/**
 * Step 5: what came of a drill, as plain records, and the three forms in which it is handed out: text, JSON and HTML.
 *
 * <p>In: results of rounds from the scenario. Out: strings. Thread: any; everything here is immutable. Imports {@code checker} for
 * the violations, and Jackson.
 */
@NullMarked
package dev.interrex.chaos.report;

import org.jspecify.annotations.NullMarked;
