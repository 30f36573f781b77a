package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * An inner node of a {@link ScoreTree}: children in order, each with the number of members below it, and what divides it from the
 * one before: everything in child i is at or after divider i, everything in child i - 1 before it. A divider need not be a member:
 * it is no longer than it has to be, and mostly a score alone.
 *
 * <p>Children are branches, or leaves: blocks outside of the Java heap with so many bytes used. A leaf's share of the branch is 28
 * bytes.
 */
final class ScoreBranch {
    static final int MOST_CHILDREN = 64;
    static final int FEWEST_CHILDREN = 16;
    static final byte[] NO_MEMBER = {};

    private static final int OBJECT_BYTES = 48;
    private static final int SMALLEST = 4;
    private static final ScoreBranch[] NO_BRANCHES = {};

    final boolean aboveLeaves;

    // By child; either branches or blocks and used bytes.
    private ScoreBranch[] branches;
    private long[] blocks;
    private int[] used;
    private int[] counts = new int[SMALLEST];
    private double[] scores = new double[SMALLEST];
    private byte[][] members = new byte[SMALLEST][];

    private int size;
    private int total;
    private long dividerBytes;

    ScoreBranch(boolean aboveLeaves) {
        this.aboveLeaves = aboveLeaves;
        branches = aboveLeaves ? NO_BRANCHES : new ScoreBranch[SMALLEST];
        blocks = new long[aboveLeaves ? SMALLEST : 0];
        used = new int[aboveLeaves ? SMALLEST : 0];
    }

    int size() {
        return size;
    }

    /** Members below it. */
    int total() {
        return total;
    }

    int count(int i) {
        return counts[i];
    }

    ScoreBranch branch(int i) {
        return branches[i];
    }

    /** Address of a leaf. */
    long block(int i) {
        return blocks[i];
    }

    /** Bytes of the members of a leaf. */
    int used(int i) {
        return used[i];
    }

    /** On the Java heap, without the children. */
    long memoryBytes() {
        long children = aboveLeaves
                ? Entry.arrayBytes(blocks.length * 8) + Entry.arrayBytes(used.length * 4)
                : Entry.arrayBytes(branches.length * 4);
        long others = Entry.arrayBytes(counts.length * 4)
                + Entry.arrayBytes(scores.length * 8)
                + Entry.arrayBytes(members.length * 4);
        return OBJECT_BYTES + children + others + dividerBytes;
    }

    /** The child in whose part the member lies. */
    int childFor(double score, Slice member) {
        int low = 1;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compareDivider(middle, score, member) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? 0 : high;
    }

    private int compareDivider(int i, double score, Slice member) {
        if (scores[i] != score) {
            return scores[i] < score ? -1 : 1;
        }
        byte[] divider = members[i];
        return Arrays.compareUnsigned(
                divider, 0, divider.length, member.array(), member.offset(), member.offset() + member.length());
    }

    /** The child in whose part the bound lies. */
    int childFor(ScoreBound bound, Slice scratch) {
        int low = 1;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] divider = members[middle];
            if (bound.isAbove(scores[middle], scratch.set(divider, 0, divider.length))) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? 0 : high;
    }

    double dividerScore(int i) {
        return scores[i];
    }

    byte[] divider(int i) {
        return members[i];
    }

    /** After members were added below a child, or removed. */
    void add(int i, int count) {
        counts[i] += count;
        total += count;
    }

    /** Where a leaf is and what is in it. */
    void leaf(int i, long block, int usedBytes, int count) {
        blocks[i] = block;
        used[i] = usedBytes;
        add(i, count - counts[i]);
    }

    /** Inserts a leaf; the divider of the first child is never looked at. */
    void insertLeaf(int i, long block, int usedBytes, int count, double score, byte[] member) {
        insert(i, score, member);
        leaf(i, block, usedBytes, count);
    }

    /** Inserts a branch. */
    void insertBranch(int i, ScoreBranch branch, double score, byte[] member) {
        insert(i, score, member);
        branches[i] = branch;
        add(i, branch.total);
    }

    private void insert(int i, double score, byte[] member) {
        if (size == counts.length) {
            resize(size + size / 2 + 1);
        }
        shift(i, i + 1, size - i);
        counts[i] = 0;
        scores[i] = score;
        members[i] = member;
        dividerBytes += bytesOf(member);
        size++;
    }

    void remove(int i) {
        total -= counts[i];
        dividerBytes -= bytesOf(members[i]);
        shift(i + 1, i, size - i - 1);
        size--;
    }

    /** Takes the children from {@code from} on away and returns them. */
    ScoreBranch split(int from) {
        ScoreBranch rest = new ScoreBranch(aboveLeaves);
        rest.resize(size - from);
        rest.addAll(this, from, 0, NO_MEMBER);
        while (size > from) {
            remove(size - 1);
        }
        return rest;
    }

    /** Appends the children of another one, which are all greater; the divider is what lies between. */
    void addAll(ScoreBranch other, double score, byte[] member) {
        addAll(other, 0, score, member);
    }

    private void addAll(ScoreBranch other, int from, double score, byte[] member) {
        for (int i = from; i < other.size; i++) {
            double dividerScore = i == from ? score : other.scores[i];
            byte[] divider = i == from ? member : other.members[i];
            if (aboveLeaves) {
                insertLeaf(size, other.blocks[i], other.used[i], other.counts[i], dividerScore, divider);
            } else {
                insertBranch(size, other.branches[i], dividerScore, divider);
            }
        }
    }

    /** A copy that refers to the same leaves, but has branches of its own. */
    ScoreBranch copy() {
        ScoreBranch copy = new ScoreBranch(aboveLeaves);
        copy.resize(Math.max(SMALLEST, size));
        for (int i = 0; i < size; i++) {
            if (aboveLeaves) {
                copy.insertLeaf(i, blocks[i], used[i], counts[i], scores[i], members[i]);
            } else {
                copy.insertBranch(i, branches[i].copy(), scores[i], members[i]);
            }
        }
        return copy;
    }

    private void resize(int capacity) {
        counts = Arrays.copyOf(counts, capacity);
        scores = Arrays.copyOf(scores, capacity);
        members = Arrays.copyOf(members, capacity);
        if (aboveLeaves) {
            blocks = Arrays.copyOf(blocks, capacity);
            used = Arrays.copyOf(used, capacity);
        } else {
            branches = Arrays.copyOf(branches, capacity);
        }
    }

    @SuppressWarnings("NullAway") // The places behind size are empty.
    private void shift(int from, int to, int count) {
        System.arraycopy(counts, from, counts, to, count);
        System.arraycopy(scores, from, scores, to, count);
        System.arraycopy(members, from, members, to, count);
        if (aboveLeaves) {
            System.arraycopy(blocks, from, blocks, to, count);
            System.arraycopy(used, from, used, to, count);
        } else {
            System.arraycopy(branches, from, branches, to, count);
            if (to < from) {
                branches[size - 1] = null;
            }
        }
        if (to < from) {
            members[size - 1] = null;
        }
    }

    private static long bytesOf(byte[] divider) {
        return divider.length == 0 ? 0 : Entry.arrayBytes(divider.length);
    }
}
