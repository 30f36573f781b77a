package dev.interrex.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Appends replies to a buffer in RESP2 or RESP3, whichever the connection speaks. A RESP3 type that RESP2 lacks is written as
 * Redis does it: maps and sets as arrays, doubles as bulk strings, booleans as integers, pushes as arrays.
 *
 * <p>One instance serves one event loop: {@link #target} points it at a connection's buffer before each command. Not thread safe.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol specification</a>
 */
public final class RespWriter {
    /** Type, digits and both ends of lines of a bulk string that is put together before it is written. */
    private static final int MOST_FRAME_BYTES = 1 + 20 + 2 + 2;

    private static final int LINE_BYTES = 512;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] NULL_BULK = "$-1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_ARRAY = "*-1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_RESP3 = "_\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUEUED = "+QUEUED\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIN_LONG = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean resp3;
    private long errors;
    private final byte[] digits = new byte[20];

    /** A short reply is put together here, as every write to a {@link ByteBuf} costs as much as some dozens of bytes. */
    private final byte[] line = new byte[LINE_BYTES];

    /** Directs what follows to {@code out} in RESP3 ({@code true}) or RESP2. */
    public void target(ByteBuf out, boolean resp3) {
        this.out = out;
        this.resp3 = resp3;
    }

    public ByteBuf buffer() {
        return out;
    }

    public boolean resp3() {
        return resp3;
    }

    /** Number of error replies written since creation; lets the caller see whether a command failed. */
    public long errors() {
        return errors;
    }

    public void ok() {
        out.writeBytes(OK);
    }

    public void queued() {
        out.writeBytes(QUEUED);
    }

    /** A status line. {@code text} must be ASCII without CR or LF. */
    public void simple(String text) {
        out.writeByte('+');
        ByteBufUtil.writeAscii(out, text);
        out.writeBytes(CRLF);
    }

    /**
     * An error line, {@code text} with its code first ({@code "ERR …"}, {@code "WRONGTYPE …"}). CR and LF in it, which can come
     * from a client's own bytes, become blanks as in Redis.
     */
    public void error(String text) {
        errors++;
        out.writeByte('-');
        ByteBufUtil.writeUtf8(out, text.replace('\r', ' ').replace('\n', ' '));
        out.writeBytes(CRLF);
    }

    public void integer(long value) {
        prefixed(':', value);
    }

    public void bulk(byte[] value) {
        bulk(value, 0, value.length);
    }

    public void bulk(byte[] value, int offset, int length) {
        int at = prefix('$', length);
        if (length > LINE_BYTES - MOST_FRAME_BYTES) {
            out.writeBytes(line, 0, at);
            out.writeBytes(value, offset, length);
            out.writeBytes(CRLF);
            return;
        }
        System.arraycopy(value, offset, line, at, length);
        out.writeBytes(line, 0, endLine(at + length));
    }

    /** Copies {@code length} bytes at {@code index} of {@code source}; its reader index stays. */
    public void bulk(ByteBuf source, int index, int length) {
        prefixed('$', length);
        out.writeBytes(source, index, length);
        out.writeBytes(CRLF);
    }

    public void bulk(String value) {
        prefixed('$', ByteBufUtil.utf8Bytes(value));
        ByteBufUtil.writeUtf8(out, value);
        out.writeBytes(CRLF);
    }

    /** The decimal digits of {@code value} as a bulk string. */
    public void bulkLong(long value) {
        int start = render(value);
        int length = digits.length - start;
        // The length has at most two digits; it must not be rendered over those of the value.
        int at = 0;
        line[at++] = '$';
        if (length >= 10) {
            line[at++] = (byte) ('0' + length / 10);
        }
        line[at++] = (byte) ('0' + length % 10);
        at = endLine(at);
        System.arraycopy(digits, start, line, at, length);
        out.writeBytes(line, 0, endLine(at + length));
    }

    /** "No such value": {@code $-1} or {@code _}. */
    public void nullBulk() {
        out.writeBytes(resp3 ? NULL_RESP3 : NULL_BULK);
    }

    /** "No such list": {@code *-1} or {@code _}. */
    public void nullArray() {
        out.writeBytes(resp3 ? NULL_RESP3 : NULL_ARRAY);
    }

    /** Header of an array; {@code elements} replies follow. */
    public void array(int elements) {
        prefixed('*', elements);
    }

    /** Header of a map; {@code 2 × pairs} replies follow, a flat array in RESP2. */
    public void map(int pairs) {
        prefixed(resp3 ? '%' : '*', resp3 ? pairs : 2L * pairs);
    }

    public void set(int elements) {
        prefixed(resp3 ? '~' : '*', elements);
    }

    /** Header of an out-of-band message; a plain array in RESP2, as pub/sub messages are. */
    public void push(int elements) {
        prefixed(resp3 ? '>' : '*', elements);
    }

    /** {@code #t}/{@code #f}, or 1/0 in RESP2. */
    public void bool(boolean value) {
        if (resp3) {
            out.writeByte('#').writeByte(value ? 't' : 'f').writeBytes(CRLF);
        } else {
            integer(value ? 1 : 0);
        }
    }

    /**
     * A double that was already rendered, without which no two servers agree on digits: {@code ,text} in RESP3, a bulk string
     * in RESP2.
     */
    public void doubleText(String text) {
        if (resp3) {
            out.writeByte(',');
            ByteBufUtil.writeAscii(out, text);
            out.writeBytes(CRLF);
        } else {
            bulk(text);
        }
    }

    /** Text with a three-letter format such as {@code txt}; a bulk string in RESP2. */
    public void verbatim(String format, String text) {
        if (resp3) {
            prefixed('=', ByteBufUtil.utf8Bytes(text) + 4L);
            ByteBufUtil.writeAscii(out, format);
            out.writeByte(':');
            ByteBufUtil.writeUtf8(out, text);
            out.writeBytes(CRLF);
        } else {
            bulk(text);
        }
    }

    private void prefixed(char type, long value) {
        out.writeBytes(line, 0, prefix(type, value));
    }

    /** Begins the line with type and number; returns its length. */
    private int prefix(char type, long value) {
        line[0] = (byte) type;
        int at = 1;
        if (value >= 0 && value <= 9) {
            line[at++] = (byte) ('0' + value);
        } else {
            int start = render(value);
            System.arraycopy(digits, start, line, at, digits.length - start);
            at += digits.length - start;
        }
        return endLine(at);
    }

    private int endLine(int at) {
        line[at] = '\r';
        line[at + 1] = '\n';
        return at + 2;
    }

    /** Renders right-aligned into {@link #digits} and returns the index of the first digit. */
    private int render(long value) {
        if (value == Long.MIN_VALUE) {
            System.arraycopy(MIN_LONG, 0, digits, 0, MIN_LONG.length);
            return 0;
        }
        long rest = Math.abs(value);
        int at = digits.length;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            digits[--at] = '-';
        }
        return at;
    }
}
