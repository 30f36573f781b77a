package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandFlag;
import dev.interrex.node.command.CommandSpec;

/** What a command must have to be executed, from little to much. */
enum Needs {
    /** Tells about the connection or the node: works in any role. */
    NOTHING,
    /** Deals with clients of the serving primary, not with its data: messages. */
    SERVING,
    /** Reads keys. It has an open record, too: a read that finds a key's time over logs the delete. */
    READ,
    /** May change keys. */
    WRITE;

    static Needs of(CommandSpec spec) {
        if (spec.has(CommandFlag.WRITE)) {
            return WRITE;
        }
        if (spec.has(CommandFlag.READONLY)) {
            return READ;
        }
        return spec.has(CommandFlag.PUBSUB) && !spec.has(CommandFlag.STALE) ? SERVING : NOTHING;
    }

    Needs and(Needs other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Whether it is executed with an open record. */
    boolean touchesKeys() {
        return compareTo(READ) >= 0;
    }
}
