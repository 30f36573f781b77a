/**
 * What an operator may set: the directives of a node in the syntax of redis.conf.
 *
 * <p>In: a file, the command line, CONFIG SET. Out: typed values to whoever is put together from them, and a call when a value
 * changes at runtime. Read on the main thread before the loop starts, afterwards owned by the node's event loop thread. Imports
 * the JDK, {@code resp} for the quoting rules, {@code model}, and {@code engine} for its policies.
 */
@NullMarked
package dev.interrex.node.config;

import org.jspecify.annotations.NullMarked;
