/**
 * Whether a call may be sent again when the fate of its first sending is unknown, and with which number.
 *
 * <p>Without exactly-once only the caller's own declaration decides. With it, {@link dev.interrex.client.session.ExactlyOnce} numbers
 * every write, the server remembers the numbers with the replies in the same log record as the effect, and a write that is sent again
 * gets the first reply instead of taking effect twice.
 *
 * <p>In: commands from routing. Out: numbers, yes or no. No thread; imports {@code api} only.
 */
@NullMarked
package dev.interrex.client.session;

import org.jspecify.annotations.NullMarked;
