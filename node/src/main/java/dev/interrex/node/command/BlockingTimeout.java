package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The timeout argument of commands that wait, in Redis's two units. Stateless. */
final class BlockingTimeout {
    private static final CommandException NOT_A_FLOAT =
            new CommandException("ERR timeout is not a float or out of range");
    private static final CommandException NOT_AN_INTEGER =
            new CommandException("ERR timeout is not an integer or out of range");
    private static final CommandException OUT_OF_RANGE = new CommandException("ERR timeout is out of range");
    private static final CommandException NEGATIVE = new CommandException("ERR timeout is negative");
    private static final BigDecimal MS_PER_SECOND = BigDecimal.valueOf(1000);

    /** 0.05 s are 50 ms, though no binary fraction is exactly 0.05. */
    private static final MathContext PRECISION = new MathContext(18);

    private BlockingTimeout() {}

    /** Argument {@code index}, seconds with decimals, in milliseconds, rounded up; 0 = for ever. */
    static long ofSeconds(Call call, int index) {
        LongDouble seconds = LongDouble.parse(call.slice(index, new Slice()));
        if (seconds == null) {
            throw NOT_A_FLOAT;
        }
        if (seconds.infinite()) {
            throw OUT_OF_RANGE;
        }
        BigDecimal ms = seconds.value().multiply(MS_PER_SECOND, PRECISION).setScale(0, RoundingMode.CEILING);
        if (ms.signum() < 0) {
            throw NEGATIVE;
        }
        if (ms.compareTo(BigDecimal.valueOf(Long.MAX_VALUE - call.nowMs())) > 0) {
            throw OUT_OF_RANGE;
        }
        return ms.longValue();
    }

    /** Argument {@code index}, whole milliseconds; 0 = for ever. */
    static long ofMilliseconds(Call call, int index) {
        long ms = call.integer(index, NOT_AN_INTEGER);
        if (ms < 0) {
            throw NEGATIVE;
        }
        if (ms > Long.MAX_VALUE - call.nowMs()) {
            throw OUT_OF_RANGE;
        }
        return ms;
    }
}
