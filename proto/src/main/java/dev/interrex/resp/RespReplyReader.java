package dev.interrex.resp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies in RESP2 and RESP3 from a blocking stream: for the command line and for tests. Attributes ({@code |}) are read
 * and left out. Nothing is allocated for a length that was only declared. One thread at a time.
 */
public final class RespReplyReader {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LINE_BYTES = 1024 * 1024;
    private static final int READ_AT_ONCE_BYTES = 64 * 1024;

    private final InputStream in;

    public RespReplyReader(InputStream in) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in, READ_AT_ONCE_BYTES);
    }

    /**
     * Waits for the next reply or push message.
     *
     * @throws EOFException if the stream ends before it
     * @throws ProtocolException if the bytes are not a reply
     * @throws IOException as the stream does
     */
    public RespReply read() throws IOException {
        return read(MAX_DEPTH);
    }

    /** All replies in {@code bytes}. */
    public static List<RespReply> readAll(byte[] bytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        RespReplyReader reader = new RespReplyReader(new BufferedInputStream(in));
        List<RespReply> replies = new ArrayList<>();
        while (true) {
            reader.in.mark(1);
            if (reader.in.read() < 0) {
                return replies;
            }
            reader.in.reset();
            replies.add(reader.read());
        }
    }

    /** A request as clients send it: an array of bulk strings in UTF-8. */
    public static byte[] request(String... arguments) {
        byte[][] encoded = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            encoded[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        return request(encoded);
    }

    public static byte[] request(byte[]... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + arguments.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] argument : arguments) {
            out.writeBytes(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(argument);
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }

    private RespReply read(int depth) throws IOException {
        if (depth == 0) {
            throw new ProtocolException("reply nested deeper than " + MAX_DEPTH);
        }
        int type = in.read();
        while (type == '|') {
            for (long left = 2 * length(line()); left > 0; left--) {
                read(depth - 1);
            }
            type = in.read();
        }
        if (type < 0) {
            throw new EOFException("connection closed");
        }
        String line = line();
        return switch (type) {
            case '+' -> new RespReply.Status(line);
            case '-' -> new RespReply.Failure(line);
            case ':' -> new RespReply.Number(integer(line));
            case '$' -> line.equals("-1") ? new RespReply.Null() : new RespReply.Bulk(bytes(length(line)), "");
            case '_' -> new RespReply.Null();
            case '#' -> new RespReply.Truth(line.equals("t"));
            case ',' -> new RespReply.Real(line);
            case '(' -> new RespReply.BigNumber(line);
            case '!' -> new RespReply.Failure(new String(bytes(length(line)), StandardCharsets.UTF_8));
            case '=' -> verbatim(bytes(length(line)));
            case '*' -> line.equals("-1") ? new RespReply.Null() : group(RespReply.Kind.ARRAY, length(line), depth);
            case '%' -> group(RespReply.Kind.MAP, 2 * length(line), depth);
            case '~' -> group(RespReply.Kind.SET, length(line), depth);
            case '>' -> group(RespReply.Kind.PUSH, length(line), depth);
            default -> throw new ProtocolException("not a reply: type " + (char) type + " line " + line);
        };
    }

    private RespReply group(RespReply.Kind kind, long count, int depth) throws IOException {
        List<RespReply> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(read(depth - 1));
        }
        return new RespReply.Group(kind, elements);
    }

    private static RespReply verbatim(byte[] bytes) throws IOException {
        if (bytes.length < 4 || bytes[3] != ':') {
            throw new ProtocolException("verbatim string without format");
        }
        byte[] text = java.util.Arrays.copyOfRange(bytes, 4, bytes.length);
        return new RespReply.Bulk(text, new String(bytes, 0, 3, StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(32);
        while (true) {
            int b = in.read();
            if (b == '\r') {
                expect('\n');
                return line.toString(StandardCharsets.UTF_8);
            }
            if (b < 0) {
                throw new EOFException("connection closed within a reply");
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new ProtocolException("reply line longer than " + MAX_LINE_BYTES);
            }
            line.write(b);
        }
    }

    private byte[] bytes(long length) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(length, Integer.MAX_VALUE - 8));
        if (bytes.length < length) {
            throw new EOFException("connection closed within a reply");
        }
        expect('\r');
        expect('\n');
        return bytes;
    }

    private void expect(int wanted) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("connection closed within a reply");
        }
        if (b != wanted) {
            throw new ProtocolException("expected the end of a line, got byte " + b);
        }
    }

    private static long length(String line) throws ProtocolException {
        long length = integer(line);
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw new ProtocolException("invalid length " + line);
        }
        return length;
    }

    private static long integer(String line) throws ProtocolException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new ProtocolException("invalid number " + line);
        }
    }
}
