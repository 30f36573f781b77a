/**
 * Steps 2 and 8: the write path. Gate by role, execute, log the effect, hold the reply until what it depends on is committed.
 *
 * <p>In: parsed commands from {@code server}. Out: replies, in order per connection, back to {@code server}; effects to the log
 * through {@link dev.interrex.node.dispatch.RecordLog}. Owned by the node's event loop thread. Imports {@code command},
 * {@code engine}, {@code resp}, {@code model}.
 */
@NullMarked
package dev.interrex.node.dispatch;

import org.jspecify.annotations.NullMarked;
