package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a stream, one after the other, in the bytes of Redis's stream nodes: a {@link ListPack} outside of the Java heap
 * ({@link StreamBlocks}) of
 *
 * <pre>
 *   master    | entries | deleted entries | fields F | F × field | 0 |
 *   entry     | flags | id minus the block's: ms | seq | fields F and F × (field, value) | elements before this |
 *             | flags | id minus the block's: ms | seq | F × value of the master's fields | elements before this |
 *   flags     1 = deleted, 2 = the fields are the master's
 * </pre>
 *
 * Only appended to, and deleted entries stay until the block goes, so an entry costs little more than its bytes. What is asked for
 * often is beside the bytes, so that whole blocks can be found and dropped without a look at them.
 */
final class StreamBlock {
    private static final int DELETED = 1;
    private static final int SAME_FIELDS = 2;
    private static final int OBJECT_BYTES = 88;

    final long ms;
    final long seq;

    /** Where the bytes are; 0 as long as they are its {@link #own}. */
    long address;

    int length;

    /** Of a block that is no stream's yet. */
    private @Nullable ListPack own;

    private @Nullable StreamBlocks home;

    /** Number of the master's fields. */
    private final int masterFields;

    /** Id of the last entry, deleted ones included. */
    long lastMs;

    long lastSeq;

    private int live;
    private int deleted;

    /** A block that begins with an entry, which has to be appended. */
    StreamBlock(StreamId id, Slices fields) {
        ms = id.ms();
        seq = id.seq();
        masterFields = fields.count();
        ListPack pack = new ListPack();
        own = pack;
        pack.append(0);
        pack.append(0);
        pack.append(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            pack.append(fields.at(i));
        }
        pack.append(0);
    }

    private StreamBlock(StreamId id, ListPack pack, int masterFields) {
        ms = id.ms();
        seq = id.seq();
        this.own = pack;
        this.masterFields = masterFields;
    }

    /** One of bytes from elsewhere, which become its own; null if they are damaged, or have no entries. */
    static @Nullable StreamBlock of(StreamId id, byte[] bytes) {
        if (!ListPack.isValid(bytes)) {
            return null;
        }
        ListPack pack = new ListPack(bytes);
        int elements = 0;
        for (int at = pack.first(); !pack.isEnd(at); at = pack.next(at)) {
            elements++;
        }
        if (elements < 4 || !areNumbers(pack, pack.first(), 3)) {
            return null;
        }
        long fields = pack.number(pack.skip(pack.first(), 2));
        if (fields < 0 || fields > elements - 4) {
            return null;
        }
        StreamBlock block = new StreamBlock(id, pack, (int) fields);
        List<Position> all = new ArrayList<>();
        if (!block.isSound(all, elements - 4 - (int) fields) || all.isEmpty()) {
            return null;
        }
        block.lastMs = all.getLast().ms;
        block.lastSeq = all.getLast().seq;
        block.live = block.number(0);
        block.deleted = block.number(1);
        return block;
    }

    /** Where an entry is. */
    private record Position(long ms, long seq, int at) {}

    /** From now on the bytes are outside of the Java heap; {@link #release} frees them. */
    void settle(StreamBlocks blocks) {
        ListPack pack = pack();
        blocks.store(this, pack, pack.length(), pack.length());
        home = blocks;
        own = null;
    }

    void release() {
        home().free(this);
    }

    void compact() {
        home().compact(this);
    }

    private StreamBlocks home() {
        if (home == null) {
            throw new IllegalStateException("a block without a place");
        }
        return home;
    }

    /** The bytes; good until another block is looked at. */
    ListPack pack() {
        return own != null ? own : home().look(this);
    }

    private int number(int index) {
        return (int) pack().number(pack().skip(pack().first(), index));
    }

    /** What the bytes take outside of the Java heap. */
    int blockBytes() {
        return address == 0 ? 0 : Blocks.capacity(length);
    }

    long memoryBytes() {
        return OBJECT_BYTES + blockBytes();
    }

    /** Whether so many elements behind the master are what the format says; lists all entries, deleted ones included. */
    private boolean isSound(List<Position> all, int count) {
        ListPack pack = pack();
        int elements = count;
        int at = firstEntry();
        long lives = 0;
        while (elements > 0) {
            if (elements < 4 || !areNumbers(pack, at, 3)) {
                return false;
            }
            long flags = pack.number(at);
            long own = (flags & SAME_FIELDS) != 0 ? masterFields : pack.number(pack.skip(at, 3));
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
            lives += (flags & DELETED) == 0 ? 1 : 0;
            elements -= (int) size;
            at = pack.next(countAt);
        }
        return lives == number(0) && all.size() - lives == number(1) && lives > 0;
    }

