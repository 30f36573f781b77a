package dev.interrex.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a line into arguments by the rules of Redis's inline commands and configuration files.
 *
 * <p>Blanks separate; {@code "…"} knows the escapes {@code \n \r \t \b \a \xHH} and takes any other escaped byte as it is;
 * {@code '…'} knows only {@code \'}. A closing quote must be followed by a blank or the end. A zero byte ends the line.
 */
public final class InlineArguments {
    private final ByteBuf line;
    private final int end;
    private int read;
    /** Where the next unquoted byte goes: never ahead of {@link #read}, as unquoting only shortens. */
    private int write;

    private InlineArguments(ByteBuf line, int start, int end) {
        this.line = line;
        this.end = end;
        read = start;
    }

    /** Unquotes in place. False if quotes are unbalanced; the line is then damaged. */
    static boolean split(ByteBuf line, int start, int end, CommandArgs into) {
        int zero = line.indexOf(start, end, (byte) 0);
        return new InlineArguments(line, start, zero < 0 ? end : zero).split(into);
    }

    /** The words of a line of text; null if quotes are unbalanced. */
    public static @Nullable List<String> words(String line) {
        ByteBuf bytes = Unpooled.wrappedBuffer(line.getBytes(StandardCharsets.UTF_8));
        CommandArgs args = new CommandArgs();
        args.reset(bytes);
        if (!split(bytes, 0, bytes.writerIndex(), args)) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) {
            words.add(args.text(i));
        }
        return words;
    }

    /** {@code word} as {@link #words} reads it back: in double quotes where it needs them. */
    public static String quoted(String word) {
        StringBuilder quoted = new StringBuilder();
        boolean needed = word.isEmpty() || word.startsWith("#");
        for (char c : word.toCharArray()) {
            needed |= c <= ' ' || c == '"' || c == '\'' || c == '\\';
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c);
            }
        }
        return needed ? "\"" + quoted + "\"" : word;
    }

    private boolean split(CommandArgs into) {
        while (true) {
            while (read < end && isBlank(line.getByte(read))) {
                read++;
            }
            if (read == end) {
                return true;
            }
            int start = read;
            write = start;
            if (!argument()) {
                return false;
            }
            into.add(start, write - start);
        }
    }

    /** Reads up to the blank that ends the argument. */
    private boolean argument() {
        while (read < end) {
            byte b = line.getByte(read);
            if (isBlank(b)) {
                return true;
            }
            if (b == '"') {
                return doubleQuoted();
            }
            if (b == '\'') {
                return singleQuoted();
            }
            put(b, 1);
        }
        return true;
    }

    private boolean doubleQuoted() {
        read++;
        while (read < end) {
            byte b = line.getByte(read);
            if (b == '"') {
                return closes();
            }
            if (b == '\\' && hexAt(2) >= 0 && hexAt(3) >= 0 && line.getByte(read + 1) == 'x') {
                put((byte) (hexAt(2) << 4 | hexAt(3)), 4);
            } else if (b == '\\' && read + 1 < end) {
                put(escaped(line.getByte(read + 1)), 2);
            } else {
                put(b, 1);
            }
        }
        return false;
    }

    private boolean singleQuoted() {
        read++;
        while (read < end) {
            byte b = line.getByte(read);
            if (b == '\'') {
                return closes();
            }
            if (b == '\\' && read + 1 < end && line.getByte(read + 1) == '\'') {
                put((byte) '\'', 2);
            } else {
                put(b, 1);
            }
        }
        return false;
    }

    private boolean closes() {
        read++;
        return read == end || isBlank(line.getByte(read));
    }

    private void put(byte b, int consumed) {
        line.setByte(write++, b);
        read += consumed;
    }

    private int hexAt(int ahead) {
        return read + ahead < end ? Character.digit(line.getByte(read + ahead), 16) : -1;
    }

    private static byte escaped(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
