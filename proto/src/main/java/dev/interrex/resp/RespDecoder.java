package dev.interrex.resp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests in a connection's receive buffer: arrays of bulk strings, or inline commands as a human types them.
 *
 * <p>Nothing is copied: arguments are offsets into the buffer, so they are valid until the buffer is compacted or released. A
 * request may arrive in any number of pieces; what was parsed is not looked at again. Nothing is allocated for a length that was
 * only declared. An inline command with quotes is unquoted in place, so the buffer must be writable.
 *
 * <p>The reader index moves past a request only when it is complete. One decoder belongs to one connection.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol specification</a>
 */
public final class RespDecoder {
    /** What a call of {@link #decode} found. */
    public enum Result {
        /** The arguments are those of a whole request with at least one argument. */
        COMPLETE,
        /** The buffer ends before the request does. */
        NEED_MORE,
        /** The stream cannot be understood from here on: send {@link #error()} and close. */
        PROTOCOL_ERROR
    }

    /**
     * What a request may be at most.
     *
     * @param arguments of one request, its name included
     * @param bulkBytes of one argument; Redis's {@code proto-max-bulk-len}
     * @param inlineBytes of a line without its end
     */
    public record Limits(int arguments, int bulkBytes, int inlineBytes) {
        public static final Limits REDIS = new Limits(1024 * 1024, 512 * 1024 * 1024, 64 * 1024);
    }

    /** For connections that have not authenticated: enough for HELLO and AUTH, too little to fill memory with. */
    private static final int UNAUTHENTICATED_ARGUMENTS = 10;

    private static final int UNAUTHENTICATED_BULK_BYTES = 16 * 1024;

    private static final int MORE = -1;
    private static final int INVALID = -2;
    private static final int NO_BULK = -1;
    private static final int MAX_DIGITS = 10;

    private Limits limits;
    private boolean authenticated = true;

    /** Arguments of the current request that are still to come; 0 between requests. */
    private int argumentsLeft;
    /** Length of the argument whose header was read, or NO_BULK. */
    private int bulkLength = NO_BULK;
    /** Bytes after the reader index that need not be looked at again. */
    private int scanned;
    /** Reader index to which the offsets of the current request belong. */
    private int base;
    /** The last number read by {@link #number}. */
    private long value;

    private @Nullable String error;

    public RespDecoder(Limits limits) {
        this.limits = limits;
    }

    /** Takes effect with the next length that is read. */
    public void limits(Limits limits) {
        this.limits = limits;
    }

    /** Until a client has authenticated, its requests are limited to 10 arguments of 16 KB, as in Redis. */
    public void authenticated(boolean authenticated) {
        this.authenticated = authenticated;
    }

    /** Whether part of a request was read: bytes of it lie in front of the reader index. */
    public boolean inRequest() {
        return argumentsLeft > 0 || scanned > 0;
    }

    /** The error reply after {@link Result#PROTOCOL_ERROR}, with Redis's text. */
    public String error() {
        return error == null ? "" : error;
    }

    /**
     * Looks for the next request between the buffer's reader and writer index.
     *
     * @param into the connection's own arguments: they hold the beginning of a request until its end has come
     */
    public Result decode(ByteBuf in, CommandArgs into) {
        if (error != null) {
            return Result.PROTOCOL_ERROR;
        }
        int start = in.readerIndex();
        if (argumentsLeft > 0 && (start != base || into.buffer() != in)) {
            into.rebase(in, start - base);
        }
        base = start;
        while (argumentsLeft == 0) {
            int end = in.writerIndex();
            if (base == end) {
                return Result.NEED_MORE;
            }
            if (in.getByte(base) != '*') {
                Result result = inline(in, into);
                if (result != Result.COMPLETE || into.count() > 0) {
                    return result;
                }
            } else if (!arrayHeader(in, into)) {
                return error == null ? Result.NEED_MORE : Result.PROTOCOL_ERROR;
            }
        }
        return arguments(in, into);
    }

    /** Reads {@code *N}; false without all of it. An empty array is skipped. */
    private boolean arrayHeader(ByteBuf in, CommandArgs into) {
        int next = number(in, base + 1, in.writerIndex());
        if (next == MORE) {
            return false;
        }
        if (next == INVALID || value > limits.arguments()) {
            return fails("invalid multibulk length");
        }
        if (value > UNAUTHENTICATED_ARGUMENTS && !authenticated) {
            return fails("unauthenticated multibulk length");
        }
        if (value <= 0) {
            consume(in, next);
            return true;
        }
        into.reset(in);
        argumentsLeft = (int) value;
        scanned = next - base;
        return true;
    }

