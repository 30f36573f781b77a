package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.EngineSettings;
import dev.interrex.resp.RespReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same random commands to a real Redis and to the handlers: the same replies, byte for byte, where order or time or chance
 * do not make them differ. Redis 7.0 is what Debian has; what came later is not among the commands.
 */
class RedisDifferenceIT {
    private static final int COMMANDS = Integer.getInteger("difference.commands", 80_000);
    private static final int DATABASES = 16;
    private static final long TOLERATED_MS = 3_000;

    /** Redis 7.2 has given small lists and sets new ones. */
    private static final List<String> LATER_ENCODINGS =
            List.of("listpack", "quicklist", "hashtable", "intset", "skiplist");

    @BeforeEach
    void redisIsInstalled() {
        Assumptions.assumeTrue(Files.isExecutable(RedisProcess.EXECUTABLE), "redis-server is not installed");
    }

    @ParameterizedTest
    @CsvSource({
        "1,2,string",
        "2,3,string",
        "3,2,string",
        "4,3,string",
        "5,2,list",
        "6,3,list",
        "7,2,set",
        "8,3,set",
        "9,2,zset",
        "10,3,zset",
        "11,2,geo",
        "12,3,geo"
    })
    void repliesAreRedissOwn(long seed, int respVersion, String family) throws IOException {
        CommandHarness ours = respVersion == 3 ? new CommandHarness().resp3() : new CommandHarness();
        RandomCommands commands = new RandomCommands(seed, family);
        if (seed % 2 == 0) {
            keepNothingSmall(ours.engine.settings());
        }
        try (RedisProcess redis = new RedisProcess()) {
            redis.reply("HELLO", Integer.toString(respVersion));
            Comparison comparison = new Comparison(
                    ours,
                    redis,
                    seed,
                    (name, command, own, theirs) ->
                            alike(name, command, own, theirs) || expiresAlike(ours, redis, name, command));
            for (int i = 0; i < COMMANDS; i++) {
                add(comparison, commands.next(), ours, redis);
            }
            comparison.compare();
            comparison.takeTime();
            compareAll(ours, redis);
        }
        assertThat(ours.replica.digest()).isEqualTo(ours.engine.digest());
        assertThat(ours.restarted().digest()).isEqualTo(ours.engine.digest());
    }

    /** Values get their large shapes from a few elements on. */
    private static void keepNothingSmall(EngineSettings settings) {
        settings.hashMaxListpackEntries(3);
        settings.listMaxListpackSize(3);
        settings.setMaxIntsetEntries(3);
        settings.setMaxListpackEntries(4);
        settings.zsetMaxListpackEntries(3);
    }

    /** All values of all databases. */
    private static void compareAll(CommandHarness ours, RedisProcess redis) throws IOException {
        for (int database = 0; database < DATABASES; database++) {
            redis.reply("SELECT", Integer.toString(database));
            ours.select(database);
            for (String key : redis.reply("KEYS", "*").texts()) {
                String type = redis.reply("TYPE", key).text();
                String[] command = reading(type, key);
                assertThat(ours.reply("TYPE", key).text()).as(key).isEqualTo(type);
                assertThat(sorted(command[0], ours.reply(command)))
                        .as(key)
                        .isEqualTo(sorted(command[0], redis.reply(command)));
            }
            forgetExpired(ours, redis);
            assertThat(ours.reply("DBSIZE").text())
                    .isEqualTo(redis.reply("DBSIZE").text());
        }
    }

