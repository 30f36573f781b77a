package dev.interrex.node.engine;

import dev.interrex.node.engine.MemberSegments.Payload;

/** Makes the tables and trees of large collections, of all databases. */
final class MemberTables {
    private final LeafBlocks leaves;
    private final MemberSegments members;
    private final MemberSegments numbered;
    private final MemberSegments valued;

    MemberTables(Blocks blocks, SipHash function) {
        leaves = blocks.leaves;
        members = new MemberSegments(blocks, function, Payload.NONE);
        numbered = new MemberSegments(blocks, function, Payload.NUMBER);
        valued = new MemberSegments(blocks, function, Payload.VALUE);
    }

    /** A table of members and nothing else. */
    MemberTable members() {
        return new MemberTable(members);
    }

    /** A table of members with numbers. */
    MemberTable numbered() {
        return new MemberTable(numbered);
    }

    /** A table of members with values. */
    MemberTable valued() {
        return new MemberTable(valued);
    }

    /** A tree of members with scores. */
    ScoreTree tree() {
        return new ScoreTree(leaves);
    }
}
