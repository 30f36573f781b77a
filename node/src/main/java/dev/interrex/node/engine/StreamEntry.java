package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream: blocks of entries in order of their ids, which only grow, and groups of consumers. The bytes of entries are outside of the
 * Java heap; what consumers did not acknowledge is on it, 40 bytes each in chunks, twice: {@link PendingEntries}.
 */
final class StreamEntry extends Entry implements StreamView {
    private static final int GROUPS_FROM = 48;
    private static final int GROUP_SHIFT = 24;
    private static final int REFERENCE_BYTES = 4;
    private static final int OBJECT_BYTES = 160;

    /** Blocks are no larger with the settings that are the default, by far. */
    private static final int MOST_USUAL_BYTES = 64 * 1024;

    final List<StreamBlock> blocks = new ArrayList<>();
    final TreeMap<byte[], StreamGroup> groups = new TreeMap<>(Arrays::compareUnsigned);
    long length;
    StreamId lastId = StreamId.MIN;
    StreamId maxDeletedId = StreamId.MIN;
    long entriesAdded;

    private final StreamBlocks home;

    /** Of the blocks, on the Java heap and outside of it. */
    private long memoryOfBlocks;

    private long blockBytes;
    private long groupBytes;

    StreamEntry(byte[] key, long hash, StreamBlocks home) {
        super(key, hash);
        this.home = home;
    }

    /** Nobody's: blocks that are to be released. */
    StreamEntry(List<StreamBlock> blocks, StreamBlocks home) {
        this(new byte[0], 0, home);
        blocks.forEach(this::add);
    }

    private void add(StreamBlock block) {
        blocks.add(block);
        count(block, 1);
    }

    /** Counts the memory of a block, or takes it from the sum. */
    private void count(StreamBlock block, int sign) {
        memoryOfBlocks += sign * (block.memoryBytes() + REFERENCE_BYTES);
        blockBytes += sign * (long) block.blockBytes();
    }

    /** Sees entries in order; false to see no more. */
    @FunctionalInterface
    interface Walker {
        boolean entry(StreamId id, StreamBlock block, int at);
    }

    /** What a visitor sees of an entry. */
    private record Place(StreamId id, StreamBlock block, int at) implements Found {
        @Override
        public int fields() {
            return block.fields(at);
        }

