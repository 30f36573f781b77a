package dev.interrex.node.command;

/**
 * {@code FIELDS numfields field [field ...]} at the end of a command, and times of expiry of fields. Stateless.
 */
final class FieldArguments {
    static final String NOT_POSITIVE = "ERR Number of fields must be a positive integer";

    private static final CommandException NO_FIELDS =
            new CommandException("ERR Mandatory argument FIELDS is missing or not at the right position");
    private static final CommandException OTHER_NUMBER =
            new CommandException("ERR The `numfields` parameter must match the number of arguments");
    private static final CommandException BELOW_ZERO = new CommandException("ERR invalid expire time, must be >= 0");

    /** Largest time of expiry of a field, as in Redis: 46 bits. */
    private static final long LATEST_MS = (1L << 46) - 1;

    private FieldArguments() {}

    /**
     * Checks that the word FIELDS stands at {@code at}, and that as many fields follow as it says.
     *
     * @param refusal if that number is no positive number
     * @return the index of the first field
     */
    static int first(Call call, int at, String refusal) {
        if (!call.isWord(at, "FIELDS")) {
            throw NO_FIELDS;
        }
        long count = at + 1 < call.count() ? call.integer(at + 1, new CommandException(refusal)) : 0;
        if (count < 1) {
            throw new CommandException(refusal);
        }
        if (count != call.count() - at - 2) {
            throw OTHER_NUMBER;
        }
        return at + 2;
    }

    /** Argument {@code index} as the moment when a field expires, in milliseconds since 1970. */
    static long time(Call call, int index, long unitMs, boolean fromNow) {
        long amount = call.integer(index);
        if (amount < 0) {
            throw BELOW_ZERO;
        }
        long base = fromNow ? call.nowMs() : 0;
        if (amount > LATEST_MS / unitMs || amount * unitMs > LATEST_MS - base) {
            throw new CommandException(
                    "ERR invalid expire time in '" + call.spec().label() + "' command");
        }
        return amount * unitMs + base;
    }
}
