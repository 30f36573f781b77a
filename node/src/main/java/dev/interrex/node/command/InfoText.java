package dev.interrex.node.command;

import java.util.Locale;

/** The text of INFO while it is written. */
final class InfoText {
    private static final long KB = 1024;

    private final StringBuilder text = new StringBuilder();

    void section(String name) {
        if (!text.isEmpty()) {
            text.append("\r\n");
        }
        text.append("# ")
                .append(Character.toUpperCase(name.charAt(0)))
                .append(name.substring(1))
                .append("\r\n");
    }

    InfoText line(String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
        return this;
    }

    InfoText line(String name, long value) {
        return line(name, Long.toString(value));
    }

    InfoText line(String name, boolean value) {
        return line(name, value ? 1 : 0);
    }

    /** Two lines: {@code name} in bytes, {@code name_human} in the unit that fits. */
    InfoText bytes(String name, long bytes) {
        return line(name, bytes).line(name + "_human", human(bytes));
    }

    InfoText decimal(String name, double value, int digits) {
        return line(name, String.format(Locale.ROOT, "%." + digits + "f", value));
    }

    private static String human(long bytes) {
        if (bytes < KB) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= KB && unit < 4) {
            value /= KB;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%c", value, "KMGTP".charAt(unit));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
