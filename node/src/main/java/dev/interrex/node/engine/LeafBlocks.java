package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves of large sorted sets, by address: the bytes of {@link ScoredMembers} in {@link Blocks}, each block no larger than it has to be.
 * To be read or changed a leaf is copied into arrays that are used again and again; a leaf that was changed is copied back as a whole.
 */
final class LeafBlocks {
    /** Leaves of more than one member are no larger: copying one takes some 50 ns. */
    static final int MOST_BYTES = 4096;

    /** A leaf that is being changed, or looked at and nothing else done meanwhile. */
    final ScoredMembers leaf = new ScoredMembers();

    /** Its right half, if it becomes two. */
    final ScoredMembers rightHalf = new ScoredMembers();

    private final Memory memory;
    private final Blocks blocks;

    /** Of those who visit leaves: a visitor may make another visit, or change another tree. */
    private final List<Visit> visits = new ArrayList<>();

    private int visiting;

    /** What a walk through leaves has in hands. */
    static final class Visit {
        final ScoredMembers leaf = new ScoredMembers();
        final int[] offsets = new int[ScoreTree.MOST_IN_LEAF + 1];
        final Slice member = new Slice();
    }

    LeafBlocks(Memory memory, Blocks blocks) {
        this.memory = memory;
        this.blocks = blocks;
    }

    /** To be followed by {@link #endVisit}. */
    Visit beginVisit() {
        if (visiting == visits.size()) {
            visits.add(new Visit());
        }
        return visits.get(visiting++);
    }

    void endVisit() {
        visiting--;
    }

    /** Copies a leaf. */
    void load(ScoreBranch branch, int child, ScoredMembers into) {
        into.load(memory, branch.block(child), branch.used(child), branch.count(child));
    }

    /** Appends the members of a leaf. */
    void append(ScoreBranch branch, int child, ScoredMembers to) {
        to.append(memory, branch.block(child), branch.used(child), branch.count(child));
    }

    /** Puts members, at least one, into a block of their own. */
    long store(ScoredMembers members) {
        long block = blocks.allocate(members.end());
        members.store(memory, block);
        return block;
    }

    /** Puts members, at least one, in the place of those of a leaf. */
    void store(ScoredMembers members, ScoreBranch branch, int child) {
        long block = branch.block(child);
        int used = branch.used(child);
        if (Blocks.capacity(members.end()) != Blocks.capacity(used)) {
            long fitting = blocks.allocate(members.end());
            blocks.free(block, used);
            block = fitting;
        }
        members.store(memory, block);
        branch.leaf(child, block, members.end(), members.size());
    }

    void free(ScoreBranch branch, int child) {
        blocks.free(branch.block(child), branch.used(child));
    }

    /** Gives a leaf, whose block is another tree's, a block of its own. */
    void copy(ScoreBranch branch, int child) {
        long copy = blocks.allocate(branch.used(child));
        memory.copy(branch.block(child), copy, branch.used(child));
        branch.leaf(child, copy, branch.used(child), branch.count(child));
    }

    void compact(ScoreBranch branch, int child) {
        int used = branch.used(child);
        branch.leaf(child, blocks.compacted(branch.block(child), used), used, branch.count(child));
    }
}
