package dev.interrex.chaos.scenario;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.workload.Elements;
import dev.interrex.chaos.workload.NotDoneException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Reads through a fresh plain connection each time. */
public final class JedisGroupReader implements GroupReader {
    private static final int TIMEOUT_MS = 10_000;
    private static final int SCAN_COUNT = 1_000;
    private static final ProtocolCommand DEBUG = () -> "DEBUG".getBytes(StandardCharsets.US_ASCII);

    public JedisGroupReader() {}

    @Override
    public Answer read(String primaryAddress, Function function, String key) throws NotDoneException {
        try (Jedis jedis = connect(primaryAddress)) {
            return switch (function) {
                case READ -> new Answer.Value(jedis.get(key));
                case READ_LIST -> new Answer.Elements(Elements.split(jedis.get(key)));
                case READ_SET -> new Answer.Elements(members(jedis, key));
                default -> throw new IllegalArgumentException(function + " is no read");
            };
        } catch (JedisException e) {
            throw new NotDoneException(e.toString(), e);
        }
    }

    /** A member is in the set if a key by its name holds it; a key that holds something else makes a member nobody sent. */
    private static List<String> members(Jedis jedis, String set) {
        List<String> members = new ArrayList<>();
        scan(jedis, set + ":", keys -> {
            List<String> values = jedis.mget(keys.toArray(String[]::new));
            for (int i = 0; i < keys.size(); i++) {
                String member = keys.get(i).substring(set.length() + 1);
                members.add(member.equals(values.get(i)) ? member : keys.get(i) + "=" + values.get(i));
            }
        });
        // SCAN may return a key more than once.
        return members.stream().distinct().toList();
    }

    @Override
    public Optional<String> digest(String nodeAddress) {
        try (Jedis jedis = connect(nodeAddress)) {
            Object reply = jedis.sendCommand(DEBUG, "DIGEST");
            return Optional.of(
                    reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply));
        } catch (JedisException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String primaryAddress, String prefix) throws NotDoneException {
        try (Jedis jedis = connect(primaryAddress)) {
            scan(jedis, prefix, keys -> jedis.del(keys.toArray(String[]::new)));
        } catch (JedisException e) {
            throw new NotDoneException(e.toString(), e);
        }
    }

    private static void scan(Jedis jedis, String prefix, Consumer<List<String>> batch) {
        ScanParams params = new ScanParams().match(prefix + "*").count(SCAN_COUNT);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> result = jedis.scan(cursor, params);
            if (!result.getResult().isEmpty()) {
                batch.accept(result.getResult());
            }
            cursor = result.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    private static Jedis connect(String address) {
        return new Jedis(
                HostAndPort.from(address),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(TIMEOUT_MS)
                        .socketTimeoutMillis(TIMEOUT_MS)
                        .autoNegotiateProtocol(false)
                        .build());
    }
}
