package dev.interrex.node.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of a large sorted set in order: a B+tree whose branches know how many members are below each child, so that a rank is
 * found, and a member found by its rank, in one way down. Leaves hold up to {@value #MOST_IN_LEAF} members, and are blocks outside of
 * the Java heap.
 *
 * <pre>
 *   branch   | divider, count → branch or leaf | …     on the Java heap, some hundredths of the whole: {@link ScoreBranch}
 *   leaf     | score, member | score, member | …       a block: {@link LeafBlocks}, {@link ScoredMembers}
 * </pre>
 *
 * <p>A change copies the one leaf that it is in, to and fro; nothing is ever built anew as a whole.
 */
final class ScoreTree {
    static final int MOST_IN_LEAF = 64;
    private static final int FEWEST_IN_LEAF = 16;

    /** Two leaves that would be fuller than this stay two. */
    private static final int MOST_JOINED = MOST_IN_LEAF * 3 / 4;

    private static final int MOST_JOINED_BYTES = LeafBlocks.MOST_BYTES * 3 / 4;
    private static final int OBJECT_BYTES = 40;

    private final LeafBlocks leaves;
    private final Slice scratch = new Slice();
    private final Slice otherScratch = new Slice();
    private ScoreBranch root;
    private long branchBytes;
    private long leafBytes;

    // What divides a node that was split from its new right half.
    private double dividerScore;
    private byte[] divider = ScoreBranch.NO_MEMBER;

    // Where locate found a rank.
    private ScoreBranch foundIn;
    private int foundChild;
    private int foundIndex;

    ScoreTree(LeafBlocks leaves) {
        this(leaves, new ScoreBranch(true));
        branchBytes = root.memoryBytes();
    }

    private ScoreTree(LeafBlocks leaves, ScoreBranch root) {
        this.leaves = leaves;
        this.root = root;
        foundIn = root;
    }

    int size() {
        return root.total();
    }

    long memoryBytes() {
        return OBJECT_BYTES + branchBytes + leafBytes;
    }

    /** The part of {@link #memoryBytes} that is blocks. */
    long blockBytes() {
        return leafBytes;
    }

    /** Upper bound of what is allocated when so many members of so many bytes are added or moved. */
    static long mostBytes(int count, long bytes) {
        return 4L * LeafBlocks.MOST_BYTES + 4 * (bytes + 16L * count);
    }

    ScoreTree copy() {
        ScoreTree copy = new ScoreTree(leaves, root.copy());
        copy.copyLeaves(copy.root);
        copy.leafBytes = leafBytes;
        return copy;
    }

    private void copyLeaves(ScoreBranch branch) {
        branchBytes += branch.memoryBytes();
        for (int i = 0; i < branch.size(); i++) {
            if (branch.aboveLeaves) {
                leaves.copy(branch, i);
            } else {
                copyLeaves(branch.branch(i));
            }
        }
    }

    /** Frees up to {@code most} leaves of a tree that is no one's any more; returns how many. */
    int release(int most) {
        return release(root, most);
    }

    private int release(ScoreBranch branch, int most) {
        int freed = 0;
        while (branch.size() > 0 && freed < most) {
            int last = branch.size() - 1;
            if (branch.aboveLeaves) {
                free(branch, last);
                freed++;
            } else {
                freed += release(branch.branch(last), most - freed);
                if (branch.branch(last).size() > 0) {
                    return freed;
                }
                branchBytes -= branch.branch(last).memoryBytes();
            }
            branch.remove(last);
        }
        return freed;
    }

    /** See {@link Entry#compact}; places are ranks. */
    long compact(long from, int most) {
        long rank = from;
        for (int i = 0; i < most && rank < size(); i++) {
            locate((int) rank);
            rank += foundIn.count(foundChild) - foundIndex;
            leaves.compact(foundIn, foundChild);
        }
        return rank < size() ? rank : -1;
    }

    // Reading

    /** How many members are before the bound. */
    int countBelow(ScoreBound bound) {
        int below = 0;
        ScoreBranch branch = root;
        while (true) {
            int child = branch.childFor(bound, scratch);
            for (int i = 0; i < child; i++) {
                below += branch.count(i);
            }
            if (branch.aboveLeaves) {
                return branch.size() == 0 ? 0 : below + look(branch, child).countBelow(bound, scratch);
            }
            branch = branch.branch(child);
        }
    }

    /** How many members are before this one, which is there. */
    int rank(double score, Slice member) {
        int rank = 0;
        ScoreBranch branch = root;
        while (true) {
            int child = branch.childFor(score, member);
            for (int i = 0; i < child; i++) {
                rank += branch.count(i);
            }
            if (branch.aboveLeaves) {
                return rank + look(branch, child).countBefore(score, member);
            }
            branch = branch.branch(child);
        }
    }

    /** The leaf is good until the next one is looked at, or a tree changes. */
    private ScoredMembers look(ScoreBranch branch, int child) {
        leaves.load(branch, child, leaves.leaf);
        return leaves.leaf;
    }

    /** Finds the leaf of a rank that exists. */
    private void locate(int rank) {
        int left = rank;
        ScoreBranch branch = root;
        while (true) {
            int child = 0;
            while (left >= branch.count(child)) {
                left -= branch.count(child++);
            }
            if (branch.aboveLeaves) {
                foundIn = branch;
                foundChild = child;
                foundIndex = left;
                return;
            }
            branch = branch.branch(child);
        }
    }

    /** Visits {@code count} members from {@code rank} on, forwards or backwards, those that exist. */
    void forEach(int rank, int count, boolean backwards, ScoreVisitor visitor) {
        LeafBlocks.Visit visit = leaves.beginVisit();
        try {
            int at = rank;
            for (int left = Math.min(count, backwards ? rank + 1 : size() - rank); left > 0; ) {
                locate(at);
                int there = backwards ? foundIndex + 1 : foundIn.count(foundChild) - foundIndex;
                int some = Math.min(left, there);
                int index = foundIndex;
                leaves.load(foundIn, foundChild, visit.leaf);
                if (backwards) {
                    visitBackwards(visit, index, some, visitor);
                } else {
                    visitForwards(visit, index, some, visitor);
                }
                at += backwards ? -some : some;
                left -= some;
            }
        } finally {
            leaves.endVisit();
        }
    }

    private static void visitForwards(LeafBlocks.Visit visit, int index, int count, ScoreVisitor visitor) {
        ScoredMembers leaf = visit.leaf;
        int at = leaf.seek(index);
        for (int i = 0; i < count; i++) {
            leaf.read(at, visit.member);
            visitor.member(visit.member, leaf.score(at));
            at = leaf.next(at);
        }
    }

    private static void visitBackwards(LeafBlocks.Visit visit, int index, int count, ScoreVisitor visitor) {
        ScoredMembers leaf = visit.leaf;
        int at = leaf.seek(index - count + 1);
        for (int i = 0; i < count; i++) {
            visit.offsets[i] = at;
            at = leaf.next(at);
        }
        for (int i = count - 1; i >= 0; i--) {
            leaf.read(visit.offsets[i], visit.member);
            visitor.member(visit.member, leaf.score(visit.offsets[i]));
        }
    }

    // Inserting

    /** Inserts a member that is not there. */
    void insert(double score, Slice member) {
        ScoreBranch left = root;
        ScoreBranch right = insertInto(left, score, member, true);
        if (right != null) {
            root = new ScoreBranch(false);
            root.insertBranch(0, left, 0, ScoreBranch.NO_MEMBER);
            root.insertBranch(1, right, dividerScore, divider);
            branchBytes += root.memoryBytes();
        }
    }

    /**
     * Returns the new right half if the branch had to be split.
     *
     * @param last whether nothing in the tree is behind the branch
     */
    private @Nullable ScoreBranch insertInto(ScoreBranch branch, double score, Slice member, boolean last) {
        branchBytes -= branch.memoryBytes();
        int child = branch.childFor(score, member);
        boolean lastChild = last && child >= branch.size() - 1;
        if (branch.aboveLeaves) {
            insertIntoLeaf(branch, child, score, member, lastChild);
        } else {
            ScoreBranch right = insertInto(branch.branch(child), score, member, lastChild);
            branch.add(child, 1);
            if (right != null) {
                branch.add(child, -right.total());
                branch.insertBranch(child + 1, right, dividerScore, divider);
            }
        }
        ScoreBranch half = branch.size() > ScoreBranch.MOST_CHILDREN ? splitBranch(branch) : null;
        branchBytes += branch.memoryBytes();
        return half;
    }

    /** The part of the branch that stays is not in the sum of bytes, the one that is returned is. */
    private ScoreBranch splitBranch(ScoreBranch branch) {
        int middle = branch.size() / 2;
        dividerScore = branch.dividerScore(middle);
        divider = branch.divider(middle);
        ScoreBranch right = branch.split(middle);
        branchBytes += right.memoryBytes();
        return right;
    }

    private void insertIntoLeaf(ScoreBranch branch, int child, double score, Slice member, boolean last) {
        ScoredMembers leaf = leaves.leaf;
        leaf.clear();
        if (branch.size() == 0) {
            leaf.insert(score, member);
            insertLeaf(branch, 0, leaf, 0, ScoreBranch.NO_MEMBER);
            return;
        }
        leaves.load(branch, child, leaf);
        int at = leaf.insert(score, member);
        if (leaf.size() > MOST_IN_LEAF || leaf.end() > LeafBlocks.MOST_BYTES && leaf.size() > 1) {
            // Whoever inserts in ascending order gets full leaves.
            boolean ascending = last && leaf.next(at) == leaf.end();
            leaf.split(ascending ? at : leaf.middle(), leaves.rightHalf);
            divide(leaf, leaves.rightHalf);
            insertLeaf(branch, child + 1, leaves.rightHalf, dividerScore, divider);
        }
        store(leaf, branch, child);
    }

    /** Finds something short that lies between two leaves. */
    private void divide(ScoredMembers left, ScoredMembers right) {
        int lastAt = left.seek(left.size() - 1);
        dividerScore = right.score(0);
        divider = ScoreBranch.NO_MEMBER;
        if (left.score(lastAt) == dividerScore) {
            left.read(lastAt, scratch);
            right.read(0, otherScratch);
            int same = Arrays.mismatch(
                    scratch.array(),
                    scratch.offset(),
                    scratch.offset() + scratch.length(),
                    otherScratch.array(),
                    otherScratch.offset(),
                    otherScratch.offset() + otherScratch.length());
            divider = Arrays.copyOfRange(otherScratch.array(), otherScratch.offset(), otherScratch.offset() + same + 1);
        }
    }

    private void insertLeaf(ScoreBranch branch, int child, ScoredMembers leaf, double score, byte[] member) {
        long block = leaves.store(leaf);
        branch.insertLeaf(child, block, leaf.end(), leaf.size(), score, member);
        leafBytes += Blocks.capacity(leaf.end());
    }

    private void store(ScoredMembers leaf, ScoreBranch branch, int child) {
        leafBytes += Blocks.capacity(leaf.end()) - Blocks.capacity(branch.used(child));
        leaves.store(leaf, branch, child);
    }

    private void free(ScoreBranch branch, int child) {
        leafBytes -= Blocks.capacity(branch.used(child));
        leaves.free(branch, child);
    }

    // Removing

    /** Removes a member that is there. */
    void remove(double score, Slice member) {
        removeFrom(root, score, member);
        lower();
    }

    private void removeFrom(ScoreBranch branch, double score, Slice member) {
        branchBytes -= branch.memoryBytes();
        int child = branch.childFor(score, member);
        if (branch.aboveLeaves) {
            ScoredMembers leaf = look(branch, child);
            leaf.remove(leaf.place(score, member));
            storeRest(leaf, branch, child);
        } else {
            removeFrom(branch.branch(child), score, member);
            branch.add(child, -1);
        }
        if (!dropIfEmpty(branch, child)) {
            joinNeighbours(branch, child);
        }
        branchBytes += branch.memoryBytes();
    }

    /** Removes {@code count} members from {@code rank} on, which exist, and tells of each; whole leaves are dropped. */
    void removeRange(int rank, int count, Consumer<Slice> removed) {
        LeafBlocks.Visit visit = leaves.beginVisit();
        try {
            removeRange(root, rank, count, visit, removed);
        } finally {
            leaves.endVisit();
        }
        lower();
    }

    private void removeRange(ScoreBranch branch, int from, int count, LeafBlocks.Visit visit, Consumer<Slice> removed) {
        branchBytes -= branch.memoryBytes();
        int child = 0;
        int at = from;
        while (at >= branch.count(child)) {
            at -= branch.count(child++);
        }
        int first = child;
        for (int left = count; left > 0; child++) {
            int some = Math.min(left, branch.count(child) - at);
            if (branch.aboveLeaves) {
                leaves.load(branch, child, visit.leaf);
                removeSome(visit, at, some, removed);
                storeRest(visit.leaf, branch, child);
            } else {
                removeRange(branch.branch(child), at, some, visit, removed);
                branch.add(child, -some);
            }
            left -= some;
            at = 0;
        }
        for (int i = child - 1; i >= first; i--) {
            dropIfEmpty(branch, i);
        }
        // What is left of the first and the last one.
        for (int i = Math.min(first + 1, branch.size() - 1); i >= Math.max(0, first - 1); i--) {
            joinNeighbours(branch, i);
        }
        branchBytes += branch.memoryBytes();
    }

    private static void removeSome(LeafBlocks.Visit visit, int index, int count, Consumer<Slice> removed) {
        ScoredMembers leaf = visit.leaf;
        int from = leaf.seek(index);
        int to = from;
        for (int i = 0; i < count; i++) {
            leaf.read(to, visit.member);
            removed.accept(visit.member);
            to = leaf.next(to);
        }
        leaf.remove(from, to, count);
    }

    /** Frees a leaf of which nothing is left. */
    private void storeRest(ScoredMembers leaf, ScoreBranch branch, int child) {
        if (leaf.size() > 0) {
            store(leaf, branch, child);
        } else {
            free(branch, child);
            branch.leaf(child, 0, 0, 0);
        }
    }

    private boolean dropIfEmpty(ScoreBranch branch, int child) {
        if (branch.count(child) > 0) {
            return false;
        }
        if (!branch.aboveLeaves) {
            branchBytes -= branch.branch(child).memoryBytes();
        }
        branch.remove(child);
        return true;
    }

    /** After the child became smaller. */
    private void joinNeighbours(ScoreBranch branch, int child) {
        if (child + 1 < branch.size()) {
            joinIfSmall(branch, child);
        } else if (child > 0) {
            joinIfSmall(branch, child - 1);
        }
    }

    private void joinIfSmall(ScoreBranch branch, int child) {
        if (branch.aboveLeaves) {
            joinLeaves(branch, child);
        } else {
            joinBranches(branch, child);
        }
    }

    /** If the leaf or the next one has become small, and the other is not full, joins them. */
    private void joinLeaves(ScoreBranch branch, int child) {
        int left = branch.count(child);
        int right = branch.count(child + 1);
        if (Math.min(left, right) < FEWEST_IN_LEAF
                && left + right <= MOST_JOINED
                && branch.used(child) + branch.used(child + 1) <= MOST_JOINED_BYTES) {
            ScoredMembers joined = look(branch, child);
            leaves.append(branch, child + 1, joined);
            free(branch, child + 1);
            branch.remove(child + 1);
            store(joined, branch, child);
        }
    }

    /** If the branch or the next one has become small, joins them, and splits what would be too large in the middle. */
    private void joinBranches(ScoreBranch branch, int child) {
        ScoreBranch left = branch.branch(child);
        ScoreBranch right = branch.branch(child + 1);
        if (Math.min(left.size(), right.size()) >= ScoreBranch.FEWEST_CHILDREN) {
            return;
        }
        branchBytes -= left.memoryBytes() + right.memoryBytes();
        left.addAll(right, branch.dividerScore(child + 1), branch.divider(child + 1));
        branch.remove(child + 1);
        ScoreBranch half = left.size() > ScoreBranch.MOST_CHILDREN ? splitBranch(left) : null;
        if (half != null) {
            branch.insertBranch(child + 1, half, dividerScore, divider);
        }
        branch.add(child, left.total() - branch.count(child));
        branchBytes += left.memoryBytes();
    }

    /** A root above one branch is none. */
    private void lower() {
        while (!root.aboveLeaves && root.size() <= 1) {
            branchBytes -= root.memoryBytes();
            boolean empty = root.size() == 0;
            root = empty ? new ScoreBranch(true) : root.branch(0);
            branchBytes += empty ? root.memoryBytes() : 0;
        }
    }
}