        @Override
        public void read(PairVisitor visitor) {
            block.read(at, visitor);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public StreamId lastId() {
        return lastId;
    }

    @Override
    public StreamId maxDeletedId() {
        return maxDeletedId;
    }

    @Override
    public long entriesAdded() {
        return entriesAdded;
    }

    @Override
    public int blocks() {
        return blocks.size();
    }

    @Override
    public Collection<StreamGroup> groups() {
        return groups.values();
    }

    @Override
    public @Nullable StreamGroup group(Slice name) {
        return groups.get(name.toBytes());
    }

    @Override
    public void entries(StreamId first, StreamId last, boolean backwards, Visitor visitor) {
        forEach(first, last, backwards, (id, block, at) -> visitor.entry(new Place(id, block, at)));
    }

    @Override
    public void forEachBlock(BlockVisitor visitor) {
        blocks.forEach(block -> visitor.block(new StreamId(block.ms, block.seq), block.pack()));
    }

    @Override
    public StreamId firstId() {
        StreamId[] first = {StreamId.MIN};
        forEach(StreamId.MIN, StreamId.MAX, false, (id, block, at) -> {
            first[0] = id;
            return false;
        });
        return first[0];
    }

    @Override
    public StreamId lastLiveId() {
        if (!blocks.isEmpty() && blocks.getLast().deleted() == 0) {
            return new StreamId(blocks.getLast().lastMs, blocks.getLast().lastSeq);
        }
        StreamId[] last = {StreamId.MIN};
        forEach(StreamId.MIN, StreamId.MAX, true, (id, block, at) -> {
            last[0] = id;
            return false;
        });
        return last[0];
    }

    @Override
    public boolean contains(StreamId id) {
        boolean[] found = new boolean[1];
        forEach(id, id, false, (entryId, block, at) -> {
            found[0] = true;
            return false;
        });
        return found[0];
    }

    /** Visits the entries from {@code first} to {@code last}, both inclusive; from the last one on if {@code backwards}. */
    void forEach(StreamId first, StreamId last, boolean backwards, Walker visitor) {
        int index = blockOf(backwards ? last : first);
        while (index >= 0 && index < blocks.size()) {
            StreamBlock block = blocks.get(index);
            boolean beyond = backwards
                    ? StreamId.compare(block.lastMs, block.lastSeq, first.ms(), first.seq()) < 0
                    : StreamId.compare(block.ms, block.seq, last.ms(), last.seq()) > 0;
            if (beyond || !visit(block, first, last, backwards, visitor)) {
                return;
            }
            index += backwards ? -1 : 1;
        }
    }

    private static boolean visit(StreamBlock block, StreamId first, StreamId last, boolean backwards, Walker visitor) {
        if (!backwards) {
            for (int at = block.firstLive(); at >= 0; at = block.nextLive(at)) {
                StreamId id = block.id(at);
                boolean beyond = id.compareTo(last) > 0;
                if (beyond || id.compareTo(first) >= 0 && !visitor.entry(id, block, at)) {
                    return false;
                }
            }
            return true;
        }
        int[] offsets = block.offsets();
        for (int i = offsets.length - 1; i >= 0; i--) {
            StreamId id = block.id(offsets[i]);
            if (id.compareTo(first) >= 0 && id.compareTo(last) <= 0 && !visitor.entry(id, block, offsets[i])) {
                return false;
            }
        }
        return true;
    }

    /** The last block that begins at or before the id, the first one if there is none; -1 without any. */
    private int blockOf(StreamId id) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            StreamBlock block = blocks.get(middle);
            if (StreamId.compare(block.ms, block.seq, id.ms(), id.seq()) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks.isEmpty() ? -1 : low;
    }

    /** Appends an entry, whose id must be greater than the last one. */
    void append(StreamId id, Slices fields, Slices values, EngineSettings settings) {
        long size = 0;
        for (int i = 0; i < fields.count(); i++) {
            size += fields.at(i).length() + (long) values.at(i).length();
        }
        StreamBlock block = blocks.isEmpty() ? null : blocks.getLast();
        if (block == null || isFull(block, size, settings)) {
            block = new StreamBlock(id, fields);
            block.append(id, fields, values);
            block.settle(home);
            add(block);
        } else {
            count(block, -1);
            block.append(id, fields, values);
            count(block, 1);
        }
        length++;
        entriesAdded++;
        lastId = id;
    }

    private static boolean isFull(StreamBlock block, long moreBytes, EngineSettings settings) {
        int mostBytes = settings.streamNodeMaxBytes() == 0 ? 1 << 30 : settings.streamNodeMaxBytes();
        int most = settings.streamNodeMaxEntries();
        return block.length + moreBytes >= mostBytes || most > 0 && block.live() + block.deleted() >= most;
    }

    /** Appends a block, all of whose entries are greater than any before. */
    void append(StreamBlock block) {
        block.settle(home);
        add(block);
        length += block.live();
        entriesAdded += block.live();
        lastId = new StreamId(block.lastMs, block.lastSeq);
    }

    boolean delete(StreamId id) {
        int index = blockOf(id);
        StreamBlock block = index < 0 ? null : blocks.get(index);
        for (int at = block == null ? -1 : block.firstLive(); block != null && at >= 0; at = block.nextLive(at)) {
            if (block.id(at).equals(id)) {
                delete(index, block, at);
                if (maxDeletedId.isBefore(id)) {
                    maxDeletedId = id;
                }
                return true;
            }
        }
        return false;
    }

    private void delete(int index, StreamBlock block, int at) {
        count(block, -1);
        if (block.live() == 1) {
            blocks.remove(index);
            block.release();
        } else {
            block.delete(at);
            count(block, 1);
        }
        length--;
    }

    /** Deletes all entries before the id; returns the blocks of which nothing is left, which are the caller's to release. */
    List<StreamBlock> trim(StreamId before) {
        int whole = 0;
        while (whole < blocks.size() && isOver(blocks.get(whole), before)) {
            length -= blocks.get(whole).live();
            count(blocks.get(whole), -1);
            whole++;
        }
        List<StreamBlock> dropped = new ArrayList<>(blocks.subList(0, whole));
        blocks.subList(0, whole).clear();
        if (!blocks.isEmpty()) {
            StreamBlock first = blocks.getFirst();
            count(first, -1);
            length -= first.deleteBefore(before);
            count(first, 1);
        }
        return dropped;
    }

    /** Whether no entry of the block stays: where the last ones were deleted, that has to be looked up. */
    private static boolean isOver(StreamBlock block, StreamId before) {
        if (block.endsBefore(before) || block.deleted() == 0) {
            return block.endsBefore(before);
        }
        int[] offsets = block.offsets();
        return block.id(offsets[offsets.length - 1]).isBefore(before);
    }

    /** Upper bound of what is allocated when entries of so many bytes are added, or some deleted. */
    static long mostBytes(@Nullable StreamEntry to, int elements, long bytes) {
        long last = to == null || to.blocks.isEmpty() ? 0 : to.blocks.getLast().length;
        return MOST_USUAL_BYTES + 2 * (last + bytes + 24L * elements);
    }

    /** After a group changed. */
    void resizedGroup(long byBytes) {
        groupBytes += byBytes;
    }

    @Override
    String type() {
        return "stream";
    }

    @Override
    String encoding() {
        return "stream";
    }

    @Override
    long memoryBytes() {
        return OVERHEAD_BYTES + OBJECT_BYTES + arrayBytes(key.length) + memoryOfBlocks + groupBytes;
    }

    @Override
    long blockBytes() {
        return blockBytes;
    }

    @Override
    int release(int most) {
        int freed = 0;
        while (freed < most && !blocks.isEmpty()) {
            StreamBlock block = blocks.removeLast();
            count(block, -1);
            block.release();
            freed++;
        }
        return freed;
    }

    @Override
    long compact(long from, int most) {
        long end = Math.min(blocks.size(), from + most);
        for (int i = (int) Math.min(from, end); i < end; i++) {
            blocks.get(i).compact();
        }
        return end < blocks.size() ? end : -1;
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        StreamEntry copy = new StreamEntry(newKey, newHash, home);
        blocks.forEach(block -> copy.add(block.copy()));
        for (StreamGroup group : groups.values()) {
            StreamGroup copied = group.copy();
            copy.groups.put(copied.name, copied);
            copy.groupBytes += copied.memoryBytes();
        }
        copy.length = length;
        copy.lastId = lastId;
        copy.maxDeletedId = maxDeletedId;
        copy.entriesAdded = entriesAdded;
        return copy;
    }

    /** Blocks first, whose numbers are the places; then, above bit 48, the groups: number of the group, chunk of its entries. */
    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        long place = from;
        long written = 0;
        while (place >= 0 && written < mostBytes) {
            if (place < blocks.size()) {
                StreamBlock block = blocks.get((int) place++);
                out.op(Effects.STREAM_BLOCK).bytes(key).number(block.ms).number(block.seq);
                ListPack pack = block.pack();
                out.bytes(pack.array(), 0, pack.length());
                written += pack.length();
            } else if (place < 1L << GROUPS_FROM) {
                StreamEffects.state(out, key, this);
                place = groups.isEmpty() ? -1 : 1L << GROUPS_FROM;
            } else {
                written += 64 * 1024;
                place = writeGroup(out, place);
            }
        }
        return place;
    }

