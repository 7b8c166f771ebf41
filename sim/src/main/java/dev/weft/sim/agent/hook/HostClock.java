package dev.weft.sim.agent.hook;

/**
 * The clock of a host that does not tell the true time: it drifts, which both its clocks show, and
 * its time of day is off. Immutable.
 *
 * @param since the virtual time at which it began to run at this speed
 * @param shown what its monotonic clock showed then
 * @param drift how much faster than the true time it runs; 0.001 is a millisecond a second
 * @param offset by how much its time of day differs from its monotonic clock
 */
public record HostClock(long since, long shown, double drift, long offset) {

    private static final long FOREVER = 1L << 60;

    /** One that is right. */
    public HostClock() {
        this(0, 0, 0, 0);
    }

    /** Its monotonic time. */
    public long monotonic(long nanos) {
        var passed = nanos - since;
        return shown + passed + (long) (passed * drift);
    }

    /** Its time of day, since the start of the simulation. */
    public long timeOfDay(long nanos) {
        return monotonic(nanos) + offset;
    }

    /** The virtual time until its monotonic clock has gone on by this much. */
    public long until(long nanos, long delay) {
        if (drift == 0 || delay > FOREVER) {
            return delay;
        }
        var virtual = (long) (delay / (1 + drift));
        while (monotonic(nanos + virtual) - monotonic(nanos) < delay) {
            virtual++;
        }
        return virtual;
    }

    /** This clock with its time of day put forward, or back. */
    public HostClock jumped(long by) {
        return new HostClock(since, shown, drift, offset + by);
    }

    /** This clock at another speed from now on. */
    public HostClock drifting(long nanos, double newDrift) {
        return new HostClock(nanos, monotonic(nanos), newDrift, offset);
    }

    /** This clock set right: its monotonic time does not jump, so that it stays off for ever. */
    public HostClock synced(long nanos) {
        var monotonic = monotonic(nanos);
        return new HostClock(nanos, monotonic, 0, nanos - monotonic);
    }
}
