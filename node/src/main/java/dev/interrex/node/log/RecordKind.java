package dev.interrex.node.log;

import org.jspecify.annotations.Nullable;

/** What a record is for. */
public enum RecordKind {
    /** The effects of one command, MULTI or script. */
    EFFECTS(1),
    /** The first record of an epoch, written by its primary; holds no effects. */
    BARRIER(2);

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /** The kind with this code, null if this version knows none. */
    static @Nullable RecordKind of(byte code) {
        return switch (code) {
            case 1 -> EFFECTS;
            case 2 -> BARRIER;
            default -> null;
        };
    }
}
