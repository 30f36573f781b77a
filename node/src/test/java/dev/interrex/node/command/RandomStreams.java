package dev.interrex.node.command;

import dev.interrex.resp.RespReply;
import java.util.ArrayDeque;

/**
 * Streams. Templates: k key, g group, c consumer, d id, h high id, e end of a range, n count, f field, v value, t time, s strategy of trimming.
 */
final class RandomStreams extends RandomFamily {
    private static final String[] TEMPLATES = {
        "XADD k d f v",
        "XADD k d f v f v",
        "XADD k d f v f v f v",
        "XADD k d a v b v",
        "XADD k d a v b v",
        "XADD k d a v b v",
        "XADD k NOMKSTREAM d a v",
        "XADD k s n d a v b v",
        "XADD k s ~ n d a v b v",
        "XADD k s ~ n LIMIT n d a v b v",
        "XADD k s = d d a v",
        "XADD k s n LIMIT n d a v",
        "XADD k LIMIT n d a v",
        "XADD k d a",
        "XLEN k",
        "XRANGE k e e",
        "XRANGE k e e COUNT n",
        "XRANGE k - +",
        "XRANGE k - + COUNT n",
        "XREVRANGE k + -",
        "XREVRANGE k e e COUNT n",
        "XDEL k d",
        "XDEL k d d d",
        "XTRIM k MAXLEN n",
        "XTRIM k MAXLEN ~ n",
        "XTRIM k MAXLEN ~ n LIMIT n",
        "XTRIM k MINID d",
        "XTRIM k MINID ~ d",
        "XTRIM k s n",
        "XTRIM k s",
        "XREAD STREAMS k d",
        "XREAD COUNT n STREAMS k d",
        "XREAD COUNT n STREAMS k k d d",
        "XREAD STREAMS k $",
        "XREAD STREAMS k k d",
        "XREAD NOACK STREAMS k d",
        "XSETID k h",
        "XSETID k h ENTRIESADDED n MAXDELETEDID d",
        "XGROUP CREATE k g d",
        "XGROUP CREATE k g $ MKSTREAM",
        "XGROUP CREATE k g d ENTRIESREAD n",
        "XGROUP SETID k g d",
        "XGROUP SETID k g $ ENTRIESREAD n",
        "XGROUP DESTROY k g",
        "XGROUP DELCONSUMER k g c",
        "XGROUP CREATECONSUMER k g c",
        "XREADGROUP GROUP g c STREAMS k >",
        "XREADGROUP GROUP g c COUNT n STREAMS k >",
        "XREADGROUP GROUP g c COUNT n STREAMS k >",
        "XREADGROUP GROUP g c COUNT n NOACK STREAMS k >",
        "XREADGROUP GROUP g c COUNT n STREAMS k k > >",
        "XREADGROUP GROUP g c COUNT n STREAMS k d",
        "XREADGROUP GROUP g c STREAMS k 0",
        "XREADGROUP GROUP g c STREAMS k $",
        "XACK k g d",
        "XACK k g d d d",
        "XPENDING k g",
        "XPENDING k g e e n",
        "XPENDING k g - + n c",
        "XPENDING k g IDLE t - + n c",
        "XPENDING k g - +",
        "XCLAIM k g c 0 d d d",
        "XCLAIM k g c 0 d JUSTID",
        "XCLAIM k g c 100000 d FORCE",
        "XCLAIM k g c 0 d FORCE RETRYCOUNT n",
        "XCLAIM k g c 0 d IDLE t LASTID d",
        "XCLAIM k g c 0 d nope",
        "XAUTOCLAIM k g c 0 d",
        "XAUTOCLAIM k g c 0 - COUNT n",
        "XAUTOCLAIM k g c 0 e COUNT n JUSTID",
        "XINFO STREAM k",
        "XINFO STREAM k FULL",
        "XINFO STREAM k FULL COUNT n",
        "XINFO GROUPS k",
        "XINFO CONSUMERS k g",
        "DEL k",
        "TYPE k",
        "OBJECT ENCODING k",
        "COPY k k",
        "RENAME k k",
        "SET x v",
    };

