package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a stream, one after the other, in the bytes of Redis's stream nodes: a {@link ListPack} of
 *
 * <pre>
 *   master    | entries | deleted entries | fields F | F × field | 0 |
 *   entry     | flags | id minus the block's: ms | seq | fields F and F × (field, value) | elements before this |
 *             | flags | id minus the block's: ms | seq | F × value of the master's fields | elements before this |
 *   flags     1 = deleted, 2 = the fields are the master's
 * </pre>
 *
 * Only appended to, and deleted entries stay until the block goes, so an entry costs little more than its bytes.
 */
final class StreamBlock {
    private static final int DELETED = 1;
    private static final int SAME_FIELDS = 2;

    final long ms;
    final long seq;
    final ListPack pack;

    /** Id of the last entry, deleted ones included. */
    long lastMs;

    long lastSeq;

    /** A block that begins with an entry, which has to be appended. */
    StreamBlock(StreamId id, Slices fields) {
        ms = id.ms();
        seq = id.seq();
        pack = new ListPack();
        pack.append(0);
        pack.append(0);
        pack.append(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            pack.append(fields.at(i));
        }
        pack.append(0);
    }

    private StreamBlock(StreamId id, ListPack pack) {
        ms = id.ms();
        seq = id.seq();
        this.pack = pack;
    }

    /** One of bytes from elsewhere, which become its own; null if they are damaged, or have no entries. */
    static @Nullable StreamBlock of(StreamId id, byte[] bytes) {
        if (!ListPack.isValid(bytes)) {
            return null;
        }
        StreamBlock block = new StreamBlock(id, new ListPack(bytes));
        List<Position> all = new ArrayList<>();
        if (!block.isSound(all) || all.isEmpty()) {
            return null;
        }
        block.lastMs = all.getLast().ms;
        block.lastSeq = all.getLast().seq;
        return block;
    }

    /** Where an entry is. */
    record Position(long ms, long seq, int at) {}

    /** Whether the elements are what the format says; lists all entries, deleted ones included. */
    private boolean isSound(List<Position> all) {
        int elements = 0;
        for (int at = pack.first(); !pack.isEnd(at); at = pack.next(at)) {
            elements++;
        }
        if (elements < 4 || !areNumbers(pack.first(), 3)) {
            return false;
        }
        long fields = masterFields();
        int master = pack.skip(pack.first(), 3);
        elements -= 4;
        if (fields < 0 || fields > elements) {
            return false;
        }
        elements -= (int) fields;
        int at = pack.next(pack.skip(master, fields));
        long live = 0;
        while (elements > 0) {
            if (elements < 4 || !areNumbers(at, 3)) {
                return false;
            }
            long flags = pack.number(at);
            long own = (flags & SAME_FIELDS) != 0 ? fields : pack.number(pack.skip(at, 3));
            long size = (flags & SAME_FIELDS) != 0 ? 4 + own : 5 + 2 * own;
            if (own < 0 || own > elements || size > elements) {
                return false;
            }
            Position position = position(at);
            boolean rises = all.isEmpty()
                    || StreamId.compare(all.getLast().ms, all.getLast().seq, position.ms, position.seq) < 0;
            int countAt = pack.skip(at, size - 1);
            if (!rises || !pack.isNumber(countAt) || pack.number(countAt) != size - 1) {
                return false;
            }
            all.add(position);
            live += (flags & DELETED) == 0 ? 1 : 0;
            elements -= (int) size;
            at = pack.next(countAt);
        }
        return live == live() && all.size() - live == deleted() && live > 0;
    }

    private boolean areNumbers(int at, int count) {
        int next = at;
        for (int i = 0; i < count; i++) {
            if (!pack.isNumber(next)) {
                return false;
            }
            next = pack.next(next);
        }
        return true;
    }

    /** Entries that are not deleted. */
    int live() {
        return (int) pack.number(pack.first());
    }

    int deleted() {
        return (int) pack.number(pack.next(pack.first()));
    }

    private long masterFields() {
        return pack.number(pack.skip(pack.first(), 2));
    }

    private int firstEntry() {
        return pack.skip(pack.first(), 4 + masterFields());
    }

    private int nextEntry(int at) {
        return pack.skip(at, (isSameFields(at) ? 4 : 5) + (isSameFields(at) ? 1L : 2L) * fields(at));
    }

    private boolean isSameFields(int at) {
        return (pack.number(at) & SAME_FIELDS) != 0;
    }

    private Position position(int at) {
        int msAt = pack.next(at);
        return new Position(ms + pack.number(msAt), seq + pack.number(pack.next(msAt)), at);
    }

    /** Where the entries that are not deleted are, in order. */
    List<Position> positions() {
        List<Position> positions = new ArrayList<>(live());
        for (int at = firstEntry(); !pack.isEnd(at); at = nextEntry(at)) {
            if ((pack.number(at) & DELETED) == 0) {
                positions.add(position(at));
            }
        }
        return positions;
    }

    void append(StreamId id, Slices fields, Slices values) {
        boolean same = hasFields(fields);
        pack.append(same ? SAME_FIELDS : 0);
        pack.append(id.ms() - ms);
        pack.append(id.seq() - seq);
        if (!same) {
            pack.append(fields.count());
        }
        for (int i = 0; i < fields.count(); i++) {
            if (!same) {
                pack.append(fields.at(i));
            }
            pack.append(values.at(i));
        }
        pack.append(same ? 3L + fields.count() : 4L + 2L * fields.count());
        pack.replace(pack.first(), live() + 1L);
        lastMs = id.ms();
        lastSeq = id.seq();
    }

    private boolean hasFields(Slices fields) {
        if (fields.count() != masterFields()) {
            return false;
        }
        Slice name = new Slice();
        int at = pack.skip(pack.first(), 3);
        for (int i = 0; i < fields.count(); i++) {
            if (!pack.read(at, name).contentEquals(fields.at(i))) {
                return false;
            }
            at = pack.next(at);
        }
        return true;
    }

    /** Deletes the entry at an offset; offsets of others are not valid any more. */
    void delete(int at) {
        pack.replace(at, pack.number(at) | DELETED);
        pack.replace(pack.first(), live() - 1L);
        pack.replace(pack.next(pack.first()), deleted() + 1L);
    }

    /** Number of pairs of the entry at an offset. */
    int fields(int at) {
        return (int) (isSameFields(at) ? masterFields() : pack.number(pack.skip(at, 3)));
    }

    void read(int at, PairVisitor visitor) {
        int count = fields(at);
        boolean same = isSameFields(at);
        int fieldAt = same ? pack.skip(pack.first(), 3) : pack.skip(at, 4);
        int valueAt = same ? pack.skip(at, 3) : pack.next(fieldAt);
        Slice field = new Slice();
        Slice value = new Slice();
        for (int i = 0; i < count; i++) {
            visitor.pair(pack.read(fieldAt, field), pack.read(valueAt, value));
            boolean last = i + 1 == count;
            if (!last) {
                fieldAt = pack.skip(fieldAt, same ? 1 : 2);
                valueAt = pack.skip(valueAt, same ? 1 : 2);
            }
        }
    }

    StreamBlock copy() {
        StreamBlock copy = new StreamBlock(new StreamId(ms, seq), pack.copy());
        copy.lastMs = lastMs;
        copy.lastSeq = lastSeq;
        return copy;
    }
}
