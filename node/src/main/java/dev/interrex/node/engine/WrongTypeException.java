package dev.interrex.node.engine;

/** The key holds a value of another type; nothing was changed. Without a stack trace: clients can cause it at will. */
public final class WrongTypeException extends RuntimeException {
    static final WrongTypeException INSTANCE = new WrongTypeException();

    private static final long serialVersionUID = 1L;

    private WrongTypeException() {
        super("wrong type", null, false, false);
    }
}
