package dev.interrex.node.config;

import java.util.Locale;

/** Sizes as redis.conf writes them. */
final class MemorySize {
    private static final String[] UNITS = {"gb", "mb", "kb"};

    private MemorySize() {}

    /** {@code 1k} is 1000, {@code 1kb} is 1024, likewise m and g; {@code b} or no unit are bytes; any case. */
    static long parse(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
            digits++;
        }
        long unit = switch (lower.substring(digits)) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1L << 10;
            case "m" -> 1000_000;
            case "mb" -> 1L << 20;
            case "g" -> 1000_000_000;
            case "gb" -> 1L << 30;
            default -> throw notASize(word);
        };
        try {
            return Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), unit);
        } catch (NumberFormatException | ArithmeticException e) {
            throw notASize(word);
        }
    }

    /** The shortest exact form: {@code 64mb}, {@code 1000}. */
    static String render(long bytes) {
        for (int i = 0; i < UNITS.length; i++) {
            long unit = 1L << (30 - 10 * i);
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + UNITS[i];
            }
        }
        return Long.toString(bytes);
    }

    private static IllegalArgumentException notASize(String word) {
        return new IllegalArgumentException("'" + word + "' is not a size such as 64mb");
    }
}
