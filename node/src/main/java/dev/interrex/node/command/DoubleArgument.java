package dev.interrex.node.command;

import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Doubles in arguments, as C's strtod reads them. Stateless. */
final class DoubleArgument {
    private static final int EXACT_DIGITS = 15;
    private static final int LONGEST_TEXT = 5 * 1024;
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[+-]?0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)([pP][+-]?\\d{1,9})?");

    private DoubleArgument() {}

    /** Argument {@code index}; throws {@link CommandException#NOT_A_FLOAT}. */
    static double of(Call call, int index) {
        return of(call, index, CommandException.NOT_A_FLOAT);
    }

    /** Argument {@code index}: no NaN, nothing that is too large or too small for a double. */
    static double of(Call call, int index, CommandException refusal) {
        Slice text = call.slice(index, call.rendered());
        if (text.length() <= EXACT_DIGITS && Digits.isLong(text)) {
            return Digits.parse(text);
        }
        double value = parse(text);
        boolean isNumber = !Double.isNaN(value);
        if (!isNumber || isOutOfRange(value, text)) {
            throw refusal;
        }
        return value;
    }

    private static boolean isOutOfRange(double value, Slice text) {
        if (Double.isInfinite(value)) {
            return !isInfinity(text.toString());
        }
        // A zero that has digits was too small.
        return value == 0 && text.toString().split("[eEpP]", 2)[0].matches(".*[1-9].*");
    }

    private static boolean isInfinity(String text) {
        String word = text.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        return word.equals("inf") || word.equals("infinity");
    }

    /** NaN if it is no number. */
    static double parse(Slice bytes) {
        if (bytes.length() == 0 || bytes.length() > LONGEST_TEXT) {
            return Double.NaN;
        }
        String text = new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.ISO_8859_1);
        if (DECIMAL.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        if (isInfinity(text)) {
            return text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            boolean hasPower = text.indexOf('p') >= 0 || text.indexOf('P') >= 0;
            return Double.parseDouble(hasPower ? text : text + "p0");
        }
        return Double.NaN;
    }
}
