package dev.weft;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: doubles from {@code first} to {@code max}, and each wait is
 * drawn evenly between half of that and all of it, so that many who failed at once spread out.
 *
 * @param first the first wait, more than zero
 * @param max the longest wait, at least the first
 */
public record Backoff(Duration first, Duration max) {

    /** Checks the range. */
    public Backoff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("needs 0 < first <= max: " + first + ", " + max);
        }
    }

    /**
     * The wait before try number {@code attempt}.
     *
     * @param attempt 0 for the wait after the first failure
     */
    public Duration delay(int attempt) {
        var doublings = Math.min(Math.max(attempt, 0), 30);
        var full = Math.min(max.toNanos(), first.toNanos() * Math.pow(2, doublings));
        var half = (long) (full / 2);
        return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
    }

    /** Sleeps for {@link #delay}. */
    public void await(int attempt) throws InterruptedException {
        Thread.sleep(delay(attempt));
    }
}
