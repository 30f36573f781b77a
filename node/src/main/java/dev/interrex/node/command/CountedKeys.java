package dev.interrex.node.command;

/** Arguments of commands with a number of keys. Stateless. */
final class CountedKeys {
    private CountedKeys() {}

    /**
     * The number of keys at argument {@code index}, from 1 on; too many for the arguments is the caller's to see, as Redis has its own
     * text for it in every command.
     *
     * @param text of the error without its code
     */
    static int count(Call call, int index, String text) {
        CommandException refusal = new CommandException("ERR " + text);
        long count = call.integer(index, refusal);
        if (count < 1) {
            throw refusal;
        }
        return (int) Math.min(count, Integer.MAX_VALUE / 2);
    }

    /** {@code [COUNT count]} from argument {@code from} on to the end; 1 if it is not there. */
    static long countOption(Call call, int from) {
        long count = -1;
        for (int i = from; i < call.count(); i += 2) {
            if (count >= 0 || !call.isWord(i, "COUNT") || i + 1 == call.count()) {
                throw CommandException.SYNTAX;
            }
            count = count(call, i + 1, "count should be greater than 0");
        }
        return count < 0 ? 1 : count;
    }
}
