package dev.interrex.client.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Blocking calls. Each throws an {@link InterrexException} whose type says what the caller may conclude.
 *
 * <p>Not for use on an I/O thread, that is not in a stage that depends on a call of {@link AsyncCommands}: the call would wait for the
 * thread it holds.
 */
public interface SyncCommands {
    /**
     * Sends a command to the primary and waits for its reply.
     *
     * @throws InterrexException says by its type whether the command was executed
     */
    <T> T execute(Command<T> command);

    /**
     * Executes commands as one MULTI: all or none, with nothing of others in between.
     *
     * @return one reply for each command; an error of one command is a {@link Reply.Failure} there and does not undo the others
     * @throws InterrexException as {@link #execute}, for the transaction as a whole
     */
    List<Reply> transaction(List<Command<?>> commands);

    /** See {@link Commands#get}. */
    default Optional<String> get(String key) {
        return execute(Commands.get(key));
    }

    /** See {@link Commands#mget}. */
    default List<Optional<String>> mget(String... keys) {
        return execute(Commands.mget(keys));
    }

    /** See {@link Commands#set}. */
    default void set(String key, String value) {
        execute(Commands.set(key, value));
    }

    /** See {@link Commands#set}. */
    default void set(String key, String value, Duration timeToLive) {
        execute(Commands.set(key, value, timeToLive));
    }

    /** See {@link Commands#setIfAbsent}. */
    default boolean setIfAbsent(String key, String value) {
        return execute(Commands.setIfAbsent(key, value));
    }

    /** See {@link Commands#setIfAbsent}. */
    default boolean setIfAbsent(String key, String value, Duration timeToLive) {
        return execute(Commands.setIfAbsent(key, value, timeToLive));
    }

    /** See {@link Commands#setIfPresent}. */
    default boolean setIfPresent(String key, String value) {
        return execute(Commands.setIfPresent(key, value));
    }

    /** See {@link Commands#mset}. */
    default void mset(Map<String, String> values) {
        execute(Commands.mset(values));
    }

    /** See {@link Commands#getDelete}. */
    default Optional<String> getDelete(String key) {
        return execute(Commands.getDelete(key));
    }

    /** See {@link Commands#increment}. */
    default long increment(String key) {
        return execute(Commands.increment(key));
    }

    /** See {@link Commands#incrementBy}. */
    default long incrementBy(String key, long amount) {
        return execute(Commands.incrementBy(key, amount));
    }

    /** See {@link Commands#append}. */
    default long append(String key, String value) {
        return execute(Commands.append(key, value));
    }

    /** See {@link Commands#hget}. */
    default Optional<String> hget(String key, String field) {
        return execute(Commands.hget(key, field));
    }

    /** See {@link Commands#hgetAll}. */
    default Map<String, String> hgetAll(String key) {
        return execute(Commands.hgetAll(key));
    }

    /** See {@link Commands#hset}. */
    default boolean hset(String key, String field, String value) {
        return execute(Commands.hset(key, field, value));
    }

    /** See {@link Commands#hset}. */
    default long hset(String key, Map<String, String> fields) {
        return execute(Commands.hset(key, fields));
    }

    /** See {@link Commands#hdelete}. */
    default long hdelete(String key, String... fields) {
        return execute(Commands.hdelete(key, fields));
    }

    /** See {@link Commands#hincrementBy}. */
    default long hincrementBy(String key, String field, long amount) {
        return execute(Commands.hincrementBy(key, field, amount));
    }

    /** See {@link Commands#delete}. */
    default long delete(String... keys) {
        return execute(Commands.delete(keys));
    }

    /** See {@link Commands#exists}. */
    default long exists(String... keys) {
        return execute(Commands.exists(keys));
    }

    /** See {@link Commands#expire}. */
    default boolean expire(String key, Duration timeToLive) {
        return execute(Commands.expire(key, timeToLive));
    }

    /** See {@link Commands#expireAt}. */
    default boolean expireAt(String key, Instant time) {
        return execute(Commands.expireAt(key, time));
    }

    /** See {@link Commands#persist}. */
    default boolean persist(String key) {
        return execute(Commands.persist(key));
    }

    /** See {@link Commands#timeToLive}. */
    default Optional<Duration> timeToLive(String key) {
        return execute(Commands.timeToLive(key));
    }

    /** See {@link Commands#publish}. */
    default long publish(String channel, String message) {
        return execute(Commands.publish(channel, message));
    }
}
