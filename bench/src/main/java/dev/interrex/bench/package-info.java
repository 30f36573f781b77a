/**
 * Benchmarks. Nothing uses this.
 */
@NullMarked
package dev.interrex.bench;

import org.jspecify.annotations.NullMarked;
