package dev.interrex.node.command;

import dev.interrex.node.engine.PairVisitor;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import dev.interrex.resp.RespWriter;

/** Ids of entries of streams in arguments, and entries in replies. Stateless. */
final class StreamArguments {
    static final CommandException INVALID_ID =
            new CommandException("ERR Invalid stream ID specified as stream command argument");
    private static final CommandException INVALID_START = new CommandException("ERR invalid start ID for the interval");
    private static final CommandException INVALID_END = new CommandException("ERR invalid end ID for the interval");

    private StreamArguments() {}

    /** Argument {@code index} as a whole id; without its second half that is 0. */
    static StreamId id(Call call, int index) {
        return id(call.args().text(index), 0);
    }

    /** As {@link #id(Call, int)}, but {@code -} and {@code +} are the least and the greatest id. */
    static StreamId idOrEnd(Call call, int index) {
        return idOrEnd(call.args().text(index), 0);
    }

    static StreamId id(String text, long missingSeq) {
        int dash = text.indexOf('-');
        String ms = dash < 0 ? text : text.substring(0, dash);
        return new StreamId(number(ms), dash < 0 ? missingSeq : number(text.substring(dash + 1)));
    }

    private static StreamId idOrEnd(String text, long missingSeq) {
        return switch (text) {
            case "-" -> StreamId.MIN;
            case "+" -> StreamId.MAX;
            default -> id(text, missingSeq);
        };
    }

    static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 127 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw INVALID_ID;
        }
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException tooLarge) {
            throw INVALID_ID;
        }
    }

    /** Argument {@code index} as the first id of an interval; {@code (} excludes it. */
    static StreamId start(Call call, int index) {
        String text = call.args().text(index);
        if (!text.startsWith("(")) {
            return idOrEnd(text, 0);
        }
        StreamId before = id(text.substring(1), 0);
        if (before.equals(StreamId.MAX)) {
            throw INVALID_START;
        }
        return before.next();
    }

    /** Argument {@code index} as the last id of an interval; {@code (} excludes it. */
    static StreamId end(Call call, int index) {
        String text = call.args().text(index);
        if (!text.startsWith("(")) {
            return idOrEnd(text, -1);
        }
        StreamId after = id(text.substring(1), -1);
        if (after.equals(StreamId.MIN)) {
            throw INVALID_END;
        }
        return after.previous();
    }

    static void reply(RespWriter reply, StreamId id) {
        reply.bulk(id.toString());
    }

    /** An entry: its id, and its fields and values in one array. */
    static void reply(RespWriter reply, StreamView.Found entry) {
        reply.array(2);
        reply(reply, entry.id());
        reply.array(2 * entry.fields());
        PairVisitor pairs = (field, value) -> {
            bulk(reply, field);
            bulk(reply, value);
        };
        entry.read(pairs);
    }

    static void bulk(RespWriter reply, Slice bytes) {
        reply.bulk(bytes.array(), bytes.offset(), bytes.length());
    }
}
