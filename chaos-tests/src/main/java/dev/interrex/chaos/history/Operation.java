package dev.interrex.chaos.history;

/**
 * One operation of a finished history.
 *
 * @param index its place in the order of invocations, from 0
 * @param process number of the client thread; a process has one operation at a time
 * @param key the key it touched
 * @param argument what was written, appended or added; empty for reads and increments
 * @param invokedNs monotonic nanoseconds just before it was sent
 * @param completedNs just after its answer arrived; {@link Long#MAX_VALUE} if its outcome is unknown
 * @param error the text of the failure; empty if it ended well or is still open
 */
public record Operation(
        int index,
        int process,
        String key,
        Function function,
        String argument,
        long invokedNs,
        long completedNs,
        Outcome outcome,
        Answer answer,
        String error) {
    public boolean ok() {
        return outcome == Outcome.OK;
    }

    /** One line for people: {@code #12 p3 SET k=v ok -> …}. */
    public String describe() {
        String what = "#" + index + " process " + process + " " + function + " " + key;
        if (!argument.isEmpty()) {
            what += " " + argument;
        }
        what += " " + outcome.name().toLowerCase(java.util.Locale.ROOT);
        return switch (answer) {
            case Answer.None none -> what;
            case Answer.Value value -> what + " -> " + value.value();
            case Answer.Number number -> what + " -> " + number.number();
            case Answer.Elements elements -> what + " -> " + elements.elements();
        };
    }
}
