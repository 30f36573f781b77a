package dev.interrex.node.engine;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A set, in one of three shapes: sorted integers, packed members, or a table. It begins as the first that fits and never goes back.
 */
final class SetEntry extends Entry {
    /** Integers stay in order: 512, as Redis keeps by default, of the longest. */
    static final int LONGEST_PACKED_INTEGERS = 4096;

    private static final int SNAPSHOT_PIECE_BYTES = 64 * 1024;

    /** Lengths before and behind a member of a packed set. */
    private static final int MOST_LENGTH_BYTES = 6;

    private final MemberTables tables;
    private @Nullable IntegerMembers integers;
    private @Nullable PackedElements packed;
    private @Nullable MemberTable table;

    /** Whether Redis would call it a hashtable, as it does for good once a limit was exceeded. A set of many bytes is a table before that. */
    private boolean large;

    /** @param first a member that it is going to have */
    SetEntry(byte[] key, long hash, MemberTables tables, Slice first, int count, EngineSettings settings) {
        super(key, hash);
        this.tables = tables;
        if (Digits.isLong(first) && count <= settings.setMaxIntsetEntries()) {
            integers = new IntegerMembers();
        } else if (count <= settings.setMaxListpackEntries()) {
            packed = new PackedElements();
        } else {
            table = tables.members();
            large = true;
        }
    }

    /** Of what {@link #shape} and {@link #packed} returned. */
    SetEntry(byte[] key, long hash, MemberTables tables, int shape, Slice members) {
        super(key, hash);
        this.tables = tables;
        if (shape == 0) {
            packed = PackedElements.of(members);
        } else {
            integers = IntegerMembers.of(members, 1 << shape);
        }
    }

    private SetEntry(byte[] key, long hash, SetEntry from) {
        super(key, hash);
        tables = from.tables;
        integers = from.integers == null ? null : from.integers.copy();
        packed = from.packed == null ? null : from.packed.copy();
        table = from.table == null ? null : from.table.copy();
        large = from.large;
    }

    int size() {
        if (table != null) {
            return table.size();
        }
        return packed != null ? packed.size() : integers().size();
    }

    boolean contains(Slice member) {
        if (table != null) {
            return table.contains(member);
        }
        if (packed != null) {
            return packed.find(member) >= 0;
        }
        return Digits.isLong(member) && integers().contains(Digits.parse(member));
    }

    // Changing

    /** Upper bound of what is allocated when so many members of so many bytes are added. */
    static long mostBytes(@Nullable SetEntry old, int members, long bytes) {
        MemberTable table = old == null ? null : old.table;
        return table != null || old == null
                ? MemberTable.mostBytes(table, members, bytes)
                : MemberTable.mostBytes(
                        null, members + old.size(), bytes + old.memoryBytes() + (long) old.size() * Digits.LONGEST);
    }

    /** Before {@code count} members are added. */
    void willGrow(int count, EngineSettings settings) {
        if (packed != null && count > settings.setMaxListpackEntries()
                || integers != null && count > settings.setMaxIntsetEntries()) {
            large = true;
            toTable();
        }
        large |= table != null && count > settings.setMaxListpackEntries();
    }

    /** True if it is new. */
    boolean add(Slice member, EngineSettings settings) {
        if (integers != null) {
            if (Digits.isLong(member)) {
                boolean added = integers.add(Digits.parse(member));
                if (integers.size() > settings.setMaxIntsetEntries()) {
                    large = true;
                    toTable();
                }
                return added;
            }
            toPackedOrTable(member, settings);
        }
        if (large && table != null) {
            return table.put(member);
        }
        if (contains(member)) {
            return false;
        }
        large |= size() >= settings.setMaxListpackEntries() || member.length() > settings.setMaxListpackValueBytes();
        if (packed != null && !large && packed.usedBytes() + member.length() + MOST_LENGTH_BYTES <= LONGEST_PACKED) {
            packed.addLast(member);
            return true;
        }
        return toTable().put(member);
    }

    /** True if it was there. */
    boolean remove(Slice member) {
        if (table != null) {
            return table.remove(member);
        }
        if (packed != null) {
            int at = packed.find(member);
            if (at >= 0) {
                packed.remove(at);
            }
            return at >= 0;
        }
        return Digits.isLong(member) && integers().remove(Digits.parse(member));
    }

    private void toPackedOrTable(Slice member, EngineSettings settings) {
        IntegerMembers from = integers();
        int longest = from.size() == 0
                ? 0
                : Math.max(
                        Long.toString(from.get(0)).length(),
                        Long.toString(from.get(from.size() - 1)).length());
        if (from.size() < settings.setMaxListpackEntries()
                && Math.max(longest, member.length()) <= settings.setMaxListpackValueBytes()) {
            PackedElements to = new PackedElements();
            forEach(to::addLast);
            packed = to;
            integers = null;
        } else {
            large = true;
            toTable();
        }
    }

