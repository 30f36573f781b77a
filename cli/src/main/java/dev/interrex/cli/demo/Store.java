package dev.interrex.cli.demo;

/** A client as a writer uses it. Any thread. */
interface Store extends AutoCloseable {
    /** Shown in the tables. */
    String name();

    void set(String key, String value) throws NotDoneException, UnknownException;

    /** The value afterwards. */
    long increment(String key) throws NotDoneException, UnknownException;

    @Override
    void close();

    /** It certainly did not happen. */
    final class NotDoneException extends Exception {
        NotDoneException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It may have happened. */
    final class UnknownException extends Exception {
        UnknownException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
