package dev.interrex.node.command;

/**
 * A command that is refused as a whole: its text becomes the error reply, and the client may conclude that nothing was done.
 * Thrown by handlers before any mutation only. Without a stack trace, so throwing one costs little more than a return.
 */
public final class CommandException extends RuntimeException {
    public static final CommandException SYNTAX = new CommandException("ERR syntax error");
    public static final CommandException NOT_AN_INTEGER =
            new CommandException("ERR value is not an integer or out of range");
    public static final CommandException NOT_A_FLOAT = new CommandException("ERR value is not a valid float");
    public static final CommandException WRONG_TYPE =
            new CommandException("WRONGTYPE Operation against a key holding the wrong kind of value");
    public static final CommandException NO_SUCH_KEY = new CommandException("ERR no such key");
    public static final CommandException OUT_OF_RANGE = new CommandException("ERR index out of range");

    public static final CommandException NO_SUCH_DATABASE = new CommandException("ERR DB index is out of range");
    public static final CommandException SAME_OBJECT =
            new CommandException("ERR source and destination objects are the same");
    public static final CommandException OVERFLOW = new CommandException("ERR increment or decrement would overflow");
    public static final CommandException NOT_FINITE =
            new CommandException("ERR increment would produce NaN or Infinity");
    public static final CommandException STRING_TOO_LONG =
            new CommandException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    private static final long serialVersionUID = 1L;

    private final String text;

    /** @param text the whole error line, code first: {@code "ERR …"} */
    public CommandException(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    /** The whole error line without the leading {@code -}. */
    public String text() {
        return text;
    }
}