    private static boolean areNumbers(ListPack pack, int at, int count) {
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
        return live;
    }

    int deleted() {
        return deleted;
    }

    private int firstEntry() {
        return pack().skip(pack().first(), 4L + masterFields);
    }

    private int nextEntry(int at) {
        return pack().skip(at, isSameFields(at) ? 4L + masterFields : 5 + 2L * fields(at));
    }

    /** Offset of the first entry that is not deleted. */
    int firstLive() {
        return liveFrom(firstEntry());
    }

    /** Offset of the next entry that is not deleted; -1 if there is none. */
    int nextLive(int at) {
        return liveFrom(nextEntry(at));
    }

    private int liveFrom(int from) {
        ListPack pack = pack();
        int at = from;
        while (!pack.isEnd(at) && (pack.number(at) & DELETED) != 0) {
            at = nextEntry(at);
        }
        return pack.isEnd(at) ? -1 : at;
    }

    StreamId id(int at) {
        ListPack pack = pack();
        int msAt = pack.next(at);
        return new StreamId(ms + pack.number(msAt), seq + pack.number(pack.next(msAt)));
    }

    private boolean isSameFields(int at) {
        return (pack().number(at) & SAME_FIELDS) != 0;
    }

    private Position position(int at) {
        ListPack pack = pack();
        int msAt = pack.next(at);
        return new Position(ms + pack.number(msAt), seq + pack.number(pack.next(msAt)), at);
    }

    /** Offsets of the entries that are not deleted, in order. */
    int[] offsets() {
        int[] offsets = new int[live];
        int at = firstLive();
        for (int i = 0; i < live; i++) {
            offsets[i] = at;
            at = nextLive(at);
        }
        return offsets;
    }

    void append(StreamId id, Slices fields, Slices values) {
        ListPack pack = pack();
        int tail = pack.length() - 1;
        int head = pack.next(pack.first());
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
        live++;
        pack.replace(pack.first(), live);
        lastMs = id.ms();
        lastSeq = id.seq();
        boolean moved = pack.next(pack.first()) != head;
        changed(pack, moved ? pack.length() : head, moved ? pack.length() : tail);
    }

    private void changed(ListPack pack, int head, int tail) {
        if (own == null) {
            home().store(this, pack, head, tail);
        }
    }

    private boolean hasFields(Slices fields) {
        if (fields.count() != masterFields) {
            return false;
        }
        ListPack pack = pack();
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

    /** Deletes the entry at an offset, which is not the last one that is left; offsets of others are not valid any more. */
    void delete(int at) {
        ListPack pack = pack();
        pack.replace(at, pack.number(at) | DELETED);
        count(pack, 1);
    }

    /** Deletes the entries before an id, which does not make the block empty, and returns how many there were. */
    int deleteBefore(StreamId id) {
        ListPack pack = pack();
        int count = 0;
        for (int at = firstLive(); at >= 0 && id(at).isBefore(id); at = nextLive(at)) {
            // Flags are as long as they were, so that offsets stay.
            pack.replace(at, pack.number(at) | DELETED);
            count++;
        }
        if (count > 0) {
            count(pack, count);
        }
        return count;
    }

    private void count(ListPack pack, int more) {
        live -= more;
        deleted += more;
        pack.replace(pack.first(), live);
        pack.replace(pack.next(pack.first()), deleted);
        changed(pack, pack.length(), pack.length());
    }

    /** Whether all of its entries, deleted ones included, are before an id. */
    boolean endsBefore(StreamId id) {
        return StreamId.compare(lastMs, lastSeq, id.ms(), id.seq()) < 0;
    }

    /** Number of pairs of the entry at an offset. */
    int fields(int at) {
        return (int) (isSameFields(at) ? masterFields : pack().number(pack().skip(at, 3)));
    }

    void read(int at, PairVisitor visitor) {
        ListPack pack = pack();
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

    /** A copy in a place of its own. */
    StreamBlock copy() {
        StreamBlock copy = new StreamBlock(new StreamId(ms, seq), pack(), masterFields);
        copy.lastMs = lastMs;
        copy.lastSeq = lastSeq;
        copy.live = live;
        copy.deleted = deleted;
        copy.settle(home());
        return copy;
    }
}
