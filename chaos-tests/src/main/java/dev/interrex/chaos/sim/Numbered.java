package dev.interrex.chaos.sim;

import dev.interrex.node.engine.Slice;
import java.util.HexFormat;

/**
 * The number of an operation that may be asked for again.
 *
 * @param session its client's
 * @param seq from 1 on
 * @param acknowledgedUpTo the client has all replies up to this number, or does without them
 */
record Numbered(Slice session, long seq, long acknowledgedUpTo) {
    /** Identity of the session, in hexadecimal digits. */
    String sessionName() {
        return HexFormat.of().formatHex(session.toBytes());
    }
}
