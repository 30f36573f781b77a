/**
 * Fault drills against real processes. Uses the client; nothing uses this.
 */
@NullMarked
package dev.interrex.chaos;

import org.jspecify.annotations.NullMarked;
