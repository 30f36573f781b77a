/**
 * Step 4: the keyspace. Value types, expiry, eviction; every mutating method is a logged effect.
 *
 * <p>In: calls of {@code command} handlers on a primary; effect bytes ({@code apply}) on replicas and at replay. Out: effects to
 * an {@link dev.interrex.node.engine.EffectSink}. Pure: no thread, socket, clock, file or logger; time and randomness are
 * passed in. Owned by the node's event loop thread. Imports the JDK, {@code model} and
 * {@code engine.memory}.
 */
@NullMarked
package dev.interrex.node.engine;

import org.jspecify.annotations.NullMarked;
