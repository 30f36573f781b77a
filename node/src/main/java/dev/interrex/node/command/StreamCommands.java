package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.STREAM;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams: adding and deleting entries. Reading them: {@link StreamReadCommands}. */
final class StreamCommands {
    private static final CommandException ZERO_ID =
            new CommandException("ERR The ID specified in XADD must be greater than 0-0");
    private static final CommandException EXHAUSTED =
            new CommandException("ERR The stream has exhausted the last possible ID, unable to add more items");
    private static final CommandException TOO_SMALL =
            new CommandException("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    private static final CommandException TOO_LARGE = new CommandException("ERR Elements are too large to be stored");
    private static final long LARGEST_ENTRY_BYTES = 1L << 30;

    private StreamCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                stream(
                                "XADD",
                                "key [NOMKSTREAM] [<MAXLEN | MINID> [= | ~] threshold [LIMIT count]] <* | id> field"
                                        + " value [field value ...]")
                        .arity(-5)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, UPDATE)
                        .complexity("O(1), O(N) for N entries that are trimmed")
                        .summary("Appends an entry to a stream and returns its id.")
                        .example("XADD k * field value", "XLEN k")
                        .example("XADD k 1-1 a 1", "XADD k MAXLEN = 1 1-* a 2", "XRANGE k - +")
                        .handler(StreamCommands::add),
                stream("XLEN", "key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1, RO)
                        .summary("Returns the number of entries of a stream.")
                        .example("XADD k * a 1", "XLEN k")
                        .handler(StreamCommands::length),
                stream("XDEL", "key id [id ...]")
                        .arity(-3)
                        .flags(WRITE, FAST)
                        .key(1, RW, DELETE)
                        .complexity("O(1) for each entry")
                        .summary("Deletes entries of a stream and returns how many there were.")
                        .example("XADD k 1-1 a 1", "XDEL k 1-1 2-2")
                        .handler(StreamCommands::delete),
                stream("XTRIM", "key <MAXLEN | MINID> [= | ~] threshold [LIMIT count]")
                        .arity(-4)
                        .flags(WRITE)
                        .key(1, RW, DELETE)
                        .complexity("O(N) for N entries that are trimmed")
                        .summary("Deletes the oldest entries of a stream and returns how many.")
                        .example("XADD k 1-1 a 1", "XADD k 2-1 a 2", "XTRIM k MAXLEN 1")
                        .handler(StreamCommands::trim),
                stream("XSETID", "key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]")
                        .arity(-3)
                        .flags(WRITE, DENYOOM, FAST)
                        .key(1, RW, UPDATE)
                        .summary("Sets what a stream takes for the id of its last entry.")
                        .example("XADD k 1-1 a 1", "XSETID k 5-0", "XADD k 5-* a 2")
                        .handler(StreamCommands::setId));
    }

    static CommandBuilder stream(String name, String syntax) {
        return command(name).syntax(syntax).group("stream").acl(STREAM).since("5.0.0");
    }

    private static void add(Call call) {
        TrimOptions options = TrimOptions.read(call, true);
        int idAt = options.end();
        String text = idAt < call.count() ? call.args().text(idAt) : "*";
        boolean chosen = !text.equals("*");
        boolean seqGiven = !text.endsWith("-*");
        StreamId id = chosen ? givenId(call, idAt) : StreamId.MIN;
        int first = idAt + 1;
        if (call.count() - first < 2 || (call.count() - first) % 2 == 1) {
            throw new CommandException(call.spec().arityError());
        }
        if (chosen && seqGiven && id.equals(StreamId.MIN)) {
            throw ZERO_ID;
        }
        Slice key = call.key(1);
        StreamView stream = call.db().streams().getForUpdate(key);
        if (stream == null && !options.makesStream()) {
            call.reply().nullBulk();
            return;
        }
        StreamId last = stream == null ? StreamId.MIN : stream.lastId();
        if (last.equals(StreamId.MAX)) {
            throw EXHAUSTED;
        }
        id = chosen ? given(id, seqGiven, last) : next(call, last);
        if (call.args().totalBytes() > LARGEST_ENTRY_BYTES) {
            throw TOO_LARGE;
        }
        call.db().streams().add(key, id, call.fields(first, 2), call.values(first + 1, 2));
        call.tell('t', "xadd", key);
        if (options.trims()) {
            options.trim(call, key);
        }
        StreamArguments.reply(call.reply(), id);
    }

    /** Argument {@code index} as the id of a new entry, whose second half may be left to us; {@link StreamId#MIN} if all is. */
    static StreamId givenId(Call call, int index) {
        String text = call.args().text(index);
        if (text.equals("*")) {
            return StreamId.MIN;
        }
        return text.endsWith("-*")
                ? new StreamId(StreamArguments.number(text.substring(0, text.length() - 2)), 0)
                : StreamArguments.id(text, 0);
    }

    private static StreamId given(StreamId id, boolean seqGiven, StreamId last) {
        boolean continues = !seqGiven && id.ms() == last.ms();
        if (continues && last.seq() == -1) {
            throw TOO_SMALL;
        }
        StreamId whole = continues ? last.next() : id;
        if (!last.isBefore(whole)) {
            throw TOO_SMALL;
        }
        return whole;
    }

    private static StreamId next(Call call, StreamId last) {
        boolean later = Long.compareUnsigned(call.nowMs(), last.ms()) > 0;
        return later ? new StreamId(call.nowMs(), 0) : last.next();
    }

    private static void length(Call call) {
        StreamView stream = call.db().streams().get(call.key(1));
        call.reply().integer(stream == null ? 0 : stream.length());
    }

    private static void delete(Call call) {
        Slice key = call.key(1);
        if (call.db().streams().getForUpdate(key) == null) {
            call.reply().integer(0);
            return;
        }
        int deleted = call.db().streams().delete(key, ids(call, 2));
        if (deleted > 0) {
            call.tell('t', "xdel", key);
        }
        call.reply().integer(deleted);
    }

    /** All arguments from {@code first} on as ids. */
    static List<StreamId> ids(Call call, int first) {
        List<StreamId> ids = new ArrayList<>(call.count() - first);
        for (int i = first; i < call.count(); i++) {
            ids.add(StreamArguments.id(call, i));
        }
        return ids;
    }

    private static void trim(Call call) {
        TrimOptions options = TrimOptions.read(call, false);
        Slice key = call.key(1);
        boolean there = call.db().streams().getForUpdate(key) != null;
        call.reply().integer(there ? options.trim(call, key) : 0);
    }

    private static void setId(Call call) {
        StreamId id = StreamArguments.id(call, 2);
        long added = -1;
        StreamId deleted = StreamId.MIN;
        for (int i = 3; i < call.count(); i += 2) {
            boolean more = i + 1 < call.count();
            if (call.isWord(i, "ENTRIESADDED") && more) {
                added = call.integer(i + 1);
                refuseIf(added < 0, "entries_added must be positive");
            } else if (call.isWord(i, "MAXDELETEDID") && more) {
                deleted = StreamArguments.id(call, i + 1);
                refuseIf(
                        id.isBefore(deleted),
                        "The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
            } else {
                throw CommandException.SYNTAX;
            }
        }
        Slice key = call.key(1);
        StreamView stream = call.db().streams().getForUpdate(key);
        checkSetId(stream, id, added);
        if (stream != null) {
            call.db()
                    .streams()
                    .state(
                            key,
                            id,
                            added < 0 ? stream.entriesAdded() : added,
                            deleted.equals(StreamId.MIN) ? stream.maxDeletedId() : deleted);
        }
        call.tell('t', "xsetid", key);
        call.reply().ok();
    }

    private static void checkSetId(@Nullable StreamView stream, StreamId id, long added) {
        if (stream == null) {
            throw CommandException.NO_SUCH_KEY;
        }
        refuseIf(
                id.isBefore(stream.maxDeletedId()),
                "The ID specified in XSETID is smaller than current max_deleted_entry_id");
        if (stream.length() > 0) {
            refuseIf(
                    id.isBefore(stream.lastLiveId()),
                    "The ID specified in XSETID is smaller than the target stream top item");
            refuseIf(
                    added >= 0 && stream.length() > added,
                    "The entries_added specified in XSETID is smaller than the target stream length");
        }
    }

    private static void refuseIf(boolean refused, String text) {
        if (refused) {
            throw new CommandException("ERR " + text);
        }
    }
}