    private Result arguments(ByteBuf in, CommandArgs into) {
        int end = in.writerIndex();
        int at = base + scanned;
        while (argumentsLeft > 0) {
            if (bulkLength == NO_BULK) {
                int next = bulkHeader(in, at, end);
                if (next < 0) {
                    scanned = at - base;
                    return next == MORE ? Result.NEED_MORE : Result.PROTOCOL_ERROR;
                }
                at = next;
                bulkLength = (int) value;
            }
            if (end - at < bulkLength + 2L) {
                scanned = at - base;
                return Result.NEED_MORE;
            }
            int after = at + bulkLength;
            if (in.getByte(after) != '\r' || in.getByte(after + 1) != '\n') {
                fails("expected CRLF after bulk string");
                return Result.PROTOCOL_ERROR;
            }
            into.add(at, bulkLength);
            at = after + 2;
            bulkLength = NO_BULK;
            argumentsLeft--;
        }
        consume(in, at);
        return Result.COMPLETE;
    }

    /** Reads {@code $N} at {@code at} into {@link #value}: the index after it, MORE, or INVALID with the error set. */
    private int bulkHeader(ByteBuf in, int at, int end) {
        if (at == end) {
            return MORE;
        }
        byte type = in.getByte(at);
        if (type != '$') {
            fails("expected '$', got '" + (char) (type & 0xff) + "'");
            return INVALID;
        }
        int next = number(in, at + 1, end);
        if (next == INVALID || next != MORE && (value < 0 || value > limits.bulkBytes())) {
            fails("invalid bulk length");
            return INVALID;
        }
        if (next != MORE && value > UNAUTHENTICATED_BULK_BYTES && !authenticated) {
            fails("unauthenticated bulk length");
            return INVALID;
        }
        return next;
    }

    /**
     * Reads decimal digits and CRLF into {@link #value}: the index after them, MORE or INVALID. Like Redis it takes no plus sign
     * and no leading zeros. A header is at most {@code MAX_DIGITS + 3} bytes, so reading it again after a split costs nothing.
     */
    private int number(ByteBuf in, int from, int end) {
        if (end - from >= 4) {
            int word = in.getIntLE(from);
            int digit = (word & 0xff) - '0';
            if (digit >= 0 && digit <= 9 && (word >>> 8 & 0xffff) == ('\n' << 8 | '\r')) {
                value = digit;
                return from + 3;
            }
        }
        return longNumber(in, from, end);
    }

    private int longNumber(ByteBuf in, int from, int end) {
        boolean negative = from < end && in.getByte(from) == '-';
        int first = negative ? from + 1 : from;
        int at = first;
        long sum = 0;
        while (at < end) {
            int digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            sum = sum * 10 + digit;
            at++;
            if (at - first > MAX_DIGITS || at - first == 2 && sum < 10) {
                return INVALID;
            }
        }
        if (at == end) {
            return MORE;
        }
        if (at == first || in.getByte(at) != '\r' || negative && sum == 0) {
            return INVALID;
        }
        if (at + 1 == end) {
            return MORE;
        }
        if (in.getByte(at + 1) != '\n') {
            return INVALID;
        }
        value = negative ? -sum : sum;
        return at + 2;
    }

    /** COMPLETE without arguments for a blank line. */
    private Result inline(ByteBuf in, CommandArgs into) {
        int end = in.writerIndex();
        int newline = in.indexOf(base + scanned, end, (byte) '\n');
        if ((newline < 0 ? end : newline) - base > limits.inlineBytes()) {
            fails("too big inline request");
            return Result.PROTOCOL_ERROR;
        }
        if (newline < 0) {
            scanned = end - base;
            return Result.NEED_MORE;
        }
        into.reset(in);
        if (!InlineArguments.split(in, base, newline, into)) {
            fails("unbalanced quotes in request");
            return Result.PROTOCOL_ERROR;
        }
        consume(in, newline + 1);
        if (!authenticated && into.count() > UNAUTHENTICATED_ARGUMENTS) {
            fails("unauthenticated multibulk length");
            return Result.PROTOCOL_ERROR;
        }
        return Result.COMPLETE;
    }

    private void consume(ByteBuf in, int upTo) {
        in.readerIndex(upTo);
        base = upTo;
        scanned = 0;
    }

    private boolean fails(String what) {
        error = "ERR Protocol error: " + what;
        return false;
    }
}
