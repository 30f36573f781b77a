/**
 * What the node counts about itself, for INFO, SLOWLOG and the metrics page.
 *
 * <p>In: one call per event from {@code server} and {@code dispatch}. Out: numbers, to whoever shows them. Owned by the node's
 * event loop thread; imports the JDK and {@code resp}.
 */
@NullMarked
package dev.interrex.node.metrics;

import org.jspecify.annotations.NullMarked;
