package dev.interrex.node.command;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Doubles as Redis writes them. Stateless. */
final class DoubleText {
    /** Whole numbers up to here are written as such. */
    private static final double LARGEST_WHOLE = 1L << 52;

    private static final int SHORT_DECIMALS = 7;
    private static final int SHORT_EXPONENT = 4;
    private static final int DIGITS = 17;

    private DoubleText() {}

    /** The fewest digits that mean this number and no other; a score in a reply. */
    static String of(double value) {
        if (Math.abs(value) <= LARGEST_WHOLE && value == (long) value) {
            boolean negativeZero = value == 0 && 1 / value < 0;
            return negativeZero ? "-0" : Long.toString((long) value);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String digits = decimal.unscaledValue().toString();
        return (value < 0 ? "-" : "") + placed(digits, -decimal.scale());
    }

    /** Digits times ten to a power, in the form of the fpconv library, which Redis uses. */
    private static String placed(String digits, int power) {
        int exponent = Math.abs(power + digits.length() - 1);
        if (power >= 0 && exponent < digits.length() + SHORT_DECIMALS) {
            return digits + "0".repeat(power);
        }
        if (power < 0 && (power > -SHORT_DECIMALS || exponent < SHORT_EXPONENT)) {
            int whole = digits.length() + power;
            return whole <= 0
                    ? "0." + "0".repeat(-whole) + digits
                    : digits.substring(0, whole) + "." + digits.substring(whole);
        }
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return digits.charAt(0) + fraction + (power + digits.length() - 1 < 0 ? "e-" : "e+") + exponent;
    }

    /** Seventeen digits, as C's {@code %.17g}: what ZSCAN shows of a large sorted set. */
    static String ofSeventeenDigits(double value) {
        if (value == 0 || Double.isInfinite(value) || value == (long) value && Math.abs(value) <= LARGEST_WHOLE) {
            return of(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal shown = rounded.stripTrailingZeros();
        if (exponent >= -SHORT_EXPONENT && exponent < DIGITS) {
            return shown.toPlainString();
        }
        String digits = shown.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String sign = exponent < 0 ? "e-" : "e+";
        String power = Integer.toString(Math.abs(exponent));
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + sign + (power.length() < 2 ? "0" : "") + power;
    }
}
