package dev.interrex.node.pubsub;

import org.jspecify.annotations.Nullable;

/** A connection that receives messages. Loop thread only. */
public interface Subscriber {
    /**
     * A message arrived for one of its subscriptions.
     *
     * @param pattern that matched; null for {@link Kind#CHANNEL} and {@link Kind#SHARD}
     */
    void message(Kind kind, byte @Nullable [] pattern, byte[] channel, byte[] payload);

    /** Number of its subscriptions of each kind; kept by {@link PubSub}. */
    SubscriberState subscriberState();
}
