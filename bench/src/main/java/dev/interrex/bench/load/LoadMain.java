package dev.interrex.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends commands at a fixed rate and prints latencies as JSON, in microseconds.
 *
 * <pre>
 *   --port P --rate COMMANDS_PER_SECOND --seconds S [--warm-up-seconds W] [--connections 50] [--mix get=1,set=1]
 *   [--keys 1000000] [--value-bytes 32 | 16-1024] [--seed 1] [--slow-ms 5] [--rest-us 0]
 * </pre>
 *
 * With {@code --rest-us} it sleeps for so long, or until the next command is due, where there is nothing to do, rather than keep a processor busy; answers are
 * noticed later by that.
 *
 * {@code behind} counts commands that had to wait here, as too many were unanswered; their latencies count from when they were due, too.
 * {@code stalls} are the first stretches of time in which nothing was answered for {@code --slow-ms} though something was awaited, {@code stallCount} is
 * how many there were.
 */
public final class LoadMain {
    private static final int MOST_STALLS = 20;
    private static final long GRACE_NANOS = 2_000_000_000L;
    private static final long MOST_NANOS = 3_600_000_000_000L;

    private final Map<String, String> options;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final Histogram latencies = new Histogram(MOST_NANOS, 3);
    private final List<String> stalls = new ArrayList<>();
    private final Mix mix;
    private long beganNanos;
    private long measuredFromNanos;
    private long nowNanos;
    private long answeredNanos;
    private long answered;
    private long behind;
    private long currentStallNanos;
    private long longestStallNanos;
    private int stallCount;

    private LoadMain(Map<String, String> options) {
        this.options = options;
        String[] sizes = options.getOrDefault("value-bytes", "32").split("-");
        mix = new Mix(
                options.getOrDefault("mix", "get=1,set=1"),
                number("keys", 1_000_000),
                Integer.parseInt(sizes[0]),
                Integer.parseInt(sizes[sizes.length - 1]),
                number("seed", 1));
    }

    /** Ends with 2 for options that it does not understand. */
    public static void main(String[] args) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        if (!options.containsKey("port") || !options.containsKey("rate")) {
            System.err.println("--port and --rate are needed");
            System.exit(2);
        }
        new LoadMain(options).run();
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, String.valueOf(otherwise)));
    }

    private void run() throws IOException {
        try (Selector selector = Selector.open()) {
            InetSocketAddress server = new InetSocketAddress("127.0.0.1", number("port", 0));
            for (int i = 0; i < number("connections", 50); i++) {
                connections.add(new LoadConnection(server, selector));
            }
            beganNanos = System.nanoTime();
            measuredFromNanos = beganNanos + number("warm-up-seconds", 0) * 1_000_000_000L;
            long untilNanos = measuredFromNanos + number("seconds", 10) * 1_000_000_000L;
            send(selector, 1e9 / number("rate", 1), untilNanos);
            while (unanswered() > 0 && System.nanoTime() - untilNanos < GRACE_NANOS) {
                exchange(selector);
            }
            print((untilNanos - measuredFromNanos) / 1e9);
        }
    }

    private void send(Selector selector, double intervalNanos, long untilNanos) throws IOException {
        long due = 0;
        int next = 0;
        answeredNanos = beganNanos;
        nowNanos = beganNanos;
        while (nowNanos < untilNanos) {
            long dueNanos = beganNanos + (long) (due * intervalNanos);
            while (dueNanos <= nowNanos) {
                LoadConnection connection = connections.get(next);
                if (!connection.hasRoom(mix.mostBytes())) {
                    behind++;
                    break;
                }
                connection.add(mix, dueNanos);
                next = (next + 1) % connections.size();
                dueNanos = beganNanos + (long) (++due * intervalNanos);
            }
            long before = answered;
            exchange(selector);
            if (answered == before) {
                LockSupport.parkNanos(Math.min(number("rest-us", 0) * 1_000L, dueNanos - nowNanos));
            }
        }
    }

    private void exchange(Selector selector) throws IOException {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).flush();
        }
        selector.selectNow();
        nowNanos = System.nanoTime();
        for (SelectionKey ready : selector.selectedKeys()) {
            ((LoadConnection) ready.attachment()).read(this::answered);
        }
        selector.selectedKeys().clear();
        watch();
    }

    private void answered(long dueNanos) {
        answered++;
        if (dueNanos >= measuredFromNanos) {
            latencies.recordValue(Math.clamp(nowNanos - dueNanos, 0, MOST_NANOS));
        }
        answeredNanos = nowNanos;
    }

    /** Notes for how long nothing was answered. */
    private void watch() {
        long silentNanos = nowNanos - answeredNanos;
        if (silentNanos == 0 || unanswered() == 0) {
            if (currentStallNanos >= number("slow-ms", 5) * 1_000_000L) {
                stalled();
            }
            currentStallNanos = 0;
            answeredNanos = nowNanos;
        } else if (nowNanos >= measuredFromNanos) {
            currentStallNanos = Math.max(currentStallNanos, silentNanos);
        }
    }

    private void stalled() {
        stallCount++;
        longestStallNanos = Math.max(longestStallNanos, currentStallNanos);
        if (stalls.size() < MOST_STALLS) {
            stalls.add(
                    String.format(Locale.ROOT, "[%.3f, %.1f]", (nowNanos - beganNanos) / 1e9, currentStallNanos / 1e6));
        }
    }

    private long unanswered() {
        long sum = 0;
        for (int i = 0; i < connections.size(); i++) {
            sum += connections.get(i).unanswered();
        }
        return sum;
    }

    private void print(double seconds) throws IOException {
        long errors = 0;
        for (LoadConnection connection : connections) {
            errors += connection.errors();
            connection.close();
        }
        System.out.printf(
                Locale.ROOT,
                "{\"answered\": %d, \"measured\": %d, \"seconds\": %.1f, \"errors\": %d, \"behind\": %d, \"p50\":"
                        + " %.1f, \"p99\": %.1f, \"p99.9\": %.1f, \"p99.99\": %.1f, \"max\": %.1f, \"stallCount\": %d,"
                        + " \"longestStall\": %.1f, \"stalls\": %s}%n",
                answered,
                latencies.getTotalCount(),
                seconds,
                errors,
                behind,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                latencies.getValueAtPercentile(99.99) / 1e3,
                latencies.getMaxValue() / 1e3,
                stallCount,
                longestStallNanos / 1e3,
                stalls);
    }
}
