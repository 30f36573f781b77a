/**
 * The demonstration: two kinds of clients write, the primary is killed, and every single write is accounted for.
 *
 * <p>In: a running cluster. Out: lines on the terminal, and whether nothing was lost or applied twice. Threads: one per writer; the rest is the
 * caller's. Imports the client and Jedis, which stands for clients that know nothing of Interrex.
 */
@NullMarked
package dev.interrex.cli.demo;

import org.jspecify.annotations.NullMarked;
