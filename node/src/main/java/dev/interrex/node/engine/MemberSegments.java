package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.function.LongConsumer;

/**
 * What can be done with the segments of {@link MemberTable}s of one kind. A segment is a block of up to {@value #MOST_MEMBERS}
 * members, one after the other, and an open-addressed table of where they are.
 *
 * <pre>
 *   segment   | header, 8 bytes | slot | slot | … | member | member | … | spare |
 *   header    | u16 members, bit 15: some have blocks of their own | u16 bytes of members | slots (11), depth (5) | u16 size / 8 |
 *   slot      | u16 offset of the member + 1 | u16: lowest bits of its hash |     0 = empty
 *   member    | {@link Parts part} | payload |                                    in the order in which they were added
 *   payload   nothing   or   | u64 number |   or   | {@link Parts part} |
 * </pre>
 *
 * A slot's home is proportional to its bits of the hash, so that there can be any number of slots, and members need not be hashed
 * again while a segment grows; the same bits spare most looks at members that are others. {@code depth} is the number of upper bits
 * that the hashes of all members share. A segment grows by about an eighth, up to the end of the slot that it has in its slab. What
 * returns an address may have moved the segment: the caller tells the directory. Loop thread only.
 */
final class MemberSegments {
    static final int MOST_MEMBERS = 128;

    /** A segment with more is split, unless it has one member only. */
    static final int MOST_BYTES = 16 * 1024;

    /** Slots of most segments, at most. */
    static final int USUAL_SLOTS = 184;

    private static final int HEADER_BYTES = 8;
    private static final int SLOT_BYTES = 4;
    private static final int MOST_SLOTS = 0x7FF;
    private static final int MOST_OFFSET = 0xFFFE;
    private static final int OFFSET_MASK = 0xFFFF;
    private static final int TAG_SHIFT = 16;
    private static final int TAG_MASK = 0xFFFF;
    private static final int SIZE_MASK = 0x7FFF;
    private static final int HAS_OUTSIDE = 0x8000;
    private static final int DEPTH_SHIFT = 11;

    /** What members have beside themselves. */
    enum Payload {
        NONE,
        NUMBER,
        VALUE
    }

    final Blocks blocks;
    final SipHash function;
    private final Memory memory;
    private final Parts parts;
    private final Payload payload;
    private final SegmentSplit split;
    private final Slice scratch = new Slice();
    private final int[] slotScratch = new int[MOST_SLOTS];

    MemberSegments(Blocks blocks, SipHash function, Payload payload) {
        this.blocks = blocks;
        this.function = function;
        this.payload = payload;
        memory = blocks.memory;
        parts = new Parts(blocks);
        split = new SegmentSplit(function, payload);
    }

    /** An empty segment with room for so much, and a bit more. */
    long create(int depth, int members, int bytes) {
        int slots = (members + members / 8 + 2) * 5 / 4;
        if (slots > MOST_SLOTS || bytes > MOST_OFFSET) {
            throw new IllegalStateException("more than " + members + " members with nearly the same hash");
        }
        int capacity = Blocks.capacity(HEADER_BYTES + slots * SLOT_BYTES + bytes + bytes / 8);
        long at = blocks.allocate(capacity);
        memory.putLong(at, (long) (slots | depth << DEPTH_SHIFT) << 32 | (long) (capacity >>> 3) << 48);
        memory.zero(at + HEADER_BYTES, (long) slots * SLOT_BYTES);
        return at;
    }

    int size(long at) {
        return memory.getChar(at) & SIZE_MASK;
    }

    /** Bits of its members' hashes that are all the same. */
    int depth(long at) {
        return memory.getChar(at + 4) >>> DEPTH_SHIFT;
    }

    /** Whether it had better be split before it takes so much more. */
    boolean isFull(long at, int moreMembers, int moreBytes) {
        long header = memory.getLong(at);
        int size = sizeOf(header);
        return size + moreMembers > MOST_MEMBERS || size > 1 && used(header) + moreBytes > MOST_BYTES;
    }

    /** Whether both together would be far from full. */
    boolean mayJoin(long at, long other) {
        return size(at) + size(other) < MOST_MEMBERS / 3
                && used(memory.getLong(at)) + used(memory.getLong(other)) < MOST_BYTES / 3;
    }

