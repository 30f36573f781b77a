package dev.interrex.bench.load;

import java.nio.ByteBuffer;

/** Counts replies in a stream of RESP2, however it is cut. Looks at types and lengths only. */
final class ReplyCounter {
    /** Elements that are still to come before the reply is complete. */
    private long pending = 1;

    /** Bytes of a bulk string, with its end, that are to be skipped. */
    private long skip;

    private byte type;
    private long number;
    private boolean negative;
    private boolean inLine;
    private long errors;

    /** Errors among the replies so far. */
    long errors() {
        return errors;
    }

    /** Takes all bytes; returns how many replies ended in them. */
    int count(ByteBuffer in) {
        int ended = 0;
        while (in.hasRemaining()) {
            if (skip > 0) {
                int step = (int) Math.min(skip, in.remaining());
                in.position(in.position() + step);
                skip -= step;
                ended += skip == 0 ? element(0) : 0;
                continue;
            }
            byte next = in.get();
            if (!inLine) {
                inLine = true;
                type = next;
                number = 0;
                negative = false;
                errors += next == '-' ? 1 : 0;
            } else if (next == '\n') {
                inLine = false;
                ended += line();
            } else if (next == '-') {
                negative = true;
            } else if (next >= '0' && next <= '9') {
                number = number * 10 + next - '0';
            }
        }
        return ended;
    }

    private int line() {
        if (type == '$' && !negative) {
            skip = number + 2;
            return 0;
        }
        return element(type == '*' && !negative ? number : 0);
    }

    /** An element is complete, but for some more that belong to it; returns 1 if with it the reply is. */
    private int element(long children) {
        pending += children - 1;
        if (pending > 0) {
            return 0;
        }
        pending = 1;
        return 1;
    }
}
