package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The pairs of a hash some of whose fields have a time of expiry, or had one: one of the other shapes, and beside it the times.
 *
 * <pre>
 *   times     a table: field → atMs
 *   queue     a binary heap of (atMs, field), the next one to expire first; what was changed since is left in it and found out
 *             when it comes to the top
 * </pre>
 */
final class TimedFields extends Fields {
    /** In order of the moments for which they are known to their database. */
    static final Comparator<TimedFields> ORDER = Comparator.<TimedFields>comparingLong(timed -> timed.registeredMs)
            .thenComparing(timed -> timed.key, Arrays::compare);

    static final long NEVER = Long.MAX_VALUE;

    private static final int SMALLEST_QUEUE = 8;

    private final MemberTables tables;
    private final MemberTable times;
    private final Fields pairs;
    private long[] queueAtMs = new long[SMALLEST_QUEUE];
    private byte[][] queueFields = new byte[SMALLEST_QUEUE][];
    private int queued;

    /** Of the entry; as long as it is in a table. */
    byte[] key = {};

    /** The moment for which the database knows this hash; {@link #NEVER} if it does not. */
    long registeredMs = NEVER;

    TimedFields(MemberTables tables, Fields pairs) {
        this.tables = tables;
        this.pairs = pairs;
        times = tables.numbered();
    }

    private TimedFields(MemberTables tables, Fields pairs, MemberTable times) {
        this.tables = tables;
        this.pairs = pairs;
        this.times = times;
    }

    /** How many fields' time is over. Looks at all times. */
    int expired(long nowMs) {
        int count = 0;
        for (long place = times.first(); place >= 0; place = times.next(place)) {
            count += times.number(times.item(place)) < nowMs ? 1 : 0;
        }
        return count;
    }

    /** Milliseconds since 1970, or {@link Entry#NO_EXPIRY}. */
    long expireAtMs(Slice field) {
        return times.number(field, Entry.NO_EXPIRY);
    }

    /** Lets a field that exists live until then. */
    void expireAt(Slice field, long atMs) {
        times.put(field, atMs);
        if (queued > SMALLEST_QUEUE && queued > 2 * times.size()) {
            queueAnew();
        } else {
            enqueue(atMs, field.toBytes());
        }
    }

    /** Takes the field's time away; false if it has none. */
    boolean persist(Slice field) {
        return times.size() > 0 && times.remove(field);
    }

    /** When the next field expires; {@link #NEVER} if none will. */
    long nextMs() {
        Slice field = new Slice();
        while (queued > 0) {
            byte[] bytes = queueFields[0];
            if (expireAtMs(field.set(bytes, 0, bytes.length)) == queueAtMs[0]) {
                return queueAtMs[0];
            }
            dequeue();
        }
        return NEVER;
    }

    /** Up to {@code most} fields whose time is over, without their times from now on: the caller removes them. */
    List<Slice> takeExpired(long nowMs, int most) {
        List<Slice> expired = new ArrayList<>();
        while (expired.size() < most && nextMs() < nowMs) {
            Slice field = Slice.of(queueFields[0]);
            dequeue();
            times.remove(field);
            expired.add(field);
        }
        return expired;
    }

    private void queueAnew() {
        queued = 0;
        Slice field = new Slice();
        for (long place = times.first(); place >= 0; place = times.next(place)) {
            long item = times.item(place);
            times.read(item, field);
            enqueue(times.number(item), field.toBytes());
        }
    }

    private void enqueue(long atMs, byte[] field) {
        if (queued == queueAtMs.length) {
            queueAtMs = Arrays.copyOf(queueAtMs, queued * 2);
            queueFields = Arrays.copyOf(queueFields, queued * 2);
        }
        int index = queued++;
        while (index > 0 && queueAtMs[(index - 1) / 2] > atMs) {
            move((index - 1) / 2, index);
            index = (index - 1) / 2;
        }
        queueAtMs[index] = atMs;
        queueFields[index] = field;
    }

    @SuppressWarnings("NullAway") // The places behind the queue's end are empty.
    private void dequeue() {
        queued--;
        long atMs = queueAtMs[queued];
        byte[] field = queueFields[queued];
        queueFields[queued] = null;
        int index = 0;
        while (2 * index + 1 < queued) {
            int least = 2 * index + 1;
            if (least + 1 < queued && queueAtMs[least + 1] < queueAtMs[least]) {
                least++;
            }
            if (queueAtMs[least] >= atMs) {
                break;
            }
            move(least, index);
            index = least;
        }
        if (queued > 0) {
            queueAtMs[index] = atMs;
            queueFields[index] = field;
        }
    }

    private void move(int from, int to) {
        queueAtMs[to] = queueAtMs[from];
        queueFields[to] = queueFields[from];
    }

    @Override
    int size() {
        return pairs.size();
    }

    @Override
    boolean get(Slice field, Slice value) {
        return pairs.get(field, value);
    }

    /** A field that exists keeps its time. */
    @Override
    boolean put(Slice field, Slice value) {
        return pairs.put(field, value);
    }

    @Override
    boolean remove(Slice field) {
        persist(field);
        return pairs.remove(field);
    }

    @Override
    long read(long place, Slice field, Slice value) {
        return pairs.read(place, field, value);
    }

    @Override
    void random(RandomGenerator random, Slice field, Slice value) {
        pairs.random(random, field, value);
    }

    @Override
    long scan(long cursor, long count, PairVisitor visitor) {
        return pairs.scan(cursor, count, visitor);
    }

    @Override
    long memoryBytes() {
        return 64 + pairs.memoryBytes() + times.memoryBytes() + queueAtMs.length * 36L;
    }

    @Override
    Fields copy() {
        TimedFields copy = new TimedFields(tables, pairs.copy(), times.copy());
        copy.queueAnew();
        return copy;
    }

    @Override
    long blockBytes() {
        return pairs.blockBytes() + times.blockBytes();
    }

    /** Of times, one. */
    @Override
    long mostBytes(int count, long bytes) {
        return pairs.mostBytes(count, bytes) + MemberTable.mostBytes(times, 1, bytes);
    }

    @Override
    int release(int most) {
        int freed = pairs.release(most);
        return freed < most ? freed + times.release(most - freed) : freed;
    }

    /** The times, which are small, with the last of the pairs. */
    @Override
    long compact(long from, int most) {
        long next = pairs.compact(from, most);
        if (next < 0) {
            times.compact(0, Integer.MAX_VALUE);
        }
        return next;
    }
}
