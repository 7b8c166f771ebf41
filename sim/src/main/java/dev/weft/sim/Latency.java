package dev.weft.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long packets take on a path, drawn for each. See {@link SimNetwork#latency}. */
@FunctionalInterface
public interface Latency {

    /** The nanoseconds that the next packet takes, at least 0. */
    long nanos(RandomGenerator chance);

    /**
     * A local network, which paths have unless set: 0.1 to 0.8 ms, and one packet in a thousand up
     * to 100 ms, as when a segment is lost and sent again.
     */
    static Latency lan() {
        var usual = between(Duration.ofNanos(100_000), Duration.ofNanos(800_000));
        var rare = between(Duration.ofNanos(100_000), Duration.ofMillis(100));
        return chance -> (chance.nextDouble() < 0.001 ? rare : usual).nanos(chance);
    }

    /** Always the same. */
    static Latency fixed(Duration latency) {
        return between(latency, latency);
    }

    /** Evenly spread; both at least zero. */
    static Latency between(Duration least, Duration most) {
        if (least.isNegative() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException("latency from " + least + " to " + most
                    + ": must begin at zero or more and end at no less");
        }
        var from = least.toNanos();
        var span = most.toNanos() - from;
        return chance -> from + (long) (chance.nextDouble() * span);
    }

    /** Exponentially spread above a least one, at most 100 times the mean of the excess. */
    static Latency exponential(Duration least, Duration meanExcess) {
        if (least.isNegative() || meanExcess.isNegative()) {
            throw new IllegalArgumentException("latency of at least " + least + " and a mean of "
                    + meanExcess + " more: neither may be negative");
        }
        var from = least.toNanos();
        var mean = meanExcess.toNanos();
        // StrictMath: the same on every machine.
        return chance -> from
                + (long) (mean * Math.min(100, -StrictMath.log(1 - chance.nextDouble())));
    }
}