    private static String[] reading(String type, String key) {
        return switch (type) {
            case "string" -> new String[] {"MGET", key};
            case "hash" -> new String[] {"HGETALL", key};
            case "list" -> new String[] {"LRANGE", key, "0", "-1"};
            case "set" -> new String[] {"SMEMBERS", key};
            case "zset" -> new String[] {"ZRANGE", key, "0", "-1", "WITHSCORES"};
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static void add(Comparison comparison, byte[][] command, CommandHarness ours, RedisProcess redis)
            throws IOException {
        boolean counts = Comparison.nameOf(command).equals("DBSIZE");
        if (counts) {
            comparison.compare();
            forgetExpired(ours, redis);
        }
        comparison.add(command);
        if (counts || mayExpireUnlike(command)) {
            comparison.compare();
        }
    }

    /** Both count keys whose time is over until they are seen, which is not the same moment. */
    private static void forgetExpired(CommandHarness ours, RedisProcess redis) throws IOException {
        redis.reply("SCAN", "0", "COUNT", "100000");
        ours.reply("SCAN", "0", "COUNT", "100000");
    }

    private static boolean mayExpireUnlike(byte[][] command) {
        return Comparison.nameOf(command).endsWith("EXPIRE") && command.length >= 4;
    }

    /** Whether GT or LT decided differently only because the two clocks differ by some milliseconds. */
    private static boolean expiresAlike(CommandHarness ours, RedisProcess redis, String name, byte[][] command)
            throws IOException {
        if (!mayExpireUnlike(command)) {
            return false;
        }
        RespReply theirs = redis.reply("PEXPIRETIME".getBytes(StandardCharsets.US_ASCII), command[1]);
        RespReply own = ours.reply("PEXPIRETIME", new String(command[1], StandardCharsets.US_ASCII));
        return isClose(own, theirs);
    }

    private static boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) {
        if (own.failed() || theirs.failed()) {
            return false;
        }
        return switch (name) {
            case "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME" -> isClose(own, theirs);
            case "OBJECT" ->
                isWord(command[1], "ENCODING")
                        ? LATER_ENCODINGS.contains(own.text())
                        : isClose(own, theirs) || isWord(command[1], "REFCOUNT");
            case "BLMOVE", "BRPOPLPUSH" -> own instanceof RespReply.Null && theirs instanceof RespReply.Null;
            case "RANDOMKEY" -> own.getClass() == theirs.getClass();
            case "HRANDFIELD", "SRANDMEMBER", "ZRANDMEMBER" ->
                command.length == 2
                        ? own.getClass() == theirs.getClass()
                        : kind(own).equals(kind(theirs))
                                && own.elements().size() == theirs.elements().size();
            case "KEYS",
                    "HKEYS",
                    "HVALS",
                    "HSCAN",
                    "SCAN",
                    "HGETALL",
                    "SMEMBERS",
                    "SINTER",
                    "SUNION",
                    "SDIFF",
                    "SSCAN",
                    "SPOP" ->
                kind(own).equals(kind(theirs)) && sorted(name, own).equals(sorted(name, theirs));
            case "COMMAND" -> true;
            case "ZSCAN" -> sameScores(sorted(name, own), sorted(name, theirs));
            default -> name.matches("B?Z.*|GEO.*") && sameScores(flat(own), flat(theirs));
        };
    }

    /** All elements, and of which kinds they are, without those of elements. */
    private static List<String> flat(RespReply reply) {
        if (!(reply instanceof RespReply.Group group)) {
            boolean isBulk = reply instanceof RespReply.Bulk;
            return List.of(isBulk ? reply.text() : CommandHarness.render(reply));
        }
        List<String> texts =
                new ArrayList<>(List.of(group.kind() + " of " + group.elements().size()));
        group.elements().forEach(element -> texts.addAll(flat(element)));
        return texts;
    }

    /** Redis 7.0 writes scores with 17 digits, 7.2 with as few as there can be. */
    private static boolean sameScores(List<String> own, List<String> theirs) {
        boolean same = own.size() == theirs.size();
        for (int i = 0; same && i < own.size(); i++) {
            same = own.get(i).equals(theirs.get(i)) || isSameNumber(own.get(i), theirs.get(i));
        }
        return same;
    }

    private static boolean isSameNumber(String one, String other) {
        try {
            return Double.parseDouble(infinite(one)) == Double.parseDouble(infinite(other));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String infinite(String text) {
        return text.replace("inf", "Infinity");
    }

    private static String kind(RespReply reply) {
        return reply instanceof RespReply.Group group ? group.kind().name() : "";
    }

    private static boolean isWord(byte[] argument, String word) {
        return new String(argument, StandardCharsets.ISO_8859_1).equalsIgnoreCase(word);
    }

    private static boolean isClose(RespReply own, RespReply theirs) {
        return own instanceof RespReply.Number one
                && theirs instanceof RespReply.Number other
                && Math.abs(one.value() - other.value()) <= TOLERATED_MS
                && (one.value() < 0) == (other.value() < 0);
    }

    private static List<String> sorted(String name, RespReply reply) {
        List<String> texts = new ArrayList<>();
        switch (name) {
            case "HGETALL" -> {
                reply.map().forEach((field, value) -> texts.add(field + "=" + CommandHarness.render(value)));
            }
            case "ZSCAN" -> {
                texts.add(reply.elements().getFirst().text());
                reply.elements()
                        .get(1)
                        .map()
                        .forEach((member, score) ->
                                texts.add(member + "=" + (Double.parseDouble(infinite(score.text())) + 0.0)));
            }
            case "SCAN", "SSCAN" -> {
                texts.add(reply.elements().getFirst().text());
                texts.addAll(reply.elements().get(1).texts());
            }
            case "HSCAN" -> {
                texts.add(reply.elements().getFirst().text());
                reply.elements()
                        .get(1)
                        .map()
                        .forEach((field, value) -> texts.add(field + "=" + CommandHarness.render(value)));
            }
            case "LRANGE", "ZRANGE" -> {
                return reply.texts();
            }
            default -> reply.elements().forEach(element -> texts.add(CommandHarness.render(element)));
        }
        texts.sort(null);
        return texts;
    }
}
