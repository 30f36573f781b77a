package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings the slots and records of keys that commands are about to ask for into the processor's caches, and the members of large sets and
 * the fields of large hashes: looked for one command after the other, each would cost two or three waits for memory, but loads that do
 * not depend on each other wait together. Changes nothing, and nothing depends on it. Loop thread only.
 *
 * @see <a href="https://dl.acm.org/doi/10.1145/1272743.1272747">Chen et al.: Improving hash join performance through prefetching</a>
 */
public final class Lookahead {
    /** Keys at a time: about as many loads as a core has in flight. */
    public static final int MOST_KEYS = 16;

    /** The table of fewer keys is in the caches anyway. */
    private static final int FEWEST_KEYS = 16_384;

    private final Memory memory;
    private final SipHash function;
    private final Slice key = new Slice();
    private final long[] hashes = new long[MOST_KEYS];
    private final long[] places = new long[MOST_KEYS];
    private int count;

    /** The member that a key's command names; empty if it names none. */
    private final Slice[] members = new Slice[MOST_KEYS];

    private final long[] refs = new long[MOST_KEYS];

    /** Tables of members, of the first {@link #tableCount} of which hashes and places are now. */
    private final @Nullable MemberTable[] tables = new MemberTable[MOST_KEYS];

    private int tableCount;

    /** Sum of what was loaded: without a use of it the loads would not be made. */
    private long loaded;

    Lookahead(Memory memory, SipHash function) {
        this.memory = memory;
        this.function = function;
        for (int i = 0; i < MOST_KEYS; i++) {
            members[i] = new Slice();
        }
    }

    /** Whether looking ahead is worth its time. */
    public boolean pays(Database database) {
        return database.keys.table.size() >= FEWEST_KEYS;
    }

    /** Where the next key's bytes go to, before {@link #add}. */
    public byte[] room(int length) {
        return key.room(length);
    }

    /** Where the bytes of a member go to that the next key's command names, before {@link #add}. */
    public byte[] memberRoom(int length) {
        return members[count].room(length);
    }

    /** The key whose bytes are in the {@link #room} is one of the next; false if there is no room for more. */
    public boolean add() {
        hashes[count++] = function.hash(key);
        return count < MOST_KEYS;
    }

    /** Loads what the added keys lead to, and forgets them; only where it {@link #pays}. */
    public void load(Database database) {
        Table table = database.keys.table;
        loadSlots(table);
        loadRecords(table);
        loadMembers(table);
        forget();
    }

    /** How many keys are added. */
    int count() {
        return count;
    }

    /** Forgets the added keys. */
    void forget() {
        for (int i = 0; i < count; i++) {
            members[i].room(0);
        }
        count = 0;
    }

    /** The first slot that each hash may have, one independent of the other. */
    private void loadSlots(Table table) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long segment = table.segment(hashes[i]);
            places[i] = Segment.slotAt(segment, Segment.home(Segment.tag(hashes[i], segment), segment));
            sum += memory.getLong(places[i]);
        }
        loaded += sum;
    }

    /** The records that those slots lead to. */
    private void loadRecords(Table table) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long segment = table.segment(hashes[i]);
            long tag = Segment.tag(hashes[i], segment);
            long last = Segment.slotAt(segment, Segment.slots(segment) - 1);
            long at = places[i];
            long slot = memory.getLong(at);
            while (slot != 0 && slot >>> Segment.TAG_SHIFT < tag && at < last) {
                at += Segment.SLOT_BYTES;
                slot = memory.getLong(at);
            }
            long ref = slot >>> Segment.TAG_SHIFT == tag ? Segment.refOf(slot) : 0;
            refs[i] = ref;
            if (ref != 0 && !Table.isObject(ref)) {
                sum += memory.getLong(ref);
            }
        }
        loaded += sum;
    }

    /** The members that are named, where the keys' values are tables of many. */
    private void loadMembers(Table table) {
        tableCount = 0;
        for (int i = 0; i < count; i++) {
            MemberTable named = members[i].length() > 0 && Table.isObject(refs[i])
                    ? table.object(refs[i]).members()
                    : null;
            if (named != null) {
                tables[tableCount] = named;
                hashes[tableCount++] = function.hash(members[i]);
            }
        }
        if (tableCount > 0) {
            loaded += loadMemberSlots() + loadMemberItems();
        }
        Arrays.fill(tables, 0, tableCount, null);
    }

    private long loadMemberSlots() {
        long sum = 0;
        for (int i = 0; i < tableCount; i++) {
            MemberTable of = tables[i];
            places[i] = of == null ? 0 : of.segmentFor(hashes[i]);
            sum += places[i] == 0 ? 0 : memory.getLong(places[i]);
        }
        return sum;
    }

    private long loadMemberItems() {
        long sum = 0;
        for (int i = 0; i < tableCount; i++) {
            sum += places[i] == 0 ? 0 : MemberSegments.glance(memory, places[i], hashes[i]);
        }
        return sum;
    }

    /** Of how many members the last load looked for the slots. */
    int membersLoaded() {
        return tableCount;
    }

    /** Something of everything that was loaded. */
    long loaded() {
        return loaded;
    }
}
