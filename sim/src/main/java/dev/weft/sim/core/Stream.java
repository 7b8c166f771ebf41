package dev.weft.sim.core;

import java.util.random.RandomGenerator;

/**
 * A stream of random numbers of its own, derived from the seed and a purpose: how much one stream
 * is used never changes the others. SplitMix64, so that it is the same on every JDK.
 *
 * <p>What the world decides on the way, such as latencies, is drawn {@link #at} a virtual time. So
 * it does not depend on what was drawn before either: a run without one of its faults is the same
 * wherever that fault did not matter.
 */
public final class Stream implements RandomGenerator {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final long base;
    private long state;
    private long time = -1;

    /** The stream of this purpose. */
    public Stream(long seed, String purpose) {
        var derived = mix(seed + GAMMA);
        for (var i = 0; i < purpose.length(); i++) {
            derived = mix(derived * 31 + purpose.charAt(i));
        }
        base = derived;
        state = derived;
    }

    /** Spreads the bits of a number over all 64. */
    public static long mix(long bits) {
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return bits ^ (bits >>> 31);
    }

    /** This stream, begun anew for each virtual time; for use at growing times. */
    public Stream at(long nanos) {
        if (nanos != time) {
            time = nanos;
            state = base ^ mix(nanos + GAMMA);
        }
        return this;
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** A number from 0 to below the bound. */
    public int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** A number from one to below the other. */
    public long between(long from, long below) {
        return from + (long) (unit() * (below - from));
    }

    /** Whether something of this chance happens. Draws in any case. */
    public boolean chance(double chance) {
        return unit() < chance;
    }

    private double unit() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}
