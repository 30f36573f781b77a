package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as INCRBYFLOAT computes with it: x86's 80-bit extended float, whose 64 bits of precision show in the digits that
 * clients see. Done in whole numbers: exact, then rounded to 64 bits, half to even. Immutable.
 *
 * @param value the value; meaningless if infinite
 */
record LongDouble(BigDecimal value, boolean infinite) {
    static final LongDouble ZERO = new LongDouble(BigDecimal.ZERO, false);

    private static final LongDouble INFINITE = new LongDouble(BigDecimal.ZERO, true);
    private static final int PRECISION_BITS = 64;
    private static final int DECIMALS = 17;
    private static final int LONGEST_TEXT = 5 * 1024 - 1;
    private static final int LARGEST_DECIMAL_EXPONENT = 4933;
    private static final int SMALLEST_DECIMAL_EXPONENT = -4950;
    private static final int LARGEST_BINARY_EXPONENT = 16384;
    private static final BigInteger FIVE = BigInteger.valueOf(5);
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final Pattern INFINITY = Pattern.compile("[+-]?(inf|infinity)");
    private static final Pattern HEXADECIMAL = Pattern.compile("[+-]?0x[0-9a-f]{1,14}");

    /** What the text means; null if it is no number in the sense of C's strtold, is NaN or out of range. */
    static @Nullable LongDouble parse(Slice bytes) {
        if (bytes.length() == 0 || bytes.length() > LONGEST_TEXT) {
            return null;
        }
        String text = new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.ISO_8859_1);
        if (DECIMAL.matcher(text).matches()) {
            return inRange(new BigDecimal(text));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (INFINITY.matcher(lower).matches()) {
            return INFINITE;
        }
        if (HEXADECIMAL.matcher(lower).matches()) {
            return new LongDouble(new BigDecimal(new BigInteger(lower.replace("0x", ""), 16)), false);
        }
        return null;
    }

    private static @Nullable LongDouble inRange(BigDecimal exact) {
        if (exact.signum() == 0) {
            return ZERO;
        }
        long exponent = (long) exact.precision() - exact.scale();
        if (exponent > LARGEST_DECIMAL_EXPONENT || exponent < SMALLEST_DECIMAL_EXPONENT) {
            return null;
        }
        LongDouble rounded = rounded(exact);
        return rounded.infinite ? null : rounded;
    }

    /** The rounded sum; infinite if it is out of range or either is. */
    LongDouble plus(LongDouble other) {
        return infinite || other.infinite ? INFINITE : rounded(value.add(other.value));
    }

    /** With up to 17 decimals and no trailing zeros. */
    String text() {
        BigDecimal shown = value.setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return shown.signum() == 0 ? "0" : shown.toPlainString();
    }

    private static LongDouble rounded(BigDecimal exact) {
        if (exact.signum() == 0) {
            return ZERO;
        }
        BigInteger numerator = exact.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (exact.scale() > 0) {
            denominator = BigInteger.TEN.pow(exact.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-exact.scale()));
        }
        int shift = PRECISION_BITS - numerator.bitLength() + denominator.bitLength();
        BigInteger[] quotient = divided(numerator, denominator, shift);
        if (quotient[0].bitLength() > PRECISION_BITS) {
            shift--;
            quotient = divided(numerator, denominator, shift);
        }
        BigInteger divisor = shift >= 0 ? denominator : denominator.shiftLeft(-shift);
        int half = quotient[1].shiftLeft(1).compareTo(divisor);
        boolean up = half > 0 || (half == 0 && quotient[0].testBit(0));
        BigInteger mantissa = up ? quotient[0].add(BigInteger.ONE) : quotient[0];
        if (mantissa.bitLength() - shift > LARGEST_BINARY_EXPONENT) {
            return INFINITE;
        }
        BigDecimal magnitude = shift <= 0
                ? new BigDecimal(mantissa.shiftLeft(-shift))
                : new BigDecimal(mantissa.multiply(FIVE.pow(shift)), shift);
        return new LongDouble(exact.signum() < 0 ? magnitude.negate() : magnitude, false);
    }

    private static BigInteger[] divided(BigInteger numerator, BigInteger denominator, int shift) {
        return shift >= 0
                ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
    }
}
