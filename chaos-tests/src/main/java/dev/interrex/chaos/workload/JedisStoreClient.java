package dev.interrex.chaos.workload;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import java.net.ConnectException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Jedis as it comes, through the Sentinel protocol. It does not repeat commands by itself, so that an error belongs to one
 * attempt: an error reply other than INDETERMINATE and a refused connection mean that nothing was executed, everything else
 * means that nobody knows.
 */
public final class JedisStoreClient implements StoreClient {
    private final UnifiedJedis jedis;

    /**
     * @param sentinels {@code host:port} of the sentinels' Redis protocol
     * @param timeoutMs of connecting and of waiting for a reply
     */
    public JedisStoreClient(String group, List<String> sentinels, int timeoutMs) {
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMs)
                .socketTimeoutMillis(timeoutMs)
                .build();
        JedisClientConfig sentinelConfig = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMs)
                .socketTimeoutMillis(timeoutMs)
                .autoNegotiateProtocol(false)
                .build();
        Set<HostAndPort> addresses = sentinels.stream().map(HostAndPort::from).collect(Collectors.toSet());
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(2);
        jedis = RedisSentinelClient.builder()
                .masterName(group)
                .sentinels(addresses)
                .clientConfig(config)
                .sentinelClientConfig(sentinelConfig)
                .poolConfig(pool)
                .build();
    }

    @Override
    public String name() {
        return "jedis-sentinel";
    }

    @Override
    public Answer execute(Function function, String key, String argument)
            throws NotDoneException, UnknownOutcomeException {
        try {
            return call(function, key, argument);
        } catch (JedisDataException e) {
            String text = String.valueOf(e.getMessage());
            if (text.startsWith("INDETERMINATE")) {
                throw new UnknownOutcomeException(text, e);
            }
            throw new NotDoneException(text, e);
        } catch (JedisException e) {
            if (refused(e)) {
                throw new NotDoneException(e.toString(), e);
            }
            throw new UnknownOutcomeException(e.toString(), e);
        }
    }

    private Answer call(Function function, String key, String argument) {
        return switch (function) {
            case READ -> new Answer.Value(jedis.get(key));
            case WRITE -> {
                jedis.set(key, argument);
                yield Answer.NONE;
            }
            case SWAP -> new Answer.Value(jedis.setGet(key, argument));
            case INCREMENT -> new Answer.Number(jedis.incr(key));
            case APPEND -> new Answer.Number(Elements.count(jedis.append(key, argument)));
            case READ_LIST -> new Answer.Elements(Elements.split(jedis.get(key)));
            case ADD -> {
                jedis.set(key + ":" + argument, argument);
                yield Answer.NONE;
            }
            case READ_SET -> throw new IllegalArgumentException("sets are read at the end only");
        };
    }

    private static boolean refused(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
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
