package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Entries that consumers of a group were given and did not acknowledge, in order of their ids: chunks of parallel arrays, so that
 * one costs about 40 bytes. Most are added at the end and taken away near the beginning; elsewhere a change moves one chunk at
 * most.
 */
public final class PendingEntries {
    private static final int CHUNK = 256;
    private static final int SMALLEST = 8;
    static final int BYTES_EACH = 40;

    private static final class Chunk {
        long[] ms = new long[SMALLEST];
        long[] seq = new long[SMALLEST];
        long[] deliveredAtMs = new long[SMALLEST];
        long[] deliveries = new long[SMALLEST];
        StreamConsumer[] consumers = new StreamConsumer[SMALLEST];
        int count;

        void capacity(int capacity) {
            ms = Arrays.copyOf(ms, capacity);
            seq = Arrays.copyOf(seq, capacity);
            deliveredAtMs = Arrays.copyOf(deliveredAtMs, capacity);
            deliveries = Arrays.copyOf(deliveries, capacity);
            consumers = Arrays.copyOf(consumers, capacity);
        }

        /** Place of the id, or the complement of where it would be. */
        int find(StreamId id) {
            int low = 0;
            int high = count - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = StreamId.compare(ms[middle], seq[middle], id.ms(), id.seq());
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return ~low;
        }

        void move(int from, Chunk to, int at, int moved) {
            System.arraycopy(ms, from, to.ms, at, moved);
            System.arraycopy(seq, from, to.seq, at, moved);
            System.arraycopy(deliveredAtMs, from, to.deliveredAtMs, at, moved);
            System.arraycopy(deliveries, from, to.deliveries, at, moved);
            System.arraycopy(consumers, from, to.consumers, at, moved);
        }

        void set(int at, Pending pending) {
            ms[at] = pending.id.ms();
            seq[at] = pending.id.seq();
            deliveredAtMs[at] = pending.deliveredAtMs;
            deliveries[at] = pending.deliveries;
            consumers[at] = pending.consumer;
        }

        Pending get(int at) {
            return new Pending(new StreamId(ms[at], seq[at]), consumers[at], deliveredAtMs[at], deliveries[at]);
        }
    }

    /** One of them, as it was when it was asked for. */
    public record Pending(StreamId id, StreamConsumer consumer, long deliveredAtMs, long deliveries) {}

    private final List<Chunk> chunks = new ArrayList<>();
    private int size;

    PendingEntries() {}

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The least id; only if there is any. */
    public StreamId first() {
        return chunks.getFirst().get(0).id;
    }

    /** The greatest id; only if there is any. */
    public StreamId last() {
        return chunks.getLast().get(chunks.getLast().count - 1).id;
    }

    /** Adds it, or puts it in the place of the one with its id. */
    void put(Pending pending) {
        if (chunks.isEmpty()) {
            chunks.add(new Chunk());
        }
        int index = chunkOf(pending.id);
        Chunk chunk = chunks.get(index);
        int at = chunk.find(pending.id);
        if (at >= 0) {
            chunk.set(at, pending);
            return;
        }
        at = ~at;
        if (chunk.count == CHUNK) {
            Chunk after = new Chunk();
            after.capacity(CHUNK);
            // At the end a new chunk begins, and the full one stays full.
            int kept = at == CHUNK ? CHUNK : CHUNK / 2;
            chunk.move(kept, after, 0, CHUNK - kept);
            after.count = CHUNK - kept;
            chunk.count = kept;
            chunks.add(index + 1, after);
            if (at >= kept) {
                chunk = after;
                at -= kept;
            }
        }
        if (chunk.count == chunk.ms.length) {
            chunk.capacity(2 * chunk.count);
        }
        chunk.move(at, chunk, at + 1, chunk.count - at);
        chunk.set(at, pending);
        chunk.count++;
        size++;
    }

    @SuppressWarnings("NullAway") // The places behind the count are empty.
    boolean remove(StreamId id) {
        if (size == 0) {
            return false;
        }
        int index = chunkOf(id);
        Chunk chunk = chunks.get(index);
        int at = chunk.find(id);
        if (at < 0) {
            return false;
        }
        chunk.count--;
        chunk.move(at + 1, chunk, at, chunk.count - at);
        chunk.consumers[chunk.count] = null;
        size--;
        if (chunk.count == 0) {
            chunks.remove(index);
        }
        return true;
    }

    /** Up to {@code most} from {@code first} to {@code last}, both inclusive. */
    public List<Pending> range(StreamId first, StreamId last, long most) {
        return range(first, last, most, pending -> true);
    }

    /** As {@link #range(StreamId, StreamId, long)}, only those that are wanted. */
    public List<Pending> range(StreamId first, StreamId last, long most, Predicate<Pending> wanted) {
        List<Pending> found = new ArrayList<>();
        int index = size == 0 ? 0 : chunkOf(first);
        for (; index < chunks.size(); index++) {
            Chunk chunk = chunks.get(index);
            int from = chunk.find(first);
            for (int at = from < 0 ? ~from : from; at < chunk.count; at++) {
                if (found.size() >= most || StreamId.compare(chunk.ms[at], chunk.seq[at], last.ms(), last.seq()) > 0) {
                    return found;
                }
                Pending pending = chunk.get(at);
                if (wanted.test(pending)) {
                    found.add(pending);
                }
            }
        }
        return found;
    }

    public List<Pending> all() {
        return range(StreamId.MIN, StreamId.MAX, Long.MAX_VALUE);
    }

    /** Number of chunks, for going through them in pieces: {@link #chunk}. */
    int chunks() {
        return chunks.size();
    }

    List<Pending> chunk(int index) {
        Chunk chunk = chunks.get(index);
        List<Pending> pending = new ArrayList<>(chunk.count);
        for (int at = 0; at < chunk.count; at++) {
            pending.add(chunk.get(at));
        }
        return pending;
    }

    long memoryBytes() {
        return chunks.isEmpty() ? 0 : chunks.size() * 120L + (size + chunks.getLast().ms.length) * (long) BYTES_EACH;
    }

    /** The last chunk that begins at or before the id; the first if there is none. */
    private int chunkOf(StreamId id) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            Chunk chunk = chunks.get(middle);
            if (StreamId.compare(chunk.ms[0], chunk.seq[0], id.ms(), id.seq()) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