    private MemberTable toTable() {
        if (table == null) {
            MemberTable to = tables.members();
            forEach(member -> to.put(member));
            table = to;
            packed = null;
            integers = null;
        }
        return table;
    }

    // Iterating

    /** The place of the first member, of which there is one. */
    long first() {
        if (table != null) {
            return table.first();
        }
        return packed != null ? packed.first() : 0;
    }

    /** Points {@code member} at the one at {@code place} and returns the next place, -1 after the last; good until the next change. */
    long read(long place, Slice member) {
        if (table != null) {
            table.read(table.item(place), member);
            return table.next(place);
        }
        if (packed != null) {
            packed.read((int) place, member);
            return packed.next((int) place);
        }
        Digits.render(integers().get((int) place), member);
        return place + 1 < integers().size() ? place + 1 : -1;
    }

    void forEach(Consumer<Slice> visitor) {
        Slice member = new Slice();
        for (long place = size() == 0 ? -1 : first(); place >= 0; ) {
            place = read(place, member);
            visitor.accept(member);
        }
    }

    /** Points {@code member} at one of the members, each with the same probability. */
    void random(RandomGenerator random, Slice member) {
        if (table != null) {
            table.read(table.random(random), member);
        } else if (packed != null) {
            packed.read(packed.seek(random.nextInt(packed.size())), member);
        } else {
            Digits.render(integers().get(random.nextInt(integers().size())), member);
        }
    }

    /** Small ones at once, as Redis does. */
    long scan(long cursor, long count, Consumer<Slice> visitor) {
        MemberTable from = table;
        if (from == null || !large) {
            forEach(visitor);
            return 0;
        }
        Slice member = new Slice();
        return from.scan(cursor, count, item -> {
            from.read(item, member);
            visitor.accept(member);
        });
    }

    private IntegerMembers integers() {
        if (integers == null) {
            throw new IllegalStateException("a set without a shape");
        }
        return integers;
    }

    @Override
    @Nullable
    Slice packed() {
        if (integers != null) {
            return integers.packed();
        }
        return packed != null ? packed.packed() : null;
    }

    @Override
    @Nullable
    MemberTable members() {
        return table;
    }

    @Override
    int longestPacked() {
        return integers == null ? LONGEST_PACKED : LONGEST_PACKED_INTEGERS;
    }

    /** 0 for packed members; for integers of 2, 4 or 8 bytes, 1, 2 or 3. */
    @Override
    int shape() {
        return integers == null ? 0 : Integer.numberOfTrailingZeros(integers.width());
    }

    @Override
    int family() {
        return Effects.SET_ADD >>> Effects.FAMILY_SHIFT;
    }

    @Override
    String type() {
        return "set";
    }

    @Override
    String encoding() {
        if (large) {
            return "hashtable";
        }
        return integers == null ? "listpack" : "intset";
    }

    @Override
    long memoryBytes() {
        long bytes;
        if (table != null) {
            bytes = table.memoryBytes();
        } else {
            bytes = packed != null ? packed.memoryBytes() : integers().memoryBytes();
        }
        return OVERHEAD_BYTES + arrayBytes(key.length) + bytes;
    }

    @Override
    long blockBytes() {
        return table == null ? 0 : table.blockBytes();
    }

    @Override
    int release(int most) {
        return table == null ? 0 : table.release(most);
    }

    @Override
    long compact(long from, int most) {
        return table == null ? -1 : table.compact(from, most);
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        return new SetEntry(newKey, newHash, this);
    }

    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        Slice member = new Slice();
        // Places are given out one too high, as 0 means the beginning.
        long place = from == 0 ? first() : from - 1;
        int written = 0;
        while (place >= 0 && written < mostBytes) {
            int count = 0;
            int pieceBytes = 0;
            long end = place;
            while (end >= 0 && pieceBytes < SNAPSHOT_PIECE_BYTES) {
                end = read(end, member);
                pieceBytes += member.length() + 1;
                count++;
            }
            out.op(Effects.SET_ADD).bytes(key).number(count);
            for (int i = 0; i < count; i++) {
                place = read(place, member);
                out.bytes(member);
            }
            written += pieceBytes;
        }
        return place < 0 ? -1 : place + 1;
    }

    @Override
    long digest(SipHash hash) {
        long[] sum = {0};
        forEach(member -> sum[0] += Digest.mix(hash.hash(member)));
        return sum[0];
    }
}