    /** The address of the member's slot, 0 if it has none. */
    long find(long at, Slice member, long hash) {
        long header = memory.getLong(at);
        int slots = slots(header);
        int tag = (int) hash & TAG_MASK;
        long first = at + HEADER_BYTES;
        long end = first + (long) slots * SLOT_BYTES;
        long slot = first + (long) home(tag, slots) * SLOT_BYTES;
        while (true) {
            int content = memory.getInt(slot);
            if (content == 0) {
                return 0;
            }
            if (content >>> TAG_SHIFT == tag && parts.isEqual(end + (content & OFFSET_MASK) - 1, member)) {
                return slot;
            }
            slot += SLOT_BYTES;
            slot = slot == end ? first : slot;
        }
    }

    /** Something of the first member that a hash may lead to, so that it is in the caches; of any kind of members. */
    static int glance(Memory memory, long at, long hash) {
        long header = memory.getLong(at);
        int content = memory.getInt(at + HEADER_BYTES + (long) home((int) hash & TAG_MASK, slots(header)) * SLOT_BYTES);
        return content == 0 ? 0 : memory.getByte(itemsAt(at, header) + (content & OFFSET_MASK) - 1);
    }

    /** The address of the member that a slot is of. */
    long item(long at, long slot) {
        return itemsAt(at, memory.getLong(at)) + (memory.getInt(slot) & OFFSET_MASK) - 1;
    }

    /** The member that slot {@code index} is of; 0 if it is of none, or there are not so many. */
    long itemOfSlot(long at, int index) {
        long slot = at + HEADER_BYTES + (long) index * SLOT_BYTES;
        return index >= slots(memory.getLong(at)) || memory.getInt(slot) == 0 ? 0 : item(at, slot);
    }

    /** The member at an offset. */
    long itemAt(long at, int offset) {
        return itemsAt(at, memory.getLong(at)) + offset;
    }

    /** The offset behind the member at one; -1 after the last. */
    int next(long at, int offset) {
        long header = memory.getLong(at);
        int next = offset + bytes(itemsAt(at, header) + offset);
        return next < used(header) ? next : -1;
    }

    // Of a member, by its address

    void read(long item, Slice member) {
        parts.read(item, member);
    }

    void readValue(long item, Slice value) {
        parts.read(item + parts.bytes(item), value);
    }

    long number(long item) {
        return memory.getLong(item + parts.bytes(item));
    }

    private int bytes(long item) {
        int member = parts.bytes(item);
        return switch (payload) {
            case NONE -> member;
            case NUMBER -> member + Long.BYTES;
            case VALUE -> member + parts.bytes(item + member);
        };
    }

    // Changing

    /** What the member takes. */
    int bytesOf(Slice member, Slice value) {
        int bytes = Parts.bytesFor(member.length());
        return switch (payload) {
            case NONE -> bytes;
            case NUMBER -> bytes + Long.BYTES;
            case VALUE -> bytes + Parts.bytesFor(value.length());
        };
    }

    /** Bytes that a member takes more with this value. */
    int growth(long item, Slice value) {
        return payload == Payload.VALUE ? Parts.bytesFor(value.length()) - parts.bytes(item + parts.bytes(item)) : 0;
    }

    /** Adds a member that is not there. */
    long add(long segment, Slice member, long hash, long number, Slice value) {
        int total = bytesOf(member, value);
        long at = withRoomFor(segment, 1, total);
        long header = memory.getLong(at);
        long item = itemsAt(at, header) + used(header);
        long to = item + parts.write(item, member, hash);
        boolean outside = parts.isOutside(item);
        if (payload == Payload.NUMBER) {
            memory.putLong(to, number);
        } else if (payload == Payload.VALUE) {
            parts.write(to, value, 0);
            outside |= parts.isOutside(to);
        }
        link(at, header, slot(hash, used(header)));
        resize(at, size(at) + 1, used(header) + total, outside);
        return at;
    }

    /** Gives the member of a slot another payload. */
    long put(long segment, long slot, long number, Slice value) {
        long at = segment;
        long item = item(at, slot);
        if (payload == Payload.NUMBER) {
            memory.putLong(item + parts.bytes(item), number);
        } else if (payload == Payload.VALUE) {
            int growth = growth(item, value);
            int offset = (int) (item - itemAt(at, 0));
            parts.free(item + parts.bytes(item));
            if (growth != 0) {
                at = withRoomFor(at, 0, growth);
                item = itemAt(at, offset);
                shift(at, offset, bytes(item), growth);
            }
            long to = item + parts.bytes(item);
            parts.write(to, value, 0);
            resize(at, size(at), used(memory.getLong(at)), parts.isOutside(to));
            at = growth < 0 ? trimmed(at) : at;
        }
        return at;
    }

