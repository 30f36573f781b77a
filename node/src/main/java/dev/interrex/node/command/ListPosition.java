package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;

/** One execution of LPOS. */
final class ListPosition {
    private static final CommandException ZERO_RANK = new CommandException(
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to"
                    + " start from the end of the list");

    private long rank = 1;
    /** -1: one, not as an array. */
    private long count = -1;

    private long mostCompared;

    private long compared;
    private long matched;
    private long position = -1;

    private ListPosition(Call call) {
        for (int i = 3; i < call.count(); i += 2) {
            boolean hasNext = i + 1 < call.count();
            if (call.isWord(i, "RANK") && hasNext) {
                rank = call.integer(i + 1, -Long.MAX_VALUE, Long.MAX_VALUE);
                if (rank == 0) {
                    throw ZERO_RANK;
                }
            } else if (call.isWord(i, "COUNT") && hasNext) {
                count = notNegative(call, i + 1, "COUNT");
            } else if (call.isWord(i, "MAXLEN") && hasNext) {
                mostCompared = notNegative(call, i + 1, "MAXLEN");
            } else {
                throw CommandException.SYNTAX;
            }
        }
    }

    static long notNegative(Call call, int index, String option) {
        CommandException refusal = new CommandException("ERR " + option + " can't be negative");
        long value = call.integer(index, refusal);
        if (value < 0) {
            throw refusal;
        }
        return value;
    }

    static void reply(Call call) {
        new ListPosition(call).find(call);
    }

    private void find(Call call) {
        Slice key = call.key(1);
        call.db().lists().size(key);
        CollectedReplies found = call.collected();
        boolean one = count < 0;
        call.db().lists().search(key, call.field(2), rank < 0, (index, matches) -> {
            compared++;
            if (matches && ++matched >= Math.abs(rank)) {
                position = index;
                found.integer(index);
                if (one || count > 0 && found.count() >= count) {
                    return false;
                }
            }
            return mostCompared == 0 || compared < mostCompared;
        });
        if (!one) {
            found.writeTo(call.reply());
        } else if (position < 0) {
            call.reply().nullBulk();
        } else {
            call.reply().integer(position);
        }
    }
}
