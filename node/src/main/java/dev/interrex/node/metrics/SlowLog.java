package dev.interrex.node.metrics;

import dev.interrex.resp.CommandArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The newest commands that took long, for SLOWLOG. Long arguments and long lists of them are cut as Redis does. Loop thread only. */
public final class SlowLog {
    private static final int MOST_ARGUMENTS = 32;
    private static final int MOST_ARGUMENT_BYTES = 128;

    /**
     * One slow command.
     *
     * @param id ascending, never reused
     * @param atMs wall clock
     * @param micros time of execution
     * @param arguments first of them, each cut
     */
    public record Entry(
            long id, long atMs, long micros, List<byte[]> arguments, String clientAddress, String clientName) {}

    private final Deque<Entry> newestFirst = new ArrayDeque<>();
    private long thresholdNanos = Long.MAX_VALUE;
    private int mostEntries;
    private long nextId;

    /** Commands of at least so many microseconds are kept; negative: none. */
    public void thresholdMicros(long micros) {
        thresholdNanos = micros < 0 || micros > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : micros * 1000;
    }

    public void mostEntries(int entries) {
        mostEntries = entries;
        trim();
    }

    public boolean isSlow(long nanos) {
        return nanos >= thresholdNanos;
    }

    public void add(CommandArgs args, long nanos, long nowMs, String clientAddress, String clientName) {
        newestFirst.addFirst(new Entry(nextId++, nowMs, nanos / 1000, cut(args), clientAddress, clientName));
        trim();
    }

    /** The newest first; {@code most} negative: all. */
    public List<Entry> newest(long most) {
        return newestFirst.stream().limit(most < 0 ? Long.MAX_VALUE : most).toList();
    }

    public int size() {
        return newestFirst.size();
    }

    public void reset() {
        newestFirst.clear();
    }

    private void trim() {
        while (newestFirst.size() > mostEntries) {
            newestFirst.removeLast();
        }
    }

    private static List<byte[]> cut(CommandArgs args) {
        List<byte[]> kept = new ArrayList<>();
        int shown = args.count() > MOST_ARGUMENTS ? MOST_ARGUMENTS - 1 : args.count();
        for (int i = 0; i < shown; i++) {
            int length = args.length(i);
            byte[] bytes = new byte[Math.min(length, MOST_ARGUMENT_BYTES)];
            args.buffer().getBytes(args.offset(i), bytes);
            kept.add(length > MOST_ARGUMENT_BYTES ? noted(bytes, length - MOST_ARGUMENT_BYTES + " more bytes") : bytes);
        }
        if (shown < args.count()) {
            kept.add(noted(new byte[0], args.count() - shown + " more arguments"));
        }
        return kept;
    }

    private static byte[] noted(byte[] bytes, String what) {
        byte[] note = ("... (" + what + ")").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + note.length);
        System.arraycopy(note, 0, all, bytes.length, note.length);
        return all;
    }
}
