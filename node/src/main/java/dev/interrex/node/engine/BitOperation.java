package dev.interrex.node.engine;

import java.util.Arrays;

/** What BITOP can do with strings, the shorter ones padded with zeros. The order is that of the log: append only. */
public enum BitOperation {
    AND,
    OR,
    XOR,
    /** Of one string only. */
    NOT;

    /** Combines {@code source} into {@code result}; {@code first} if nothing was combined into it before. */
    void combine(byte[] result, Slice source, boolean first) {
        int length = Math.min(result.length, source.length());
        if (first || this == NOT) {
            System.arraycopy(source.array(), source.offset(), result, 0, length);
        }
        switch (this) {
            case NOT -> invert(result);
            case AND -> and(result, source, length);
            case OR -> {
                for (int i = 0; i < length; i++) {
                    result[i] |= source.at(i);
                }
            }
            case XOR -> {
                for (int i = 0; i < length && !first; i++) {
                    result[i] ^= source.at(i);
                }
            }
        }
    }

    private static void and(byte[] result, Slice source, int length) {
        for (int i = 0; i < length; i++) {
            result[i] &= source.at(i);
        }
        Arrays.fill(result, length, result.length, (byte) 0);
    }

    private static void invert(byte[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) ~result[i];
        }
    }
}
