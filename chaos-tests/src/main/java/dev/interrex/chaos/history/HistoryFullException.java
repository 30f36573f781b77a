package dev.interrex.chaos.history;

/** The history has no room for another operation, which therefore was not sent. */
public final class HistoryFullException extends Exception {
    private static final long serialVersionUID = 1;

    public HistoryFullException(int capacity) {
        super("the history holds " + capacity + " operations and has no room for another");
    }
}
