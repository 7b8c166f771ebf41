package dev.weft.sim.fault;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Spans of time as plans write them: exact, in seconds, or in milliseconds below one second. */
final class Spans {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    private Spans() {}

    static String text(Duration span) {
        var nanos = BigDecimal.valueOf(span.toNanos());
        var small = span.abs().compareTo(Duration.ofSeconds(1)) < 0 && !span.isZero();
        return nanos.divide(BigDecimal.valueOf(small ? MILLI : SECOND), 9, RoundingMode.UNNECESSARY)
                .stripTrailingZeros().toPlainString() + (small ? " ms" : " s");
    }

    static Duration parse(String number, String unit) {
        var nanos = switch (unit) {
            case "ms" -> MILLI;
            case "s" -> SECOND;
            case "min" -> 60 * SECOND;
            default -> throw new IllegalArgumentException(
                    "unknown unit \"" + unit + "\" after " + number + "; there are ms, s and min");
        };
        try {
            return Duration.ofNanos(new BigDecimal(number).multiply(BigDecimal.valueOf(nanos))
                    .setScale(0, RoundingMode.HALF_UP).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + number + "\" is no number of " + unit + " that fits", e);
        }
    }
}
