/**
 * Step 2: clients that read and write all the time, and write down what they see.
 *
 * <p>In: start and stop from the scenario. Out: commands to the store through client libraries, every one of them recorded in a
 * {@code history}. Threads: one per client, named {@code drill-client-N}. Imports {@code history}, {@code checker} (each kind of
 * key names its own), and client libraries.
 */
@NullMarked
package dev.interrex.chaos.workload;

import org.jspecify.annotations.NullMarked;
