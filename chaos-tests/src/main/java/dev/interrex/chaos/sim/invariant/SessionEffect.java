package dev.interrex.chaos.sim.invariant;

import java.util.HexFormat;

/**
 * What a record says of a session, in the engine's bytes.
 *
 * <pre>
 *   | u8 op | u8 length of the identity | identity | … |
 * </pre>
 *
 * @param bytes one effect; its operands are the engine's own affair
 * @param reply to the operation of the record, where it is one
 * @param digest of all sessions behind it
 */
public record SessionEffect(byte[] bytes, long reply, long digest) {
    private static final int OPEN = 0x70;
    private static final int CLOSE = 0x71;
    private static final int ID = 2;

    boolean opens() {
        return is(OPEN);
    }

    boolean closes() {
        return is(CLOSE);
    }

    private boolean is(int op) {
        return bytes.length > 0 && bytes[0] == op;
    }

    /** Identity of the session, in hexadecimal digits. */
    String session() {
        return HexFormat.of().formatHex(bytes, ID, ID + bytes[ID - 1]);
    }
}
