package dev.weft.roles.db.runner;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets, four to each doubling from 1 µs to over an hour: what is read is at
 * most a fifth more than what was measured. Of a fixed size; any thread may add and read.
 */
final class Histogram {

    private static final int PER_DOUBLING = 4;
    private static final int DOUBLINGS = 32;

    private final AtomicLongArray counts = new AtomicLongArray(PER_DOUBLING * DOUBLINGS + 1);
    private final AtomicLong longestNanos = new AtomicLong();

    void add(long nanos) {
        counts.incrementAndGet(bucket(nanos / 1_000));
        longestNanos.accumulateAndGet(nanos, Math::max);
    }

    /** What was counted until now. */
    Statistics.Times times() {
        var sum = 0L;
        var copy = new long[counts.length()];
        for (var i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
            sum += copy[i];
        }
        var longest = longestNanos.get();
        return new Statistics.Times(sum, at(copy, sum, 0.5, longest), at(copy, sum, 0.9, longest),
                at(copy, sum, 0.99, longest), Duration.ofNanos(longest));
    }

    /** The end of the bucket that this part of all lies below, or the longest if that is less. */
    private static Duration at(long[] counts, long sum, double part, long longestNanos) {
        var wanted = Math.ceil(sum * part);
        var seen = 0L;
        for (var i = 0; i < counts.length && wanted > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Duration.ofNanos(Math.min(longestNanos, endMicros(i) * 1_000));
            }
        }
        return Duration.ZERO;
    }

    /** 0 is below 1 µs; above, four buckets share each doubling evenly. */
    private static int bucket(long micros) {
        if (micros <= 0) {
            return 0;
        }
        var doubling = 63 - Long.numberOfLeadingZeros(micros);
        var within = (int) ((micros - (1L << doubling)) * PER_DOUBLING >> doubling);
        return Math.min(PER_DOUBLING * DOUBLINGS, 1 + doubling * PER_DOUBLING + within);
    }

    private static long endMicros(int bucket) {
        if (bucket == 0) {
            return 1;
        }
        var doubling = (bucket - 1) / PER_DOUBLING;
        var within = (bucket - 1) % PER_DOUBLING + 1;
        return (1L << doubling) + Math.ceilDiv((1L << doubling) * within, PER_DOUBLING);
    }
}
