package dev.interrex.node.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set, in one of two shapes: packed, or a tree in order with an index from members to scores. Scores are never NaN.
 */
final class SortedSetEntry extends Entry {
    private static final int SNAPSHOT_PIECE_BYTES = 64 * 1024;
    private static final int MEMBERS_AT_A_TIME = 4096;

    /** Score, and length of a member of a packed sorted set. */
    private static final int MOST_HEADER_BYTES = Double.BYTES + 2;

    private static final long INDEX_FROM = 1L << 32;
    private static final long MISSING = Double.doubleToRawLongBits(Double.NaN);

    private final MemberTables tables;
    private final Slice scratch = new Slice();
    private @Nullable ScoredMembers packed = new ScoredMembers();
    private @Nullable ScoreTree tree;
    private @Nullable MemberTable index;

    /** Whether Redis would call it a skiplist, as it does for good once a limit was exceeded; one of long members is a tree before that. */
    private boolean large;

    SortedSetEntry(byte[] key, long hash, MemberTables tables) {
        super(key, hash);
        this.tables = tables;
    }

    /** Of what {@link #packed} returned. */
    SortedSetEntry(byte[] key, long hash, MemberTables tables, Slice members) {
        this(key, hash, tables);
        packed = ScoredMembers.of(members);
    }

    int size() {
        return packed != null ? packed.size() : tree().size();
    }

    /** NaN if there is no such member. */
    double score(Slice member) {
        if (packed != null) {
            int at = packed.find(member);
            return at < 0 ? Double.NaN : packed.score(at);
        }
        return Double.longBitsToDouble(index().number(member, MISSING));
    }

    /** How many members are before this one; -1 if there is no such member. */
    int rank(Slice member) {
        if (packed != null) {
            int at = packed.find(member);
            return at < 0 ? -1 : packed.rank(at);
        }
        double score = score(member);
        return Double.isNaN(score) ? -1 : tree().rank(score, member);
    }

    int countBelow(ScoreBound bound) {
        return packed != null ? packed.countBelow(bound, scratch) : tree().countBelow(bound);
    }

    /** Visits {@code count} members from {@code rank} on, forwards or backwards; all of them exist. */
    void forEach(int rank, int count, boolean backwards, ScoreVisitor visitor) {
        if (packed == null) {
            tree().forEach(rank, count, backwards, visitor);
            return;
        }
        Slice member = new Slice();
        for (int i = 0; i < count; i++) {
            int at = packed.seek(backwards ? rank - i : rank);
            if (!backwards) {
                visitFrom(packed, at, count, visitor);
                return;
            }
            packed.read(at, member);
            visitor.member(member, packed.score(at));
        }
    }

    private static void visitFrom(ScoredMembers members, int from, int count, ScoreVisitor visitor) {
        Slice member = new Slice();
        int at = from;
        for (int i = 0; i < count; i++) {
            members.read(at, member);
            visitor.member(member, members.score(at));
            at = members.next(at);
        }
    }

    /** Small ones at once, as Redis does. */
    long scan(long cursor, long count, Consumer<Slice> visitor) {
        if (packed == null) {
            MemberTable from = index();
            Slice member = new Slice();
            return from.scan(cursor, count, item -> {
                from.read(item, member);
                visitor.accept(member);
            });
        }
        forEach(0, size(), false, (member, score) -> visitor.accept(member));
        return 0;
    }

    // Changing

    /** Before {@code count} members are added. */
    void willGrow(int count, EngineSettings settings) {
        if (count > settings.zsetMaxListpackEntries()) {
            large = true;
            toTree();
        }
    }

    /** Upper bound of what is allocated when so many members of so many bytes are added to a sorted set, or removed. */
    static long mostBytes(@Nullable SortedSetEntry to, int count, long bytes) {
        MemberTable table = to == null ? null : to.index;
        int moved = to == null || table != null ? 0 : to.size();
        long all = bytes + Double.BYTES * (long) count + (moved == 0 ? 0 : LONGEST_PACKED);
        return ScoreTree.mostBytes(count + moved, all) + MemberTable.mostBytes(table, count + moved, all);
    }

    /** Adds the member, or gives it another score; true if it is new. A negative zero becomes zero, in every shape. */
    boolean put(Slice member, double givenScore, EngineSettings settings) {
        double score = givenScore + 0.0;
        double old = score(member);
        boolean added = Double.isNaN(old);
        if (added) {
            large |= size() >= settings.zsetMaxListpackEntries()
                    || member.length() > settings.zsetMaxListpackValueBytes();
        }
        if (packed != null) {
            int at = added ? -1 : packed.find(member);
            if (at >= 0) {
                packed.remove(at);
            }
            if (!large && packed.end() + member.length() + MOST_HEADER_BYTES <= LONGEST_PACKED) {
                packed.insert(score, member);
                return added;
            }
            toTree();
        } else if (!added) {
            tree().remove(old, member);
        }
        tree().insert(score, member);
        index().put(member, Double.doubleToRawLongBits(score));
        return added;
    }

