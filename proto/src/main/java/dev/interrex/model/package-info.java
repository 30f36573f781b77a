/**
 * The words of the protocol as records: who (node, incarnation, member), when (epoch), where (LSN, position).
 *
 * <p>Used by every module and by the pure state machines; imports the JDK only. Values are immutable and safe on any thread.
 */
@NullMarked
package dev.interrex.model;

import org.jspecify.annotations.NullMarked;
