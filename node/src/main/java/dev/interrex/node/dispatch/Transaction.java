package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandSpec;
import dev.interrex.resp.CommandArgs;
import java.util.ArrayList;
import java.util.List;

/** What a client has queued between MULTI and EXEC. */
final class Transaction {
    /** What an entry costs beside its arguments' bytes, about. */
    private static final int ENTRY_BYTES = 64;

    private static final int ARGUMENT_BYTES = 8;

    /** A command, with its arguments copied out of the connection's buffer. */
    record Queued(CommandSpec spec, CommandArgs args) {}

    private final List<Queued> queue = new ArrayList<>();
    private Needs needs = Needs.NOTHING;
    private long bytes;
    private boolean aborted;

    void add(CommandSpec spec, CommandArgs args) {
        queue.add(new Queued(spec, args.copy()));
        needs = needs.and(Needs.of(spec));
        bytes += sizeOf(args);
    }

    static long sizeOf(CommandArgs args) {
        return args.totalBytes() + (long) ARGUMENT_BYTES * args.count() + ENTRY_BYTES;
    }

    List<Queued> queue() {
        return queue;
    }

    /** The most that any of the commands needs. */
    Needs needs() {
        return needs;
    }

    long bytes() {
        return bytes;
    }

    /** A command was refused when it came to be queued: EXEC must not run the others. */
    void abort() {
        aborted = true;
    }

    boolean aborted() {
        return aborted;
    }
}
