package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Streams of one database. Methods throw {@link WrongTypeException} where the key holds something else and change nothing then. A
 * stream stays when its last entry goes. Loop thread only.
 */
public final class Streams extends ValueType {
    Streams(Database db) {
        super(db);
    }

    /** What an entry that was given to a consumer is logged as. */
    public record Delivery(StreamId id, long deliveredAtMs, long deliveries) {}

    // Readers

    /** The stream; null if there is no such key. */
    public @Nullable StreamView get(Slice key) {
        return entry(db.read(key));
    }

    /** As {@link #get}, of a write command: counts neither as hit nor as miss. */
    public @Nullable StreamView getForUpdate(Slice key) {
        return entry(db.use(key));
    }

    /**
     * The id before which entries go so that at most {@code length} stay; null if none have to.
     *
     * @param approximately whole blocks only
     * @param limit entries that may go, about; 0 = any number
     */
    public @Nullable StreamId beforeLast(Slice key, long length, boolean approximately, long limit) {
        StreamEntry stream = entry(db.live(key));
        long left = stream == null ? 0 : stream.length;
        StreamId before = null;
        for (int i = 0; stream != null && i < stream.blocks.size() && left > length; i++) {
            StreamBlock block = stream.blocks.get(i);
            if (limit > 0 && stream.length - left + block.live() > limit) {
                break;
            }
            if (left - block.live() < length && approximately) {
                return before;
            }
            if (left - block.live() < length) {
                int at = block.firstLive();
                for (long gone = left - length; gone > 0; gone--) {
                    at = block.nextLive(at);
                }
                return block.id(at);
            }
            left -= block.live();
            before = new StreamId(block.lastMs, block.lastSeq).next();
        }
        return before;
    }

    /** As {@link #beforeLast}, so that no entries before {@code id} stay. */
    public @Nullable StreamId before(Slice key, StreamId id, boolean approximately, long limit) {
        StreamEntry stream = entry(db.live(key));
        if (stream == null || !approximately) {
            return stream == null || stream.length == 0 || !stream.firstId().isBefore(id) ? null : id;
        }
        long gone = 0;
        StreamId before = null;
        for (StreamBlock block : stream.blocks) {
            if (limit > 0 && gone + block.live() > limit || !block.endsBefore(id)) {
                break;
            }
            gone += block.live();
            before = new StreamId(block.lastMs, block.lastSeq).next();
        }
        return before;
    }

    // Mutators

    /** Appends an entry, whose id must be greater than the last one; makes the stream if need be. */
    public void add(Slice key, StreamId id, Slices fields, Slices values) {
        StreamEntry old = entry(db.live(key));
        long bytes = 0;
        for (int i = 0; i < fields.count(); i++) {
            bytes += fields.at(i).length() + (long) values.at(i).length();
        }
        require(old, key, 2 * fields.count(), bytes);
        Effects effect = StreamEffects.id(db.log(Effects.STREAM_ADD).bytes(key), id);
        effect.number(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            effect.bytes(fields.at(i)).bytes(values.at(i));
        }
        StreamEntry stream = opened(old, key);
        long before = stream.memoryBytes();
        stream.append(id, fields, values, db.engine.settings());
        changed(stream, key, before);
    }

    /** Deletes entries and returns how many there were. */
    public int delete(Slice key, List<StreamId> ids) {
        StreamEntry stream = entry(db.live(key));
        Set<StreamId> there = new LinkedHashSet<>();
        for (StreamId id : ids) {
            if (stream != null && stream.contains(id)) {
                there.add(id);
            }
        }
        if (stream == null || there.isEmpty()) {
            return 0;
        }
        require(stream, key, 0, 0);
        Effects effect = db.log(Effects.STREAM_DELETE).bytes(key).number(there.size());
        there.forEach(id -> StreamEffects.id(effect, id));
        db.willChange(stream);
        long before = stream.memoryBytes();
        there.forEach(stream::delete);
        changed(stream, key, before);
        return there.size();
    }

    /** Deletes all entries before the id and returns how many there were. */
    public long trim(Slice key, StreamId before) {
        StreamEntry stream = entry(db.live(key));
        if (stream == null || stream.length == 0 || !stream.firstId().isBefore(before)) {
            return 0;
        }
        require(stream, key, 0, 0);
        StreamEffects.id(db.log(Effects.STREAM_TRIM).bytes(key), before);
        db.willChange(stream);
        long memoryBefore = stream.memoryBytes();
        long lengthBefore = stream.length;
        List<StreamBlock> dropped = stream.trim(before);
        long trimmed = lengthBefore - stream.length;
        changed(stream, key, memoryBefore);
        if (!dropped.isEmpty()) {
            db.engine.release(new StreamEntry(dropped, db.engine.blocks().streams));
        }
        return trimmed;
    }

