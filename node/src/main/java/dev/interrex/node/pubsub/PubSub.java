package dev.interrex.node.pubsub;

import dev.interrex.resp.Glob;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All subscriptions of a node's connections. Loop thread only. */
public final class PubSub {
    private final Map<Kind, Map<Name, Set<Subscriber>>> subscribers = new EnumMap<>(Kind.class);

    public PubSub() {
        for (Kind kind : Kind.values()) {
            subscribers.put(kind, new LinkedHashMap<>());
        }
    }

    /** Nothing happens if it is subscribed already. {@code name} must not be changed afterwards. */
    public void subscribe(Subscriber subscriber, Kind kind, byte[] name) {
        Name key = new Name(name);
        if (subscriber.subscriberState().add(kind, key)) {
            of(kind).computeIfAbsent(key, unused -> new LinkedHashSet<>()).add(subscriber);
        }
    }

    public void unsubscribe(Subscriber subscriber, Kind kind, byte[] name) {
        unsubscribe(subscriber, kind, new Name(name));
    }

    /** Names of this kind that the connection is subscribed to. */
    public List<byte[]> names(Subscriber subscriber, Kind kind) {
        return subscriber.subscriberState().of(kind).stream().map(Name::bytes).toList();
    }

    /** The connection is gone. */
    public void unsubscribeAll(Subscriber subscriber) {
        for (Kind kind : Kind.values()) {
            for (Name name : subscriber.subscriberState().of(kind)) {
                unsubscribe(subscriber, kind, name);
            }
        }
    }

    /** Delivers to a channel's subscribers and to those of matching patterns; returns how many messages that were. */
    public int publish(byte[] channel, byte[] payload) {
        int receivers = deliver(Kind.CHANNEL, channel, payload);
        for (Map.Entry<Name, Set<Subscriber>> entry : of(Kind.PATTERN).entrySet()) {
            byte[] pattern = entry.getKey().bytes();
            if (Glob.matches(pattern, channel)) {
                for (Subscriber subscriber : entry.getValue()) {
                    subscriber.message(Kind.PATTERN, pattern, channel, payload);
                    receivers++;
                }
            }
        }
        return receivers;
    }

    /** Delivers to a shard channel's subscribers; returns how many. */
    public int publishToShard(byte[] channel, byte[] payload) {
        return deliver(Kind.SHARD, channel, payload);
    }

    /** Whether anybody could receive anything. */
    public boolean isSilent() {
        return of(Kind.CHANNEL).isEmpty() && of(Kind.PATTERN).isEmpty();
    }

    /** Channels with at least one subscriber whose names match the pattern. */
    public List<byte[]> channels(Kind kind, byte[] pattern) {
        List<byte[]> matching = new ArrayList<>();
        for (Name name : of(kind).keySet()) {
            if (Glob.matches(pattern, name.bytes())) {
                matching.add(name.bytes());
            }
        }
        return matching;
    }

    /** Subscribers of one name. */
    public int count(Kind kind, byte[] name) {
        return of(kind).getOrDefault(new Name(name), Set.of()).size();
    }

    /** Different names that somebody is subscribed to. */
    public int count(Kind kind) {
        return of(kind).size();
    }

    private int deliver(Kind kind, byte[] channel, byte[] payload) {
        Set<Subscriber> receivers = of(kind).getOrDefault(new Name(channel), Set.of());
        for (Subscriber subscriber : receivers) {
            subscriber.message(kind, null, channel, payload);
        }
        return receivers.size();
    }

    private void unsubscribe(Subscriber subscriber, Kind kind, Name name) {
        if (!subscriber.subscriberState().remove(kind, name)) {
            return;
        }
        Set<Subscriber> left = of(kind).get(name);
        if (left != null && left.remove(subscriber) && left.isEmpty()) {
            of(kind).remove(name);
        }
    }

    private Map<Name, Set<Subscriber>> of(Kind kind) {
        return java.util.Objects.requireNonNull(subscribers.get(kind));
    }
}
