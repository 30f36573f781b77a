package dev.interrex.node.rdb;

/** Bytes that are no value in the RDB format; nothing was stored. Without a stack trace, as clients may send any number of them. */
public final class DamagedPayloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedPayloadException(String what) {
        super(what, null, false, false);
    }
}