    private final ArrayDeque<byte[][]> next = new ArrayDeque<>();

    RandomStreams(long seed) {
        super(seed, TEMPLATES);
    }

    @Override
    byte[][] next() {
        byte[][] queued = next.poll();
        if (queued != null) {
            return queued;
        }
        byte[][] command = super.next();
        String name = new String(command[0]);
        if ((name.equals("DEL") || name.equals("RENAME") || name.equals("COPY")) && random.nextInt(20) != 0) {
            return next();
        }
        // Redis 7.0 makes consumers at other moments, so there are always the same ones.
        if (name.equals("XGROUP")) {
            for (int i = 0; i < 3; i++) {
                next.add(new byte[][] {
                    latin1("XGROUP"), latin1("CREATECONSUMER"), command[2], command[3], latin1("c" + i)
                });
            }
        }
        return command;
    }

    @Override
    byte[] argument(char kind) {
        return switch (kind) {
            case 'k' -> latin1(random.nextInt(60) == 0 ? "s" : "stream" + random.nextInt(3));
            case 's' -> latin1(random.nextInt(40) == 0 ? "nope" : pick("MAXLEN", "MINID"));
            case 'g' -> latin1(random.nextInt(40) == 0 ? "nope" : "g" + random.nextInt(2));
            case 'c' -> latin1("c" + random.nextInt(3));
            case 'd' -> latin1(random.nextInt(40) == 0 ? pick("abc", "-", "1-1-1", "-1", "1-x", "", "(5") : id());
            case 'e' -> latin1(random.nextInt(4) == 0 ? pick("-", "+", "(5", "(7-3", "(abc", "(-") : id());
            case 'n' -> random.nextInt(40) == 0 ? latin1(pick("-1", "abc", "0")) : number(0, 40);
            case 'h' -> latin1(clock + 4 + "-7");
            case 'x' -> latin1("s");
            case 't' -> latin1(pick("0", "100000", "-5"));
            case 'f' -> latin1(pick("a", "b", "field", "12", ""));
            case 'v' -> value();
            case 'a', 'b' -> latin1(Character.toString(kind));
            default -> throw new IllegalArgumentException("no such argument: " + kind);
        };
    }

    private int clock;

    private String id() {
        clock += random.nextInt(40) == 0 ? 1 : 0;
        return switch (random.nextInt(6)) {
            case 0 -> "" + (clock + random.nextInt(3));
            case 1 -> clock + "-*";
            case 2 -> Integer.toString(random.nextInt(clock + 2));
            default -> clock - random.nextInt(Math.min(clock + 1, 4)) + "-" + random.nextInt(100);
        };
    }

    private byte[] value() {
        return switch (random.nextInt(4)) {
            case 0 -> latin1(Long.toString(random.nextLong() >> random.nextInt(64)));
            case 1 -> latin1("x".repeat(random.nextInt(random.nextInt(10) == 0 ? 500 : 70)));
            default -> latin1(pick("v", "-1", "300", "hello", ""));
        };
    }

    /** Times differ by some milliseconds, and what Redis 7.0 did not tell or counted in another way is left out. */
    @Override
    boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) {
        if (own.text().startsWith("ERR Unbalanced") && theirs.text().startsWith("ERR Unbalanced")) {
            return true;
        }
        if (!name.equals("XINFO") && !name.equals("XPENDING")) {
            return false;
        }
        return own.failed() == theirs.failed() && masked(own).equals(masked(theirs));
    }

    private static String masked(RespReply reply) {
        return CommandHarness.render(reply)
                .replaceAll(" \"(active-time|inactive)\" -?\\d+", "")
                .replaceAll("(\"(radix-tree-keys|radix-tree-nodes|seen-time|idle)\") \\d+", "$1 _")
                .replaceAll("(\"(lag|entries-read)\") (-?\\d+|nil)", "$1 _")
                .replaceAll("(\"c\\d\") \\d+ (\\d+)", "$1 _ $2")
                .replaceAll("(\\[\"\\d+-\\d+\") \\d+ (\\d+)", "$1 _ $2");
    }
}
