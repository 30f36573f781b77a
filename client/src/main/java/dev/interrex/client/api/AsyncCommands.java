package dev.interrex.client.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Calls that do not wait. A stage fails with an {@link InterrexException} whose type says what the caller may conclude; its dependents run
 * on an I/O thread and must not block.
 *
 * <p>Calls of one thread are sent in their order, on one connection. Where some of them have to be sent again after a failover, the order
 * among calls that were outstanding at the same time is not kept: wait for a reply before a call that depends on it.
 */
public interface AsyncCommands {
    /** Sends a command to the primary. */
    <T> CompletionStage<T> execute(Command<T> command);

    /**
     * Executes commands as one MULTI: all or none, with nothing of others in between. Gives one reply for each command; an error of one
     * command is a {@link Reply.Failure} there and does not undo the others.
     */
    CompletionStage<List<Reply>> transaction(List<Command<?>> commands);

    /** See {@link Commands#get}. */
    default CompletionStage<Optional<String>> get(String key) {
        return execute(Commands.get(key));
    }

    /** See {@link Commands#mget}. */
    default CompletionStage<List<Optional<String>>> mget(String... keys) {
        return execute(Commands.mget(keys));
    }

    /** See {@link Commands#set}. */
    default CompletionStage<Reply> set(String key, String value) {
        return execute(Commands.set(key, value));
    }

    /** See {@link Commands#set}. */
    default CompletionStage<Reply> set(String key, String value, Duration timeToLive) {
        return execute(Commands.set(key, value, timeToLive));
    }

    /** See {@link Commands#setIfAbsent}. */
    default CompletionStage<Boolean> setIfAbsent(String key, String value) {
        return execute(Commands.setIfAbsent(key, value));
    }

    /** See {@link Commands#setIfAbsent}. */
    default CompletionStage<Boolean> setIfAbsent(String key, String value, Duration timeToLive) {
        return execute(Commands.setIfAbsent(key, value, timeToLive));
    }

    /** See {@link Commands#setIfPresent}. */
    default CompletionStage<Boolean> setIfPresent(String key, String value) {
        return execute(Commands.setIfPresent(key, value));
    }

    /** See {@link Commands#mset}. */
    default CompletionStage<Reply> mset(Map<String, String> values) {
        return execute(Commands.mset(values));
    }

    /** See {@link Commands#getDelete}. */
    default CompletionStage<Optional<String>> getDelete(String key) {
        return execute(Commands.getDelete(key));
    }

    /** See {@link Commands#increment}. */
    default CompletionStage<Long> increment(String key) {
        return execute(Commands.increment(key));
    }

    /** See {@link Commands#incrementBy}. */
    default CompletionStage<Long> incrementBy(String key, long amount) {
        return execute(Commands.incrementBy(key, amount));
    }

    /** See {@link Commands#append}. */
    default CompletionStage<Long> append(String key, String value) {
        return execute(Commands.append(key, value));
    }

    /** See {@link Commands#hget}. */
    default CompletionStage<Optional<String>> hget(String key, String field) {
        return execute(Commands.hget(key, field));
    }

    /** See {@link Commands#hgetAll}. */
    default CompletionStage<Map<String, String>> hgetAll(String key) {
        return execute(Commands.hgetAll(key));
    }

    /** See {@link Commands#hset}. */
    default CompletionStage<Boolean> hset(String key, String field, String value) {
        return execute(Commands.hset(key, field, value));
    }

    /** See {@link Commands#hset}. */
    default CompletionStage<Long> hset(String key, Map<String, String> fields) {
        return execute(Commands.hset(key, fields));
    }

    /** See {@link Commands#hdelete}. */
    default CompletionStage<Long> hdelete(String key, String... fields) {
        return execute(Commands.hdelete(key, fields));
    }

    /** See {@link Commands#hincrementBy}. */
    default CompletionStage<Long> hincrementBy(String key, String field, long amount) {
        return execute(Commands.hincrementBy(key, field, amount));
    }

    /** See {@link Commands#delete}. */
    default CompletionStage<Long> delete(String... keys) {
        return execute(Commands.delete(keys));
    }

    /** See {@link Commands#exists}. */
    default CompletionStage<Long> exists(String... keys) {
        return execute(Commands.exists(keys));
    }

    /** See {@link Commands#expire}. */
    default CompletionStage<Boolean> expire(String key, Duration timeToLive) {
        return execute(Commands.expire(key, timeToLive));
    }

    /** See {@link Commands#expireAt}. */
    default CompletionStage<Boolean> expireAt(String key, Instant time) {
        return execute(Commands.expireAt(key, time));
    }

    /** See {@link Commands#persist}. */
    default CompletionStage<Boolean> persist(String key) {
        return execute(Commands.persist(key));
    }

    /** See {@link Commands#timeToLive}. */
    default CompletionStage<Optional<Duration>> timeToLive(String key) {
        return execute(Commands.timeToLive(key));
    }

    /** See {@link Commands#publish}. */
    default CompletionStage<Long> publish(String channel, String message) {
        return execute(Commands.publish(channel, message));
    }
}
