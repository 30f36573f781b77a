package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * The members of a large sorted set in order: a B+tree whose branches know how many members are below each child, so that a rank is
 * found, and a member found by its rank, in one way down. Leaves hold up to {@value #MOST_IN_LEAF} members and are linked.
 *
 * <p>Splitting copies half a leaf at most; nothing is ever built anew as a whole.
 */
final class ScoreTree {
    static final int MOST_IN_LEAF = 64;
    private static final int FEWEST_IN_LEAF = 16;

    private static final int OBJECT_BYTES = 40;
    private static final byte[] NO_DIVIDER = {};

    private final Slice scratch = new Slice();
    private ScoredMembers onlyLeaf = new ScoredMembers();
    /** Null as long as one leaf is enough. */
    private @Nullable ScoreBranch root;

    private long bytes = onlyLeaf.memoryBytes();
    /** What divides a node that was split from its new right half. */
    private double dividerScore;

    private byte[] divider = NO_DIVIDER;

    int size() {
        return root == null ? onlyLeaf.size() : root.total();
    }

    long memoryBytes() {
        return OBJECT_BYTES + bytes;
    }

    // Reading

    /** How many members are before the bound. */
    int countBelow(ScoreBound bound) {
        int below = 0;
        ScoreBranch branch = root;
        while (branch != null) {
            int child = branch.childFor(bound, scratch);
            for (int i = 0; i < child; i++) {
                below += branch.count(i);
            }
            if (branch.aboveLeaves) {
                return below + branch.leaf(child).countBelow(bound, scratch);
            }
            branch = branch.branch(child);
        }
        return onlyLeaf.countBelow(bound, scratch);
    }

    /** How many members are before this one, which is there. */
    int rank(double score, Slice member) {
        int rank = 0;
        ScoreBranch branch = root;
        ScoredMembers leaf = onlyLeaf;
        while (branch != null) {
            int child = branch.childFor(score, member);
            for (int i = 0; i < child; i++) {
                rank += branch.count(i);
            }
            leaf = branch.aboveLeaves ? branch.leaf(child) : leaf;
            branch = branch.aboveLeaves ? null : branch.branch(child);
        }
        for (int at = 0; at < leaf.end() && leaf.compare(at, score, member) < 0; at = leaf.next(at)) {
            rank++;
        }
        return rank;
    }

    /** Visits {@code count} members from {@code rank} on, forwards or backwards; all of them exist. */
    void forEach(int rank, int count, boolean backwards, ScoreVisitor visitor) {
        if (count <= 0) {
            return;
        }
        int left = rank;
        ScoredMembers leaf = onlyLeaf;
        ScoreBranch branch = root;
        while (branch != null) {
            int child = 0;
            while (left >= branch.count(child)) {
                left -= branch.count(child++);
            }
            leaf = branch.aboveLeaves ? branch.leaf(child) : leaf;
            branch = branch.aboveLeaves ? null : branch.branch(child);
        }
        if (backwards) {
            visitBackwards(leaf, left, count, visitor);
        } else {
            visitForwards(leaf, left, count, visitor);
        }
    }

    private static void visitForwards(ScoredMembers from, int index, int count, ScoreVisitor visitor) {
        Slice member = new Slice();
        ScoredMembers leaf = from;
        int at = leaf.seek(index);
        for (int left = count; left > 0; left--) {
            if (at == leaf.end() && leaf.after != null) {
                leaf = leaf.after;
                at = 0;
            }
            leaf.read(at, member);
            visitor.member(member, leaf.score(at));
            at = leaf.next(at);
        }
    }

    private static void visitBackwards(ScoredMembers from, int index, int count, ScoreVisitor visitor) {
        Slice member = new Slice();
        int[] offsets = new int[MOST_IN_LEAF + 1];
        ScoredMembers leaf = from;
        int last = index;
        int left = count;
        while (leaf != null && left > 0) {
            int at = 0;
            for (int i = 0; i <= last; i++) {
                offsets[i] = at;
                at = leaf.next(at);
            }
            for (int i = last; i >= 0 && left > 0; i--, left--) {
                leaf.read(offsets[i], member);
                visitor.member(member, leaf.score(offsets[i]));
            }
            leaf = leaf.before;
            last = leaf == null ? 0 : leaf.size() - 1;
        }
    }

    // Inserting

    /** Inserts a member that is not there. */
    void insert(double score, Slice member) {
        ScoreBranch top = root;
        if (top == null) {
            ScoredMembers right = insertIntoLeaf(onlyLeaf, score, member);
            if (right != null) {
                root = grown(onlyLeaf, onlyLeaf.size(), right, right.size(), true);
            }
            return;
        }
        ScoreBranch right = insertInto(top, score, member);
        if (right != null) {
            root = grown(top, top.total(), right, right.total(), false);
        }
    }

    private ScoreBranch grown(Object left, int leftCount, Object right, int rightCount, boolean aboveLeaves) {
        ScoreBranch top = new ScoreBranch(aboveLeaves);
        top.insert(0, left, leftCount, 0, NO_DIVIDER);
        top.insert(1, right, rightCount, dividerScore, divider);
        bytes += top.memoryBytes() + Entry.arrayBytes(divider.length);
        return top;
    }

    /** Returns the new right half if the branch had to be split. */
    private @Nullable ScoreBranch insertInto(ScoreBranch branch, double score, Slice member) {
        int child = branch.childFor(score, member);
        Object right;
        int rightCount = 0;
        if (branch.aboveLeaves) {
            ScoredMembers half = insertIntoLeaf(branch.leaf(child), score, member);
            rightCount = half == null ? 0 : half.size();
            right = half;
        } else {
            ScoreBranch half = insertInto(branch.branch(child), score, member);
            rightCount = half == null ? 0 : half.total();
            right = half;
        }
        branch.add(child, 1 - rightCount);
        if (right == null) {
            return null;
        }
        bytes -= branch.memoryBytes();
        branch.insert(child + 1, right, rightCount, dividerScore, divider);
        bytes += branch.memoryBytes() + Entry.arrayBytes(divider.length);
        return branch.size() > ScoreBranch.MOST_CHILDREN ? splitBranch(branch) : null;
    }

    private ScoreBranch splitBranch(ScoreBranch branch) {
        bytes -= branch.memoryBytes();
        int middle = branch.size() / 2;
        dividerScore = branch.dividerScore(middle);
        divider = branch.divider(middle);
        // The divider moves up; as that of a first child it would not be asked for again.
        bytes -= Entry.arrayBytes(divider.length);
        ScoreBranch right = branch.split(middle);
        bytes += branch.memoryBytes() + right.memoryBytes();
        return right;
    }

    private @Nullable ScoredMembers insertIntoLeaf(ScoredMembers leaf, double score, Slice member) {
        bytes -= leaf.memoryBytes();
        int at = leaf.insert(score, member);
        // Whoever inserts in ascending order gets full leaves.
        boolean ascending = leaf.after == null && leaf.next(at) == leaf.end();
        bytes += leaf.memoryBytes();
        if (leaf.size() <= MOST_IN_LEAF) {
            return null;
        }
        return splitLeaf(leaf, ascending ? at : leaf.seek(leaf.size() / 2));
    }

    private ScoredMembers splitLeaf(ScoredMembers leaf, int at) {
        bytes -= leaf.memoryBytes();
        ScoredMembers right = leaf.split(at);
        bytes += leaf.memoryBytes() + right.memoryBytes();
        right.after = leaf.after;
        right.before = leaf;
        if (right.after != null) {
            right.after.before = right;
        }
        leaf.after = right;
        right.read(0, scratch);
        dividerScore = right.score(0);
        divider = scratch.toBytes();
        return right;
    }

    // Removing

    /** Removes a member that is there. */
    void remove(double score, Slice member) {
        ScoreBranch top = root;
        if (top == null) {
            removeFromLeaf(onlyLeaf, score, member);
            return;
        }
        removeFrom(top, score, member);
        if (top.size() == 1) {
            bytes -= top.memoryBytes();
            if (top.aboveLeaves) {
                onlyLeaf = top.leaf(0);
                root = null;
            } else {
                root = top.branch(0);
            }
        }
    }

    private void removeFrom(ScoreBranch branch, double score, Slice member) {
        int child = branch.childFor(score, member);
        if (branch.aboveLeaves) {
            removeFromLeaf(branch.leaf(child), score, member);
        } else {
            removeFrom(branch.branch(child), score, member);
        }
        branch.add(child, -1);
        if (child + 1 < branch.size()) {
            mergeIfSmall(branch, child);
        } else if (child > 0) {
            mergeIfSmall(branch, child - 1);
        }
    }

    private void removeFromLeaf(ScoredMembers leaf, double score, Slice member) {
        int at = 0;
        while (leaf.compare(at, score, member) != 0) {
            at = leaf.next(at);
        }
        bytes -= leaf.memoryBytes();
        leaf.remove(at);
        bytes += leaf.memoryBytes();
    }

    /** If the child or the next one has become small, joins them, and splits what would be too large in the middle. */
    private void mergeIfSmall(ScoreBranch branch, int child) {
        if (branch.aboveLeaves) {
            ScoredMembers left = branch.leaf(child);
            ScoredMembers right = branch.leaf(child + 1);
            if (Math.min(left.size(), right.size()) < FEWEST_IN_LEAF) {
                bytes -= left.memoryBytes() + right.memoryBytes();
                left.addAll(right);
                bytes += left.memoryBytes();
                left.after = right.after;
                if (right.after != null) {
                    right.after.before = left;
                }
                joined(branch, child);
                if (left.size() > MOST_IN_LEAF) {
                    ScoredMembers half = splitLeaf(left, left.seek(left.size() / 2));
                    parted(branch, child, half, half.size());
                }
            }
        } else {
            ScoreBranch left = branch.branch(child);
            ScoreBranch right = branch.branch(child + 1);
            if (Math.min(left.size(), right.size()) < ScoreBranch.FEWEST_CHILDREN) {
                bytes -= left.memoryBytes() + right.memoryBytes();
                byte[] between = branch.divider(child + 1);
                left.addAll(right, branch.dividerScore(child + 1), between);
                bytes += left.memoryBytes() + Entry.arrayBytes(between.length);
                joined(branch, child);
                if (left.size() > ScoreBranch.MOST_CHILDREN) {
                    ScoreBranch half = splitBranch(left);
                    parted(branch, child, half, half.total());
                }
            }
        }
    }

    private void joined(ScoreBranch branch, int child) {
        int moved = branch.count(child + 1);
        bytes -= branch.memoryBytes() + Entry.arrayBytes(branch.divider(child + 1).length);
        branch.remove(child + 1);
        branch.add(child, moved);
        bytes += branch.memoryBytes();
    }

    private void parted(ScoreBranch branch, int child, Object half, int count) {
        bytes -= branch.memoryBytes();
        branch.add(child, -count);
        branch.insert(child + 1, half, count, dividerScore, divider);
        bytes += branch.memoryBytes() + Entry.arrayBytes(divider.length);
    }
}
