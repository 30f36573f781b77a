package dev.interrex.node.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random commands on few keys: mostly sensible ones, some that must be refused. The same for the same seed. */
final class RandomCommands {
    private static final int KEYS = 12;
    private static final int FIELDS = 20;

    /** Templates: k key, s string key, h hash key, v value, f field, i integer, d decimal, t seconds, m milliseconds, p pattern, c cursor, o option of SET, x of EXPIRE; l list key, n small integer, e element, z set key, a member, u and y sorted set keys, q score, j option of ZADD, r and g ends of ranges, G geo key, A and B coordinates, C distance, D unit, w end of a list, b time to block. */
    private static final String[] TEMPLATES = {
        "GET s",
        "GET k",
        "SET s v",
        "SET s v",
        "SET k v o",
        "SET s v o o",
        "SET s v EX t",
        "SET s v PX m KEEPTTL",
        "SET s v PX m",
        "SET s v PXAT m",
        "SET k v KEEPTTL",
        "SET s v EXAT t",
        "SET s v GET EX t",
        "SETNX k v",
        "SETEX s t v",
        "PSETEX s m v",
        "GETSET s v",
        "GETDEL k",
        "GETEX s",
        "GETEX k EX t",
        "GETEX s PERSIST",
        "GETEX s EXAT t",
        "GETEX s o",
        "MGET k s h",
        "MSET s v s v",
        "MSET k v k",
        "MSETNX s v s v",
        "STRLEN k",
        "APPEND s v",
        "APPEND k v",
        "SETRANGE s i v",
        "SETRANGE k i v",
        "GETRANGE s i i",
        "SUBSTR k i i",
        "INCR s",
        "DECR k",
        "INCRBY s i",
        "DECRBY s i",
        "INCRBYFLOAT s d",
        "INCRBYFLOAT k v",
        "LCS s s",
        "LCS s s LEN",
        "LCS k s IDX",
        "LCS s s IDX MINMATCHLEN i WITHMATCHLEN",
        "LCS s s LEN IDX",
        "DEL k",
        "DEL s h",
        "UNLINK k k",
        "EXISTS k k s",
        "TYPE k",
        "TOUCH k k",
        "EXPIRE k t",
        "EXPIRE k t x",
        "PEXPIRE k m x x",
        "PEXPIRE k m",
        "EXPIREAT k t x",
        "PEXPIREAT k m",
        "EXPIRE k t NX GT",
        "TTL k",
        "PTTL k",
        "EXPIRETIME k",
        "PEXPIRETIME k",
        "PERSIST k",
        "RENAME k k",
        "RENAMENX k k",
        "COPY k k",
        "COPY k k REPLACE",
        "COPY k k DB i REPLACE",
        "MOVE k i",
        "KEYS p",
        "KEYS *",
        "OBJECT ENCODING k",
        "OBJECT ENCODING s",
        "OBJECT ENCODING h",
        "OBJECT REFCOUNT k",
        "OBJECT FREQ k",
        "OBJECT IDLETIME k",
        "DBSIZE",
        "SCAN 0 COUNT 100000",
        "SCAN 0 COUNT 100000 MATCH p",
        "SCAN 0 COUNT 100000 TYPE hash",
        "SCAN c COUNT 0",
        "SWAPDB i i",
        "SELECT i",
        "RANDOMKEY",
        "HSET h f v",
        "HSET h f v f v",
        "HSET k f v",
        "HSET h f v f",
        "HMSET h f v f v",
        "HSETNX h f v",
        "HSETNX k f v",
        "HGET h f",
        "HGET k f",
        "HMGET h f f f",
        "HMGET k f",
        "HGETALL h",
        "HGETALL k",
        "HKEYS h",
        "HVALS h",
        "HLEN k",
        "HDEL h f",
        "HDEL h f f f",
        "HEXISTS h f",
        "HSTRLEN h f",
        "HSTRLEN k f",
        "HINCRBY h f i",
        "HINCRBY k f i",
        "HINCRBYFLOAT h f d",
        "HINCRBYFLOAT h f v",
        "HRANDFIELD h",
        "HRANDFIELD h 1000",
        "HRANDFIELD h i",
        "HRANDFIELD h 1000 WITHVALUES",
        "HRANDFIELD h i WITHVALUES",
        "HRANDFIELD k 0",
        "HSCAN h 0 COUNT 100000",
        "HSCAN h 0 COUNT 100000 MATCH p",
        "HSCAN k c COUNT 0",
        "HSCAN h 0 COUNT",
        "TYPE",
        "OBJECT",
        "OBJECT ENCODING",
        "OBJECT nope k",
        "GET k k",
        "nope aa bb cc",
        "COMMAND GETKEYS MSET k v k v",
        "COMMAND GETKEYSANDFLAGS RENAME k k",
        "FLUSHDB v",
    };

