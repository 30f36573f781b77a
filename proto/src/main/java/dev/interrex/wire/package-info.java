/**
 * Between the generated messages and the records of {@code model}: the only place that knows both. Pure functions, any thread.
 */
@NullMarked
package dev.interrex.wire;

import org.jspecify.annotations.NullMarked;