    /** Sets what the stream remembers of entries that are gone; makes an empty one if need be. */
    public void state(Slice key, StreamId lastId, long entriesAdded, StreamId maxDeletedId) {
        StreamEntry old = entry(db.live(key));
        Effects effect = StreamEffects.id(db.log(Effects.STREAM_STATE).bytes(key), lastId);
        StreamEffects.id(effect.number(entriesAdded), maxDeletedId);
        StreamEntry stream = opened(old, key);
        stream.lastId = lastId;
        stream.entriesAdded = entriesAdded;
        stream.maxDeletedId = maxDeletedId;
        db.changed(key);
    }

    /**
     * Adds a block of entries in Redis's bytes, to a stream whose entries are all smaller, or makes the stream.
     *
     * @return false, and nothing is done, if the block is damaged or out of order
     */
    public boolean add(Slice key, StreamId id, byte[] block) {
        StreamEntry old = entry(db.live(key));
        StreamBlock added = StreamBlock.of(id, block);
        if (added == null || old != null && !follows(old, added)) {
            return false;
        }
        require(old, key, 0, block.length);
        StreamEffects.id(db.log(Effects.STREAM_BLOCK).bytes(key), id).bytes(block);
        StreamEntry stream = opened(old, key);
        long before = stream.memoryBytes();
        stream.append(added);
        changed(stream, key, before);
        return true;
    }

    private static boolean follows(StreamEntry stream, StreamBlock block) {
        boolean afterLast = stream.lastId.isBefore(block.id(block.firstLive()));
        afterLast &= StreamId.compare(block.ms, block.seq, stream.lastId.ms(), stream.lastId.seq()) > 0;
        return afterLast && stream.lastId.isBefore(new StreamId(block.lastMs, block.lastSeq));
    }

    /**
     * Number of entries of blocks in Redis's bytes; -1 if one is damaged or out of order, or an entry is greater than {@code lastId}.
     */
    public static long sizeOf(List<StreamId> ids, List<byte[]> blocks, StreamId lastId) {
        long size = 0;
        StreamId last = StreamId.MIN;
        for (int i = 0; i < blocks.size(); i++) {
            StreamBlock block = StreamBlock.of(ids.get(i), blocks.get(i).clone());
            if (block == null) {
                return -1;
            }
            boolean rises = last.isBefore(block.id(block.firstLive()))
                    && StreamId.compare(block.ms, block.seq, last.ms(), last.seq()) > 0;
            last = new StreamId(block.lastMs, block.lastSeq);
            if (!rises || lastId.isBefore(last)) {
                return -1;
            }
            size += block.live();
        }
        return size;
    }

    // For the groups

    @Nullable
    StreamEntry entry(@Nullable Entry entry) {
        if (entry == null || entry instanceof StreamEntry) {
            return (StreamEntry) entry;
        }
        throw WrongTypeException.INSTANCE;
    }

    /** The stream to be changed, made now if need be. */
    StreamEntry opened(@Nullable StreamEntry old, Slice key) {
        if (old != null) {
            db.willChange(old);
            return old;
        }
        StreamEntry fresh = new StreamEntry(key.toBytes(), db.hash(key), db.engine.blocks().streams);
        db.insert(fresh);
        return fresh;
    }

    /** Before anything is logged: then nothing that follows runs out of memory. */
    private void require(@Nullable StreamEntry stream, Slice key, int elements, long bytes) {
        db.engine.memory().require(Records.mostBytes(key.length(), 0) + StreamEntry.mostBytes(stream, elements, bytes));
    }

    void changed(StreamEntry stream, Slice key, long memoryBefore) {
        db.resized(stream.memoryBytes() - memoryBefore);
        db.changed(key);
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        switch (op) {
            case Effects.STREAM_ADD -> {
                StreamId id = in.streamId();
                StreamEntry old = entry(db.live(key));
                expect(old == null ? !id.equals(StreamId.MIN) : old.lastId.isBefore(id), op);
                List<Slice> pairs = in.slices(2 * in.count());
                add(key, id, everySecond(pairs, 0), everySecond(pairs, 1));
            }
            case Effects.STREAM_DELETE -> expect(delete(key, in.streamIds()) > 0, op);
            case Effects.STREAM_TRIM -> expect(trim(key, in.streamId()) > 0, op);
            case Effects.STREAM_STATE -> {
                StreamId lastId = in.streamId();
                long added = in.number(0, Long.MAX_VALUE);
                state(key, lastId, added, in.streamId());
            }
            case Effects.STREAM_BLOCK -> {
                StreamId id = in.streamId();
                expect(add(key, id, in.second().toBytes()), op);
            }
            default -> db.streamGroups().apply(op, key, in);
        }
    }

    private static Slices everySecond(List<Slice> pairs, int from) {
        List<Slice> slices = new ArrayList<>(pairs.size() / 2);
        for (int i = from; i < pairs.size(); i += 2) {
            slices.add(pairs.get(i));
        }
        return Slices.of(slices);
    }
}
