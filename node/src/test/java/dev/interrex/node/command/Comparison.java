package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.fail;

import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The same commands to a real Redis and to the handlers. Redis gets them in batches, of which each begins with a look at its clock, so that
 * hundreds of thousands of commands fit into a build.
 */
final class Comparison {
    /** Whether replies that are not the same bytes say the same. */
    interface Likeness {
        boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) throws IOException;
    }

    private static final int MOST_IN_BATCH = 50;
    private static final int MOST_SHOWN = 2_000;
    private static final int REMEMBERED = 30;

    private final CommandHarness ours;
    private final RedisProcess redis;
    private final long seed;
    private final Likeness likeness;
    private final List<byte[][]> batch = new ArrayList<>();
    private final Deque<byte[][]> history = new ArrayDeque<>();

    Comparison(CommandHarness ours, RedisProcess redis, long seed, Likeness likeness) {
        this.ours = ours;
        this.redis = redis;
        this.seed = seed;
        this.likeness = likeness;
    }

    static String nameOf(byte[][] command) {
        return new String(command[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    /** Compares the replies to the command, now or with one of the next. */
    void add(byte[][] command) throws IOException {
        batch.add(command);
        if (batch.size() == MOST_IN_BATCH) {
            compare();
        }
    }

    /** Compares what was not yet; fails where replies differ. */
    void compare() throws IOException {
        takeTime();
        redis.send(batch);
        for (byte[][] command : batch) {
            compare(command);
        }
        batch.clear();
    }

    private void compare(byte[][] command) throws IOException {
        if (history.size() == REMEMBERED) {
            history.removeFirst();
        }
        history.addLast(command);
        RespReply theirs = redis.next();
        byte[] theirBytes = redis.lastBytes();
        if (nameOf(command).equals("SELECT")) {
            if (!theirs.failed()) {
                ours.select(Integer.parseInt(new String(command[1], StandardCharsets.ISO_8859_1)));
            }
            return;
        }
        byte[] bytes = ours.replyBytes(CommandHarness.args(command));
        if (Arrays.equals(bytes, theirBytes)) {
            return;
        }
        RespReply own = RespReplyReader.readAll(bytes).getFirst();
        if (!likeness.alike(nameOf(command), command, own, theirs)) {
            fail("seed %d, after:%n%s%nours  %s%nRedis %s", seed, recent(), shown(own), shown(theirs));
        }
    }

    /** Sets our clock by that of Redis. */
    void takeTime() throws IOException {
        List<String> time = redis.reply("TIME").texts();
        ours.setTimeMs(Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000);
    }

    private static String shown(RespReply reply) {
        String text = CommandHarness.render(reply);
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }

    private String recent() {
        return history.stream()
                .map(command -> Arrays.stream(command)
                        .map(word -> '"' + new String(word, StandardCharsets.ISO_8859_1) + '"')
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }
}
