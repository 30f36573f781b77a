package dev.interrex.node.engine;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A stream to be read; valid until the next call of a mutator. */
public interface StreamView {
    /** Number of entries. */
    long length();

    /** Id of the last entry that was ever added, or what was set in its place. */
    StreamId lastId();

    /** Id of the first entry; {@link StreamId#MIN} if there is none. */
    StreamId firstId();

    /** Id of the last entry that was not deleted; {@link StreamId#MIN} if there is none. */
    StreamId lastLiveId();

    /** Greatest id that was deleted one by one; {@link StreamId#MIN} if none was. */
    StreamId maxDeletedId();

    /** How many entries were ever added. */
    long entriesAdded();

    boolean contains(StreamId id);

    /** Number of blocks that the entries are stored in. */
    int blocks();

    /** Groups in order of their names. */
    Collection<StreamGroup> groups();

    @Nullable
    StreamGroup group(Slice name);

    /** Visits the entries from {@code first} to {@code last}, both inclusive; from the last one on if {@code backwards}. */
    void entries(StreamId first, StreamId last, boolean backwards, Visitor visitor);

    /** Sees blocks as they are stored, for DUMP: the id of each and its bytes. */
    void forEachBlock(BlockVisitor visitor);

    /** Sees entries; false to see no more. */
    @FunctionalInterface
    interface Visitor {
        boolean entry(Found entry);
    }

    /** Sees blocks. */
    @FunctionalInterface
    interface BlockVisitor {
        void block(StreamId id, ListPack pack);
    }

    /** An entry that is visited. */
    interface Found {
        StreamId id();

        /** Number of pairs. */
        int fields();

        void read(PairVisitor visitor);
    }
}
