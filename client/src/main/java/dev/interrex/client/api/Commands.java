package dev.interrex.client.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that most applications live on, typed. Everything else goes by {@link Command#read} and {@link Command#write}. */
public final class Commands {
    private Commands() {}

    // Strings

    public static Command<Optional<String>> get(String key) {
        return Command.read("GET", key).as(Reply::asOptionalText);
    }

    /** One element per key, in the order of the keys. */
    public static Command<List<Optional<String>>> mget(String... keys) {
        return Command.read("MGET", (Object[]) keys)
                .as(reply -> reply.asList().stream().map(Reply::asOptionalText).toList());
    }

    public static Command<Reply> set(String key, String value) {
        return Command.write("SET", key, value);
    }

    /** @param timeToLive at least 1 ms */
    public static Command<Reply> set(String key, String value, Duration timeToLive) {
        return Command.write("SET", key, value, "PX", timeToLive.toMillis());
    }

    /** True if the key did not exist and was set. */
    public static Command<Boolean> setIfAbsent(String key, String value) {
        return Command.write("SET", key, value, "NX").as(reply -> !reply.isNil());
    }

    /** True if the key did not exist and was set, to expire after {@code timeToLive}. */
    public static Command<Boolean> setIfAbsent(String key, String value, Duration timeToLive) {
        return Command.write("SET", key, value, "NX", "PX", timeToLive.toMillis())
                .as(reply -> !reply.isNil());
    }

    /** True if the key existed and was set. */
    public static Command<Boolean> setIfPresent(String key, String value) {
        return Command.write("SET", key, value, "XX").as(reply -> !reply.isNil());
    }

    public static Command<Reply> mset(Map<String, String> values) {
        return Command.write("MSET", flat(null, values));
    }

    /** The value before the key was deleted. */
    public static Command<Optional<String>> getDelete(String key) {
        return Command.write("GETDEL", key).as(Reply::asOptionalText);
    }

    /** The value afterwards. */
    public static Command<Long> increment(String key) {
        return Command.write("INCR", key).as(Reply::asLong);
    }

    /** The value afterwards. */
    public static Command<Long> incrementBy(String key, long amount) {
        return Command.write("INCRBY", key, amount).as(Reply::asLong);
    }

    /** Length in bytes afterwards. */
    public static Command<Long> append(String key, String value) {
        return Command.write("APPEND", key, value).as(Reply::asLong);
    }

    // Hashes

    public static Command<Optional<String>> hget(String key, String field) {
        return Command.read("HGET", key, field).as(Reply::asOptionalText);
    }

    /** Empty if there is no such key. */
    public static Command<Map<String, String>> hgetAll(String key) {
        return Command.read("HGETALL", key).as(Reply::asTextMap);
    }

    /** True if the field is new. */
    public static Command<Boolean> hset(String key, String field, String value) {
        return Command.write("HSET", key, field, value).as(Reply::asBoolean);
    }

    /** Number of fields that are new. */
    public static Command<Long> hset(String key, Map<String, String> fields) {
        return Command.write("HSET", flat(key, fields)).as(Reply::asLong);
    }

    /** Number of fields that existed. */
    public static Command<Long> hdelete(String key, String... fields) {
        return Command.write("HDEL", joined(key, fields)).as(Reply::asLong);
    }

    /** The value afterwards. */
    public static Command<Long> hincrementBy(String key, String field, long amount) {
        return Command.write("HINCRBY", key, field, amount).as(Reply::asLong);
    }

    // Keys

    /** Number of keys that existed. */
    public static Command<Long> delete(String... keys) {
        return Command.write("DEL", (Object[]) keys).as(Reply::asLong);
    }

    /** How many of the keys exist; one that is named twice counts twice. */
    public static Command<Long> exists(String... keys) {
        return Command.read("EXISTS", (Object[]) keys).as(Reply::asLong);
    }

    /** False if there is no such key. */
    public static Command<Boolean> expire(String key, Duration timeToLive) {
        return Command.write("PEXPIRE", key, timeToLive.toMillis()).as(Reply::asBoolean);
    }

    /** False if there is no such key. */
    public static Command<Boolean> expireAt(String key, Instant time) {
        return Command.write("PEXPIREAT", key, time.toEpochMilli()).as(Reply::asBoolean);
    }

    /** True if the key had a time to live, which it now has no more. */
    public static Command<Boolean> persist(String key) {
        return Command.write("PERSIST", key).as(Reply::asBoolean);
    }

    /** Empty if there is no such key, or it does not expire. */
    public static Command<Optional<Duration>> timeToLive(String key) {
        return Command.read("PTTL", key)
                .as(reply -> reply.asLong() < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(reply.asLong())));
    }

    // Channels

    /** Number of subscribers that got it. Messages are not replicated: a failover may lose one. */
    public static Command<Long> publish(String channel, String message) {
        return Command.write("PUBLISH", channel, message).as(Reply::asLong);
    }

    private static Object[] joined(String first, String... others) {
        List<Object> all = new ArrayList<>(others.length + 1);
        all.add(first);
        all.addAll(Arrays.asList(others));
        return all.toArray();
    }

    private static Object[] flat(@Nullable String first, Map<String, String> pairs) {
        List<Object> all = new ArrayList<>(2 * pairs.size() + 1);
        if (first != null) {
            all.add(first);
        }
        pairs.forEach((key, value) -> {
            all.add(key);
            all.add(value);
        });
        return all.toArray();
    }
}