    /** Removes the member of a slot. */
    long remove(long at, long slot) {
        long item = item(at, slot);
        int offset = (int) (item - itemAt(at, 0));
        int total = bytes(item);
        freeParts(item);
        vacate(at, slot);
        shift(at, offset, total, -total);
        resize(at, size(at) - 1, used(memory.getLong(at)), false);
        return trimmed(at);
    }

    /** Moves what is behind a member, whose size changes, and tells the slots and the header. */
    private void shift(long at, int offset, int oldBytes, int growth) {
        long header = memory.getLong(at);
        long end = itemsAt(at, header) + offset + oldBytes;
        memory.copy(end, end + growth, used(header) - offset - oldBytes);
        memory.putChar(at + 2, used(header) + growth);
        int slots = slots(header);
        // In an array, where the compiler makes a few vector instructions of it.
        memory.get(at + HEADER_BYTES, slotScratch, slots);
        for (int i = 0; i < slots; i++) {
            int content = slotScratch[i];
            slotScratch[i] = (content & OFFSET_MASK) > offset + 1 ? content + growth : content;
        }
        memory.put(at + HEADER_BYTES, slotScratch, slots);
    }

    /** Empties a slot and moves up what had to go round it, so that no tombstones are needed. */
    private void vacate(long at, long slot) {
        int slots = slots(memory.getLong(at));
        long first = at + HEADER_BYTES;
        int hole = (int) (slot - first) / SLOT_BYTES;
        int next = hole;
        while (true) {
            next = next + 1 == slots ? 0 : next + 1;
            int content = memory.getInt(first + (long) next * SLOT_BYTES);
            if (content == 0) {
                break;
            }
            int home = home(content >>> TAG_SHIFT, slots);
            if (distance(home, next, slots) >= distance(hole, next, slots)) {
                memory.putInt(first + (long) hole * SLOT_BYTES, content);
                hole = next;
            }
        }
        memory.putInt(first + (long) hole * SLOT_BYTES, 0);
    }

    private static int distance(int from, int to, int slots) {
        return to >= from ? to - from : to - from + slots;
    }

    private long withRoomFor(long at, int moreMembers, int moreBytes) {
        long header = memory.getLong(at);
        int slots = slots(header);
        int needed = HEADER_BYTES + slots * SLOT_BYTES + used(header) + moreBytes;
        boolean fits = needed <= capacity(header)
                && used(header) + moreBytes <= MOST_OFFSET
                && (sizeOf(header) + moreMembers) * 5 <= slots * 4;
        return fits ? at : rebuilt(at, moreMembers, moreBytes);
    }

    /** The segment in a smaller block, if it takes far less than it has. */
    private long trimmed(long at) {
        long header = memory.getLong(at);
        int needed = HEADER_BYTES + size(at) * 5 + used(header);
        if (capacity(header) <= needed + needed / 2 + 64) {
            return at;
        }
        try {
            return rebuilt(at, 0, 0);
        } catch (MemoryExhaustedException staysLarger) {
            // Whoever frees memory must not fail for want of it.
            return at;
        }
    }

    private long rebuilt(long at, int moreMembers, int moreBytes) {
        long header = memory.getLong(at);
        long fresh = create(depth(at), size(at) + moreMembers, used(header) + moreBytes);
        addAll(at, fresh);
        freeBlock(at);
        return fresh;
    }

    /** Appends the members of another segment; there is room for them. */
    private void addAll(long from, long at) {
        long source = memory.getLong(from);
        long header = memory.getLong(at);
        int used = used(header);
        memory.copy(itemsAt(from, source), itemsAt(at, header) + used, used(source));
        long slot = from + HEADER_BYTES;
        for (int i = slots(source); i > 0; i--, slot += SLOT_BYTES) {
            int content = memory.getInt(slot);
            if (content != 0) {
                link(at, header, content + used);
            }
        }
        resize(at, size(at) + size(from), used + used(source), hasOutside(from));
    }

    /** A segment of the members of both, with one bit less in common. */
    long merge(long lower, long upper) {
        int bytes = used(memory.getLong(lower)) + used(memory.getLong(upper));
        long merged = create(depth(lower) - 1, size(lower) + size(upper), bytes);
        addAll(lower, merged);
        addAll(upper, merged);
        freeBlock(lower);
        freeBlock(upper);
        return merged;
    }

