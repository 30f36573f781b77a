/**
 * Who is subscribed to what, and who gets a message.
 *
 * <p>In: SUBSCRIBE, PUBLISH and their kin from {@code command}, changes of keys from {@code dispatch}. Out: messages to
 * {@link dev.interrex.node.pubsub.Subscriber}s, which are the connections. Messages are not part of the log: a subscriber that is
 * not connected misses them, as in Redis. Owned by the node's event loop thread; imports the JDK
 * and {@code resp}.
 */
@NullMarked
package dev.interrex.node.pubsub;

import org.jspecify.annotations.NullMarked;
