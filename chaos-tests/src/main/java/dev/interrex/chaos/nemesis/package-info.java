/**
 * Step 3: makes one fault, and undoes it.
 *
 * <p>In: the scenario's call, and what the sentinels say of the group. Out: calls to {@code cluster}. Thread: the scenario's.
 * Imports {@code cluster} only.
 */
@NullMarked
package dev.interrex.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
