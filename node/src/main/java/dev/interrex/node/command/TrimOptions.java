package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.Streams;
import org.jspecify.annotations.Nullable;

/**
 * How XADD and XTRIM are to trim a stream. Immutable.
 *
 * @param length entries that stay at most; -1 if the stream is trimmed by id or not at all
 * @param before id before which entries go; null if it is trimmed by length or not at all
 * @param approximately whole blocks only
 * @param limit of entries that go in one call; 0 = none
 * @param makesStream whether XADD makes a stream where there is none
 * @param end index of the first argument behind the options: XADD's id
 */
record TrimOptions(
        long length, @Nullable StreamId before, boolean approximately, long limit, boolean makesStream, int end) {
    private static final CommandException TWO_STRATEGIES =
            new CommandException("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    private static final CommandException NO_STRATEGY =
            new CommandException("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    private static final CommandException NOTHING_TO_TRIM =
            new CommandException("ERR syntax error, XTRIM called without specifying a trimming strategy");
    private static final CommandException EXACT_LIMIT =
            new CommandException("ERR syntax error, LIMIT cannot be used without the special ~ option");
    private static final CommandException NEGATIVE_LENGTH =
            new CommandException("ERR The MAXLEN argument must be >= 0.");
    private static final CommandException NEGATIVE_LIMIT = new CommandException("ERR The LIMIT argument must be >= 0.");

    /** Without LIMIT an approximate trim takes so many blocks at most. */
    private static final int BLOCKS_AT_ONCE = 100;

    boolean trims() {
        return length >= 0 || before != null;
    }

    /** Trims the stream and returns how many entries went. */
    long trim(Call call, Slice key) {
        Streams streams = call.db().streams();
        StreamId bound = before == null
                ? streams.beforeLast(key, length, approximately, limit)
                : streams.before(key, before, approximately, limit);
        long trimmed = bound == null ? 0 : streams.trim(key, bound);
        if (trimmed > 0) {
            call.tell('t', "xtrim", key);
        }
        return trimmed;
    }

    /** Reads the options from argument 2 on; those of XADD end at its id. */
    static TrimOptions read(Call call, boolean ofAdd) {
        long length = -1;
        StreamId before = null;
        boolean approximately = false;
        long limit = -1;
        boolean makesStream = true;
        int i = 2;
        for (; i < call.count(); i++) {
            boolean more = i + 1 < call.count();
            boolean byLength = call.isWord(i, "MAXLEN") && more;
            if (byLength || (call.isWord(i, "MINID") && more)) {
                if (length >= 0 || before != null) {
                    throw TWO_STRATEGIES;
                }
                boolean marked = i + 2 < call.count() && (call.isWord(i + 1, "~") || call.isWord(i + 1, "="));
                approximately = marked && call.isWord(i + 1, "~");
                i += marked ? 2 : 1;
                length = byLength ? length(call, i) : -1;
                before = byLength ? null : StreamArguments.id(call, i);
            } else if (call.isWord(i, "LIMIT") && more) {
                limit = call.integer(++i);
                if (limit < 0) {
                    throw NEGATIVE_LIMIT;
                }
            } else if (ofAdd && call.isWord(i, "NOMKSTREAM")) {
                makesStream = false;
            } else if (ofAdd) {
                StreamCommands.givenId(call, i);
                break;
            } else {
                throw CommandException.SYNTAX;
            }
        }
        check(ofAdd, length >= 0 || before != null, approximately, limit);
        return new TrimOptions(length, before, approximately, limit(call, approximately, limit), makesStream, i);
    }

    private static long length(Call call, int index) {
        long length = call.integer(index);
        if (length < 0) {
            throw NEGATIVE_LENGTH;
        }
        return length;
    }

    private static void check(boolean ofAdd, boolean trims, boolean approximately, long limit) {
        if (limit > 0 && !trims) {
            throw NO_STRATEGY;
        }
        if (!ofAdd && !trims) {
            throw NOTHING_TO_TRIM;
        }
        if (limit >= 0 && !approximately) {
            throw EXACT_LIMIT;
        }
    }

    private static long limit(Call call, boolean approximately, long limit) {
        if (!approximately || limit >= 0) {
            return Math.max(0, limit);
        }
        return (long) BLOCKS_AT_ONCE * call.engine().settings().streamNodeMaxEntries();
    }
}
