package dev.interrex.node.command;

import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;

/** How many entries of a stream's history a group has read, as far as deleted entries allow to tell. Stateless. */
final class StreamProgress {
    /** The lag of a group for which it cannot be told. */
    static final long UNKNOWN = -1;

    private StreamProgress() {}

    /** Number of entries read, after an entry was given. */
    static long afterReading(StreamView stream, StreamId lastId, long entriesRead, StreamId given) {
        if (entriesRead != StreamGroup.UNKNOWN && !hasGapsFrom(stream, lastId)) {
            return entriesRead + 1;
        }
        return stream.entriesAdded() > 0 ? entriesUpTo(stream, given) : entriesRead;
    }

    /** Entries that the group has not read, {@link #UNKNOWN} if that cannot be told. */
    static long lag(StreamView stream, StreamGroup group) {
        if (stream.entriesAdded() == 0) {
            return 0;
        }
        long read = group.entriesRead() != StreamGroup.UNKNOWN && !hasGapsFrom(stream, group.lastId())
                ? group.entriesRead()
                : entriesUpTo(stream, group.lastId());
        return read == StreamGroup.UNKNOWN ? UNKNOWN : stream.entriesAdded() - read;
    }

    private static boolean hasGapsFrom(StreamView stream, StreamId id) {
        boolean none = stream.length() == 0 || stream.maxDeletedId().equals(StreamId.MIN);
        return !none && !stream.maxDeletedId().isBefore(id);
    }

    /** How many entries were added up to an id; {@link StreamGroup#UNKNOWN} where deleted ones hide that. */
    private static long entriesUpTo(StreamView stream, StreamId id) {
        StreamId deleted = stream.maxDeletedId();
        if (stream.entriesAdded() == 0) {
            return 0;
        }
        if (stream.length() == 0 && !stream.lastId().isBefore(id)) {
            return stream.entriesAdded();
        }
        if (!id.equals(StreamId.MIN) && id.isBefore(deleted)) {
            return StreamGroup.UNKNOWN;
        }
        if (!id.isBefore(stream.lastId())) {
            return id.equals(stream.lastId()) ? stream.entriesAdded() : StreamGroup.UNKNOWN;
        }
        StreamId first = stream.firstId();
        boolean whole = deleted.equals(StreamId.MIN) || deleted.isBefore(first);
        if (!whole || first.isBefore(id)) {
            return StreamGroup.UNKNOWN;
        }
        return stream.entriesAdded() - stream.length() + (id.equals(first) ? 1 : 0);
    }
}
