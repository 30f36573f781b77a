package dev.interrex.node.command;

import dev.interrex.resp.CommandArgs;
import io.netty.buffer.ByteBuf;

/** Numbers in arguments, accepted exactly as Redis accepts them. Stateless. */
final class Numbers {
    private static final int LONGEST_LONG = 20;

    private Numbers() {}

    /** Whether the argument is a canonical 64-bit decimal: no blanks, no plus sign, no leading zeros. */
    static boolean isLong(CommandArgs args, int index) {
        int length = args.length(index);
        if (length == 0 || length > LONGEST_LONG) {
            return false;
        }
        ByteBuf buffer = args.buffer();
        int at = args.offset(index);
        int end = at + length;
        boolean negative = buffer.getByte(at) == '-';
        if (negative) {
            at++;
        }
        if (at == end) {
            return false;
        }
        int first = buffer.getByte(at);
        if (first == '0') {
            return length == 1;
        }
        long value = 0;
        for (int i = at; i < end; i++) {
            int digit = buffer.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            // Accumulates downwards, as the negative range is the larger one.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }

    /** The value of an argument for which {@link #isLong} holds. */
    static long parseLong(CommandArgs args, int index) {
        ByteBuf buffer = args.buffer();
        int at = args.offset(index);
        int end = at + args.length(index);
        boolean negative = buffer.getByte(at) == '-';
        if (negative) {
            at++;
        }
        long value = 0;
        for (int i = at; i < end; i++) {
            value = value * 10 - (buffer.getByte(i) - '0');
        }
        return negative ? value : -value;
    }
}
