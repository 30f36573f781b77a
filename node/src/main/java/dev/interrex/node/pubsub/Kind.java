package dev.interrex.node.pubsub;

/** The three spaces of names to subscribe in. */
public enum Kind {
    CHANNEL("message", "subscribe", "unsubscribe"),
    PATTERN("pmessage", "psubscribe", "punsubscribe"),
    /** Without a cluster these are just channels of another space. */
    SHARD("smessage", "ssubscribe", "sunsubscribe");

    private final String message;
    private final String subscribed;
    private final String unsubscribed;

    Kind(String message, String subscribed, String unsubscribed) {
        this.message = message;
        this.subscribed = subscribed;
        this.unsubscribed = unsubscribed;
    }

    /** First element of a message. */
    public String message() {
        return message;
    }

    /** First element of the confirmation. */
    public String subscribed() {
        return subscribed;
    }

    public String unsubscribed() {
        return unsubscribed;
    }
}