    private long writeGroup(Effects out, long place) {
        int index = (int) (place - (1L << GROUPS_FROM) >>> GROUP_SHIFT);
        int chunk = (int) (place & (1 << GROUP_SHIFT) - 1);
        StreamGroup group = new ArrayList<>(groups.values()).get(index);
        if (chunk == 0) {
            StreamEffects.group(out, key, group);
            group.consumers.values().forEach(consumer -> StreamEffects.consumer(out, key, group.name, consumer));
        }
        if (chunk < group.pending.chunks()) {
            StreamEffects.pending(out, key, group.name, group.pending.chunk(chunk));
            return place + 1;
        }
        return index + 1 < groups.size() ? (1L << GROUPS_FROM) + (index + 1L << GROUP_SHIFT) : -1;
    }

    @Override
    long digest(SipHash hash) {
        long[] sum = {length * 31 + entriesAdded, 0};
        forEach(StreamId.MIN, StreamId.MAX, false, (id, block, at) -> {
            sum[1] = id.ms() * 31 + id.seq();
            block.read(at, (field, value) -> sum[1] = Digest.mix(sum[1] * 31 + hash.hash(field)) + hash.hash(value));
            sum[0] += Digest.mix(sum[1]);
            return true;
        });
        for (StreamGroup group : groups.values()) {
            sum[0] += group.digest(hash);
        }
        long ids =
                Digest.mix(lastId.ms() * 31 + lastId.seq()) + Digest.mix(maxDeletedId.ms() * 17 + maxDeletedId.seq());
        return sum[0] + ids;
    }
}
