package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * An inner node of a {@link ScoreTree}: children in order, each with the number of members below it, and what divides it from the
 * one before: everything in child i is at or after divider i, everything in child i - 1 before it.
 */
final class ScoreBranch {
    static final int MOST_CHILDREN = 64;
    static final int FEWEST_CHILDREN = 16;

    private static final int OBJECT_BYTES = 40;

    final boolean aboveLeaves;
    private Object[] children = new Object[4];
    private int[] counts = new int[4];
    private double[] scores = new double[4];

    private byte[][] members = new byte[4][];
    private int size;
    private int total;

    ScoreBranch(boolean aboveLeaves) {
        this.aboveLeaves = aboveLeaves;
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

    ScoredMembers leaf(int i) {
        return (ScoredMembers) children[i];
    }

    ScoreBranch branch(int i) {
        return (ScoreBranch) children[i];
    }

    long memoryBytes() {
        long bytes = OBJECT_BYTES + Entry.arrayBytes(children.length * 4) + Entry.arrayBytes(counts.length * 4);
        return bytes + Entry.arrayBytes(scores.length * 8) + Entry.arrayBytes(members.length * 4);
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
        byte[] divider = divider(i);
        return Arrays.compareUnsigned(
                divider, 0, divider.length, member.array(), member.offset(), member.offset() + member.length());
    }

    /** The child in whose part the bound lies. */
    int childFor(ScoreBound bound, Slice scratch) {
        int low = 1;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] divider = divider(middle);
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

    void add(int i, int count) {
        counts[i] += count;
        total += count;
    }

    /** Inserts a child; the divider of the first one is never looked at. */
    void insert(int i, Object child, int count, double score, byte[] member) {
        if (size == children.length) {
            int capacity = size + size / 2 + 1;
            children = Arrays.copyOf(children, capacity);
            counts = Arrays.copyOf(counts, capacity);
            scores = Arrays.copyOf(scores, capacity);
            members = Arrays.copyOf(members, capacity);
        }
        System.arraycopy(children, i, children, i + 1, size - i);
        System.arraycopy(counts, i, counts, i + 1, size - i);
        System.arraycopy(scores, i, scores, i + 1, size - i);
        System.arraycopy(members, i, members, i + 1, size - i);
        children[i] = child;
        counts[i] = count;
        scores[i] = score;
        members[i] = member;
        size++;
        total += count;
    }

    @SuppressWarnings("NullAway") // The places behind size are empty.
    void remove(int i) {
        total -= counts[i];
        size--;
        System.arraycopy(children, i + 1, children, i, size - i);
        System.arraycopy(counts, i + 1, counts, i, size - i);
        System.arraycopy(scores, i + 1, scores, i, size - i);
        System.arraycopy(members, i + 1, members, i, size - i);
        children[size] = null;
        members[size] = null;
    }

    /** Takes the children from {@code from} on away and returns them. */
    ScoreBranch split(int from) {
        ScoreBranch rest = new ScoreBranch(aboveLeaves);
        for (int i = from; i < size; i++) {
            rest.insert(i - from, children[i], counts[i], scores[i], members[i]);
        }
        while (size > from) {
            remove(size - 1);
        }
        return rest;
    }

    /** Appends the children of another one, which are all greater; the divider is what lies between. */
    void addAll(ScoreBranch other, double score, byte[] member) {
        for (int i = 0; i < other.size; i++) {
            boolean first = i == 0;
            insert(
                    size,
                    other.children[i],
                    other.counts[i],
                    first ? score : other.scores[i],
                    first ? member : other.members[i]);
        }
    }
}
