/**
 * Where threads run and who stands back, for machines with few processors: what nice value a background thread has ({@link
 * dev.interrex.node.threads.Niceness}), which processors a thread may use ({@link dev.interrex.node.threads.CpuAffinity}).
 *
 * <p>In: lists of processors from the configuration. Out: system calls of Linux that are about single threads; elsewhere nothing happens. Imports
 * nothing of ours.
 */
@NullMarked
package dev.interrex.node.threads;

import org.jspecify.annotations.NullMarked;
