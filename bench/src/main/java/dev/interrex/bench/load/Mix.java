package dev.interrex.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Which commands are sent, each with its share, on random keys. */
final class Mix {
    /** A command that a mix may have. */
    private enum Kind {
        GET,
        SET,
        SETEX,
        INCR,
        LPUSH,
        LPOP,
        LRANGE,
        HSET,
        HGET,
        SADD,
        SREM,
        ZADD,
        ZREM,
        DEL
    }

    private static final int COLLECTION_KEYS_SHARE = 64;
    private static final int LONGEST_LIST = 1000;
    private static final byte[] FILLING =
            "abcdefghijklmnopqrstuvwxyz0123456789".repeat(2000).getBytes(StandardCharsets.US_ASCII);

    private final List<Kind> kinds = new ArrayList<>();
    private final SplittableRandom random;
    private final int keys;
    private final int leastValueBytes;
    private final int mostValueBytes;

    /**
     * @param shares as {@code get=9,set=1}: names of commands and whole numbers
     * @param keys strings; of lists, hashes, … there are a 64th of it
     */
    Mix(String shares, int keys, int leastValueBytes, int mostValueBytes, long seed) {
        for (String share : shares.split(",")) {
            String[] parts = share.split("=");
            Kind kind = Kind.valueOf(parts[0].strip().toUpperCase(Locale.ROOT));
            for (int i = 0; i < Integer.parseInt(parts[1].strip()); i++) {
                kinds.add(kind);
            }
        }
        this.keys = keys;
        this.leastValueBytes = leastValueBytes;
        this.mostValueBytes = Math.min(mostValueBytes, FILLING.length / 2);
        random = new SplittableRandom(seed);
    }

    /** The longest command. */
    int mostBytes() {
        return mostValueBytes + 200;
    }

    /** Appends one command. */
    void next(ByteBuffer out) {
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        int few = Math.max(1, keys / COLLECTION_KEYS_SHARE);
        switch (kind) {
            case GET, DEL -> command(out, kind.name(), key("key:", keys));
            case SET -> withValue(out, "SET", key("key:", keys));
            case SETEX -> withValue(out, "SETEX", key("expiring:", keys), String.valueOf(1 + random.nextInt(300)));
            case INCR -> command(out, "INCR", key("counter:", few));
            case LPUSH -> withValue(out, "LPUSH", key("list:", few));
            case LPOP -> command(out, "LTRIM", key("list:", few), "0", String.valueOf(random.nextInt(LONGEST_LIST)));
            case LRANGE -> command(out, "LRANGE", key("list:", few), "0", "99");
            case HSET -> withValue(out, "HSET", key("hash:", few), member());
            case HGET -> command(out, "HGET", key("hash:", few), member());
            case SADD, SREM -> command(out, kind.name(), key("set:", few), member());
            case ZADD -> command(out, "ZADD", key("sorted:", few), String.valueOf(random.nextInt()), member());
            case ZREM -> command(out, "ZREM", key("sorted:", few), member());
        }
    }

    private String key(String prefix, int count) {
        return prefix + random.nextInt(count);
    }

    private String member() {
        return "member:" + random.nextInt(LONGEST_LIST);
    }

    private void withValue(ByteBuffer out, String... arguments) {
        int length = leastValueBytes == mostValueBytes
                ? leastValueBytes
                : random.nextInt(leastValueBytes, mostValueBytes + 1);
        head(out, arguments.length + 1);
        for (String argument : arguments) {
            bulk(out, argument);
        }
        ascii(out, "$" + length + "\r\n");
        out.put(FILLING, random.nextInt(FILLING.length - length), length);
        ascii(out, "\r\n");
    }

    private static void command(ByteBuffer out, String... arguments) {
        head(out, arguments.length);
        for (String argument : arguments) {
            bulk(out, argument);
        }
    }

    private static void head(ByteBuffer out, int count) {
        ascii(out, "*" + count + "\r\n");
    }

    private static void bulk(ByteBuffer out, String text) {
        ascii(out, "$" + text.length() + "\r\n" + text + "\r\n");
    }

    private static void ascii(ByteBuffer out, String text) {
        out.put(text.getBytes(StandardCharsets.US_ASCII));
    }
}
