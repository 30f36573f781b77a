package dev.interrex.cli.demo;

import java.net.ConnectException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Jedis, unmodified, through the Sentinel protocol. It sends a command once, so that what it throws is about that one attempt. */
final class StockStore implements Store {
    private static final int TIMEOUT_MS = 2_000;

    private final RedisSentinelClient jedis;

    /** @param sentinels RESP addresses */
    StockStore(String group, List<String> sentinels, int connections) {
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(TIMEOUT_MS)
                .socketTimeoutMillis(TIMEOUT_MS)
                // Speaks RESP2 unless told otherwise; trying RESP3 first makes it warn of every sentinel.
                .autoNegotiateProtocol(false)
                .build();
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        this.jedis = RedisSentinelClient.builder()
                .masterName(group)
                .sentinels(sentinels.stream().map(HostAndPort::from).collect(Collectors.toSet()))
                .clientConfig(config)
                .sentinelClientConfig(config)
                .poolConfig(pool)
                .build();
    }

    @Override
    public String name() {
        return "Jedis (Sentinel)";
    }

    @Override
    public void set(String key, String value) throws NotDoneException, UnknownException {
        call(store -> {
            store.set(key, value);
            return 0L;
        });
    }

    @Override
    public long increment(String key) throws NotDoneException, UnknownException {
        return call(store -> store.incr(key));
    }

    private long call(Function<RedisSentinelClient, Long> work) throws NotDoneException, UnknownException {
        try {
            return work.apply(jedis);
        } catch (JedisDataException e) {
            String error = String.valueOf(e.getMessage());
            if (error.startsWith("INDETERMINATE")) {
                throw new UnknownException(error, e);
            }
            throw new NotDoneException(error, e);
        } catch (JedisException e) {
            if (neverConnected(e)) {
                throw new NotDoneException(String.valueOf(e.getMessage()), e);
            }
            throw new UnknownException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean neverConnected(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        jedis.close();
    }
}