    private static final String[] RARE = {"FLUSHDB", "FLUSHALL ASYNC", "FLUSHDB SYNC"};

    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "10",
        "-5",
        "100",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "007",
        "+1",
        "1.5",
        "",
        " 1",
        "abc",
        "-0",
        "15",
        "4294967296",
    };

    private static final String[] DECIMALS = {
        "0.1",
        "0.2",
        "-0.3",
        "1e3",
        "1.5e-5",
        "3",
        "-3.25",
        "1e400",
        "inf",
        "nan",
        "0x10",
        "1e17",
        "123456789.987654321",
        " 1",
        "1e-20",
        "5e5000",
        "3.0e3",
        "-1e15",
        "0.1e",
        ".5",
        "5.",
        "-inf",
        "1e4900",
        "",
    };

    private static final String[] TIMES = {
        "4102444800",
        "4102444800000",
        "0",
        "-1",
        "abc",
        "9223372036854775807",
        "9223372036854775",
        "-9223372036854775808"
    };

    private static final String[] TIMES_MS = {
        "4102444800000", "0", "-1", "abc", "9223372036854775807", "9223372036854775", "-9223372036854775808"
    };

    private static final String[] SCORES = {
        "0",
        "1",
        "2.5",
        "-1",
        "3",
        "5",
        "-inf",
        "+inf",
        "inf",
        "infinity",
        "1e400",
        "nan",
        "",
        "abc",
        "0x10",
        " 1",
        "1 ",
        "1e3",
        "-0",
        "123456789012",
        "1e17",
        "9007199254740993",
        "-2.25",
        "1e-5",
        "7.25"
    };

    private static final String[] PATTERNS = {
        "*", "k*", "?ey*", "*[0-5]", "k[^1]*", "s?", "h[a-z]*", "\\*", "[k-s]*1", "*1*", "f1?", "[", "k[", "f[3-1]", "",
        "**", "k\\", "[]", "f[\\1]*"
    };

    private final Random random;
    private final String[] family;

    /** @param family whose templates are used three times out of four: {@code "string"} or one of {@link CollectionTemplates} */
    RandomCommands(long seed, String family) {
        random = new Random(seed);
        this.family = family.equals("string") ? TEMPLATES : CollectionTemplates.of(family);
    }

    byte[][] next() {
        String template = random.nextInt(2000) == 0 ? pick(RARE) : pick(random.nextInt(4) == 0 ? TEMPLATES : family);
        List<byte[]> arguments = new ArrayList<>();
        for (String word : template.split(" ")) {
            arguments.add(
                    word.length() == 1 && Character.isLetter(word.charAt(0)) ? argument(word.charAt(0)) : latin1(word));
        }
        return arguments.toArray(byte[][]::new);
    }

    private byte[] argument(char kind) {
        return switch (kind) {
            case 'k' -> argument(pick("s", "h", "l", "z", "u").charAt(0));
            case 'l' -> latin1("list" + random.nextInt(KEYS / 2));
            case 'z' -> latin1("set" + random.nextInt(KEYS / 2));
            case 'a' -> latin1("m" + random.nextInt(FIELDS));
            case 'u' -> latin1("zset" + random.nextInt(KEYS / 2));
            case 'y' -> latin1("lex" + random.nextInt(KEYS / 4));
            case 'q' -> latin1(random.nextInt(12) == 0 ? pick(SCORES) : Double.toString(random.nextInt(40) / 4.0 - 3));
            case 'j' -> latin1(pick("NX", "XX", "GT", "LT", "CH", "gt"));
            case 'r' -> latin1((random.nextInt(3) == 0 ? "(" : "") + pick(SCORES));
            case 'g' -> latin1(pick("-", "+", "[m1", "(m1", "[m5", "(m15", "[", "(z", "m", "", "[a", "++"));
            case 'G' -> latin1("geo" + random.nextInt(KEYS / 4));
            case 'A' -> latin1(Double.toString(random.nextInt(3601) / 10.0 - 180));
            case 'B' -> latin1(Double.toString(random.nextInt(1701) / 10.0 - 85));
            case 'C' ->
                latin1(
                        random.nextInt(20) == 0
                                ? pick(SCORES)
                                : Integer.toString(random.nextInt(1 << random.nextInt(15))));
            case 'D' -> latin1(pick("m", "km", "ft", "mi", "KM", "cm"));
            case 'e' -> random.nextInt(20) == 0 ? value() : latin1("e" + random.nextInt(FIELDS / 2));
            case 'w' -> latin1(pick("LEFT", "RIGHT", "left", "right"));
            case 'b' -> latin1(pick("0.001", "0.01", "0.001", "0.001", "0.001", "-1", "abc", "1e-3", ""));
            case 's' -> latin1("str" + random.nextInt(KEYS));
            case 'h' -> latin1("hash" + random.nextInt(KEYS / 2));
            case 'v' -> value();
            case 'f' -> random.nextInt(50) == 0 ? value() : latin1("f" + random.nextInt(FIELDS));
            case 'i' -> latin1(random.nextInt(4) == 0 ? pick(NUMBERS) : Integer.toString(random.nextInt(41) - 20));
            case 'n' -> latin1(Integer.toString(random.nextInt(9) - 4));
            case 'd' -> latin1(random.nextInt(3) == 0 ? pick(DECIMALS) : decimal());
            case 't' -> latin1(pick(TIMES));
            case 'c' -> latin1(pick("0", "17", "abc", "1.5", "99999999999999999999", "0x1"));
            case 'm' -> latin1(pick(TIMES_MS));
            case 'p' -> latin1(pick(PATTERNS));
            case 'o' -> latin1(pick("NX", "XX", "GET", "KEEPTTL", "EX", "PX", "PERSIST", "nx", "get", "nope"));
            case 'x' -> latin1(pick("NX", "XX", "GT", "LT", "gt", "nope"));
            default -> throw new IllegalArgumentException("no such argument: " + kind);
        };
    }

    private byte[] value() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> latin1(Integer.toString(random.nextInt(20_000)));
            case 3 -> latin1(pick(NUMBERS));
            case 4 -> latin1(decimal());
            case 5 -> latin1("x".repeat(random.nextInt(70)));
            case 6 -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield bytes;
            }
            default -> latin1(pick("hello", "Hello World", "ohmytext", "mynewtext", "", "k", "3.0", "-0", "1e5"));
        };
    }

    private String decimal() {
        return switch (random.nextInt(3)) {
            case 0 -> Integer.toString(random.nextInt(2000) - 1000);
            case 1 -> (random.nextInt(20000) - 10000) + "." + random.nextInt(100);
            default -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(12) - 4));
        };
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
