package dev.interrex.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code client-output-buffer-limit}: how much a client may leave unread before it is disconnected, by class of client.
 *
 * @param normal every client without subscriptions
 * @param pubsub clients with subscriptions
 */
public record OutputLimits(Limit normal, Limit pubsub) {
    /**
     * Above {@code hardBytes} at once, above {@code softBytes} for {@code softSeconds} on end; 0 = no limit.
     */
    public record Limit(long hardBytes, long softBytes, int softSeconds) {
        String render() {
            return hardBytes + " " + softBytes + " " + softSeconds;
        }
    }

    private static final Limit REDIS_REPLICA = new Limit(256L << 20, 64L << 20, 60);

    public static final OutputLimits DEFAULT = new OutputLimits(new Limit(0, 0, 0), new Limit(32L << 20, 8L << 20, 60));

    /** Groups of four words; classes that are not named stay as they are. {@code replica} is accepted: there are none here. */
    static final ValueType<OutputLimits> TYPE = new ValueType<>() {
        @Override
        public OutputLimits parse(List<String> words, OutputLimits current) {
            if (words.isEmpty() || words.size() % 4 != 0) {
                throw new IllegalArgumentException("takes groups of: class hard-limit soft-limit soft-seconds");
            }
            OutputLimits limits = current;
            for (int i = 0; i < words.size(); i += 4) {
                Limit limit = limit(words.subList(i + 1, i + 4));
                limits = switch (words.get(i).toLowerCase(Locale.ROOT)) {
                    case "normal" -> new OutputLimits(limit, limits.pubsub);
                    case "pubsub" -> new OutputLimits(limits.normal, limit);
                    case "replica", "slave" -> limits;
                    default ->
                        throw new IllegalArgumentException("'" + words.get(i) + "' is none of normal, pubsub, replica");
                };
            }
            return limits;
        }

        @Override
        public String render(OutputLimits value) {
            List<String> parts = new ArrayList<>();
            parts.add("normal " + value.normal.render());
            parts.add("slave " + REDIS_REPLICA.render());
            parts.add("pubsub " + value.pubsub.render());
            return String.join(" ", parts);
        }

        @Override
        public boolean severalWords() {
            return true;
        }

        @Override
        public String describe() {
            return "groups of: class (`normal`, `pubsub`), hard limit, soft limit, seconds";
        }
    };

    private static Limit limit(List<String> words) {
        int seconds;
        try {
            seconds = Integer.parseInt(words.get(2));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + words.get(2) + "' is not a number of seconds");
        }
        if (seconds < 0) {
            throw new IllegalArgumentException("negative seconds " + seconds);
        }
        return new Limit(MemorySize.parse(words.get(0)), MemorySize.parse(words.get(1)), seconds);
    }
}
