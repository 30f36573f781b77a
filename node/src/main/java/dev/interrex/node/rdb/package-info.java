/**
 * Beside step 3: values in the bytes of Redis's RDB format, as DUMP writes and RESTORE reads them.
 *
 * <p>In: payloads of clients, out: values that the handlers store, and the reverse. Pure: no thread, socket, clock, file or logger.
 * Trusts nothing that it reads: a payload is understood as a whole, or refused before anything is stored, and nothing is allocated
 * for a length that was only declared. Runs on the node's event loop thread. Imports the JDK and {@code engine}.
 */
@NullMarked
package dev.interrex.node.rdb;

import org.jspecify.annotations.NullMarked;