    /** False if there is no such member. */
    boolean remove(Slice member) {
        if (packed != null) {
            int at = packed.find(member);
            if (at >= 0) {
                packed.remove(at);
            }
            return at >= 0;
        }
        double score = score(member);
        if (!Double.isNaN(score)) {
            tree().remove(score, member);
            index().remove(member);
        }
        return !Double.isNaN(score);
    }

    /** Removes {@code count} members from {@code rank} on, which exist. */
    void removeRange(int rank, int count) {
        if (packed != null) {
            int from = packed.seek(rank);
            int to = from;
            for (int i = 0; i < count; i++) {
                to = packed.next(to);
            }
            packed.remove(from, to, count);
        } else {
            tree().removeRange(rank, count, index()::remove);
        }
    }

    private void toTree() {
        if (packed != null) {
            ScoredMembers from = packed;
            ScoreTree newTree = tables.tree();
            MemberTable newIndex = tables.numbered();
            visitFrom(from, 0, from.size(), (member, score) -> {
                newTree.insert(score, member);
                newIndex.put(member, Double.doubleToRawLongBits(score));
            });
            tree = newTree;
            index = newIndex;
            packed = null;
        }
    }

    private ScoreTree tree() {
        if (tree == null) {
            throw new IllegalStateException("a sorted set without a shape");
        }
        return tree;
    }

    private MemberTable index() {
        if (index == null) {
            throw new IllegalStateException("a sorted set without a shape");
        }
        return index;
    }

    @Override
    @Nullable
    Slice packed() {
        return packed == null ? null : packed.packed();
    }

    @Override
    int family() {
        return Effects.ZSET_PUT >>> Effects.FAMILY_SHIFT;
    }

    @Override
    String type() {
        return "zset";
    }

    @Override
    String encoding() {
        return large ? "skiplist" : "listpack";
    }

    @Override
    long memoryBytes() {
        long bytes = packed != null ? packed.memoryBytes() : tree().memoryBytes() + index().memoryBytes();
        return OVERHEAD_BYTES + arrayBytes(key.length) + bytes;
    }

    @Override
    long blockBytes() {
        return packed != null ? 0 : tree().blockBytes() + index().blockBytes();
    }

    @Override
    int release(int most) {
        if (packed != null) {
            return 0;
        }
        int leaves = tree().release(most);
        return leaves < most ? leaves + index().release(most - leaves) : leaves;
    }

    /** Places of the index are those above all ranks. */
    @Override
    long compact(long from, int most) {
        if (packed != null) {
            return -1;
        }
        if (from < INDEX_FROM) {
            long next = tree().compact(from, most);
            return next < 0 ? INDEX_FROM : next;
        }
        long next = index().compact(from - INDEX_FROM, most);
        return next < 0 ? -1 : INDEX_FROM + next;
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        SortedSetEntry copy = new SortedSetEntry(newKey, newHash, tables);
        copy.large = large;
        if (packed != null) {
            copy.packed = packed.copy();
        } else {
            copy.packed = null;
            copy.tree = tree().copy();
            copy.index = index().copy();
        }
        return copy;
    }

    /** Places are ranks. */
    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        int rank = (int) from;
        int written = 0;
        while (rank < size() && written < mostBytes) {
            int start = rank;
            int[] piece = {0, 0};
            int some = Math.min(MEMBERS_AT_A_TIME, size() - start);
            forEach(start, some, false, (member, score) -> {
                if (piece[1] < SNAPSHOT_PIECE_BYTES) {
                    piece[0]++;
                    piece[1] += member.length() + Double.BYTES + 1;
                }
            });
            out.op(Effects.ZSET_PUT).bytes(key).number(piece[0]);
            forEach(start, piece[0], false, (member, score) -> out.score(score).bytes(member));
            rank += piece[0];
            written += piece[1];
        }
        return rank < size() ? rank : -1;
    }

    @Override
    long digest(SipHash hash) {
        long[] sum = {0};
        forEach(0, size(), false, (member, score) -> {
            long both = hash.hash(member) * 31 + Double.doubleToRawLongBits(score);
            sum[0] += Digest.mix(both);
        });
        return sum[0];
    }
}
