package dev.interrex.node.engine;

/**
 * 64-bit decimals as bytes. Only the canonical form counts as a number, as in Redis: no blanks, no plus sign, no leading zeros,
 * no {@code -0}. Stateless.
 */
public final class Digits {
    /** {@code -9223372036854775808}. */
    public static final int LONGEST = 20;

    /** So many digits are within 64 bits whatever they are. */
    private static final int SAFE_DIGITS = 18;

    private Digits() {}

    /** Whether the bytes are a canonical decimal within 64 bits. */
    public static boolean isLong(Slice text) {
        int length = text.length();
        if (length == 0 || length > LONGEST) {
            return false;
        }
        boolean negative = text.at(0) == '-';
        int at = negative ? 1 : 0;
        if (at == length || text.at(at) == '0') {
            return length == 1 && !negative;
        }
        long value = 0;
        if (length - at <= SAFE_DIGITS) {
            return allDigits(text, at);
        }
        for (; at < length; at++) {
            int digit = text.at(at) - '0';
            // Counts downwards, as the negative range is the larger one.
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }

    private static boolean allDigits(Slice text, int from) {
        for (int at = from; at < text.length(); at++) {
            int digit = text.at(at) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
        }
        return true;
    }

    /** The value of bytes for which {@link #isLong} holds. */
    public static long parse(Slice text) {
        boolean negative = text.at(0) == '-';
        long value = 0;
        for (int at = negative ? 1 : 0; at < text.length(); at++) {
            value = value * 10 - (text.at(at) - '0');
        }
        return negative ? value : -value;
    }

    /** Renders into scratch of {@code into} and returns it. */
    public static Slice render(long value, Slice into) {
        byte[] room = into.room(LONGEST);
        int at = LONGEST;
        // Downwards again: the absolute value of the smallest long is no long.
        long rest = value > 0 ? -value : value;
        do {
            long next = rest / 10;
            room[--at] = (byte) ('0' - (rest - next * 10));
            rest = next;
        } while (rest != 0);
        if (value < 0) {
            room[--at] = '-';
        }
        return into.set(room, at, LONGEST - at);
    }
}
