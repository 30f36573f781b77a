/**
 * The words an application uses: commands, replies, exceptions, events.
 *
 * <p>In: arguments from the application. Out: {@link dev.interrex.client.api.Command}s to routing, and replies or exceptions back.
 * No thread of its own; everything here is immutable, or an interface. Imports the JDK and {@code model} only.
 */
@NullMarked
package dev.interrex.client.api;

import org.jspecify.annotations.NullMarked;
