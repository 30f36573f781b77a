package dev.interrex.node.command;

/** Times of expiry in arguments. Stateless. */
final class ExpiryArgument {
    static final long SECONDS = 1000;
    static final long MILLISECONDS = 1;

    private ExpiryArgument() {}

    /**
     * Argument {@code index} of SET, GETEX, SETEX or PSETEX as a moment: must be positive.
     *
     * @param unitMs {@link #SECONDS} or {@link #MILLISECONDS}
     * @param fromNow whether it is a span, not a moment
     * @return milliseconds since 1970
     */
    static long positive(Call call, int index, long unitMs, boolean fromNow) {
        long amount = call.integer(index);
        if (amount <= 0 || amount > Long.MAX_VALUE / unitMs) {
            throw invalid(call);
        }
        long ms = amount * unitMs;
        if (fromNow && ms > Long.MAX_VALUE - call.nowMs()) {
            throw invalid(call);
        }
        return fromNow ? ms + call.nowMs() : ms;
    }

    /** Argument {@code index} of the EXPIRE family as a moment, which may have passed. */
    static long any(Call call, int index, long unitMs, boolean fromNow) {
        long amount = call.integer(index);
        if (amount > Long.MAX_VALUE / unitMs || amount < Long.MIN_VALUE / unitMs) {
            throw invalid(call);
        }
        long ms = amount * unitMs;
        if (fromNow && ms > Long.MAX_VALUE - call.nowMs()) {
            throw invalid(call);
        }
        return fromNow ? ms + call.nowMs() : ms;
    }

    private static CommandException invalid(Call call) {
        return new CommandException("ERR invalid expire time in '" + call.spec().label() + "' command");
    }
}
