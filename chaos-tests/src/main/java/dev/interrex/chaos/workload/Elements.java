package dev.interrex.chaos.workload;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements that APPEND puts one behind the other into a string. All have the same width, so that the length answered by APPEND
 * tells the element's position.
 *
 * <pre>
 *  0      3               11  12
 * +------+---------------+---+
 * | PPP  | NNNNNNNN      | ; |   process and number, decimal
 * +------+---------------+---+
 * </pre>
 */
public final class Elements {
    /** Characters of an element, all ASCII. */
    public static final int WIDTH = 12;

    private Elements() {}

    /** The element for the {@code number}th append of a process (0…999); numbers above 99,999,999 are refused. */
    public static String element(int process, int number) {
        if (process < 0 || process > 999 || number < 0 || number > 99_999_999) {
            throw new IllegalArgumentException("process " + process + ", number " + number);
        }
        return String.format(java.util.Locale.ROOT, "%03d%08d;", process, number);
    }

    /** The elements of a value. What is left at the end makes a shorter element, which no client ever sent. */
    public static List<String> split(@Nullable String value) {
        if (value == null) {
            return List.of();
        }
        List<String> elements = new ArrayList<>(value.length() / WIDTH + 1);
        for (int from = 0; from < value.length(); from += WIDTH) {
            elements.add(value.substring(from, Math.min(value.length(), from + WIDTH)));
        }
        return elements;
    }

    /** The number of elements in a value of this length; -1 if it does not end with a whole element. */
    public static long count(long lengthBytes) {
        return lengthBytes % WIDTH == 0 ? lengthBytes / WIDTH : -1;
    }
}