    /** Before the {@link #half halves} of a segment are made. */
    void divide(long at) {
        long header = memory.getLong(at);
        int used = used(header);
        memory.get(itemsAt(at, header), split.room(sizeOf(header), used), 0, used);
        split.divide(used, depth(at));
    }

    /** A segment of the members in one half of the segment that was divided; whoever has both frees its block. */
    long half(long from, int half) {
        int members = split.count(half);
        int used = split.used(half);
        long at = create(depth(from) + 1, members, used);
        long header = memory.getLong(at);
        memory.put(itemsAt(at, header), split.bytes(half), 0, used);
        for (int i = 0; i < members; i++) {
            link(at, header, split.slot(half, i));
        }
        resize(at, members, used, hasOutside(from));
        return at;
    }

    /** What a slot says. */
    static int slot(long hash, int offset) {
        return (int) hash << TAG_SHIFT | offset + 1;
    }

    private void link(long at, long header, int content) {
        int slots = slots(header);
        long first = at + HEADER_BYTES;
        int index = home(content >>> TAG_SHIFT, slots);
        while (memory.getInt(first + (long) index * SLOT_BYTES) != 0) {
            index = index + 1 == slots ? 0 : index + 1;
        }
        memory.putInt(first + (long) index * SLOT_BYTES, content);
    }

    // Whole segments

    /** Visits the members whose hashes are, unsigned, within bounds; returns how many. */
    int visit(long at, long fromHash, long toHash, LongConsumer visitor) {
        int visited = 0;
        long item = itemAt(at, 0);
        for (int i = size(at); i > 0; i--, item += bytes(item)) {
            long hash = parts.hash(item, function, scratch);
            if (Long.compareUnsigned(hash, fromHash) >= 0 && Long.compareUnsigned(hash, toHash) <= 0) {
                visitor.accept(item);
                visited++;
            }
        }
        return visited;
    }

    /** Blocks that it takes, at most. */
    int blocks(long at) {
        return hasOutside(at) ? 1 + size(at) * (payload == Payload.VALUE ? 2 : 1) : 1;
    }

    long copy(long at) {
        int capacity = capacity(memory.getLong(at));
        long copy = blocks.allocate(capacity);
        memory.copy(at, copy, capacity);
        forEachOutside(copy, parts::duplicate);
        return copy;
    }

    /** Moves it, and what its members have outside, out of sparse slabs. */
    long compacted(long at) {
        forEachOutside(at, parts::compact);
        return blocks.compacted(at, capacity(memory.getLong(at)));
    }

    void free(long at) {
        forEachOutside(at, parts::free);
        freeBlock(at);
    }

    /** Frees a segment whose members are elsewhere. */
    void freeBlock(long at) {
        blocks.free(at, capacity(memory.getLong(at)));
    }

    private void freeParts(long item) {
        parts.free(item);
        if (payload == Payload.VALUE) {
            parts.free(item + parts.bytes(item));
        }
    }

    private void forEachOutside(long at, LongConsumer visitor) {
        if (!hasOutside(at)) {
            return;
        }
        long item = itemAt(at, 0);
        for (int i = size(at); i > 0; i--, item += bytes(item)) {
            visitor.accept(item);
            if (payload == Payload.VALUE) {
                visitor.accept(item + parts.bytes(item));
            }
        }
    }

    // The header

    private boolean hasOutside(long at) {
        return (memory.getChar(at) & HAS_OUTSIDE) != 0;
    }

    private void resize(long at, int size, int used, boolean outside) {
        memory.putChar(at, memory.getChar(at) & HAS_OUTSIDE | size | (outside ? HAS_OUTSIDE : 0));
        memory.putChar(at + 2, used);
    }

    private static int sizeOf(long header) {
        return (int) header & SIZE_MASK;
    }

    private static int used(long header) {
        return (int) (header >>> 16) & 0xFFFF;
    }

    private static int slots(long header) {
        return (int) (header >>> 32) & MOST_SLOTS;
    }

    private static int capacity(long header) {
        return (int) (header >>> 48) << 3;
    }

    private static long itemsAt(long at, long header) {
        return at + HEADER_BYTES + (long) slots(header) * SLOT_BYTES;
    }

    private static int home(int tag, int slots) {
        return tag * slots >>> TAG_SHIFT;
    }
}
