package dev.weft.sim.agent.hook;

import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** What simulated code gets instead of the machine's time and chance. Used by its carrier only. */
public abstract class World {

    /** Virtual nanoseconds since the start. Only the loop moves it. */
    public long nanos;

    /** The clock of the host whose thread runs; null when it tells the true time. */
    public @Nullable HostClock clock;

    /** Whether the next thread that is made is a virtual one. */
    public boolean virtualThreadNext;

    /** The time of day at which every simulation starts: 2026-01-01T00:00:00Z. */
    public static final long EPOCH_MILLIS = 1_767_225_600_000L;

    /** For subclasses. */
    protected World() {}

    /** What the monotonic clock shows to the code that runs, since the start. */
    long monotonic() {
        var shown = clock;
        return shown == null ? nanos : shown.monotonic(nanos);
    }

    /** What the time of day shows to the code that runs, since {@link #EPOCH_MILLIS}. */
    long timeOfDay() {
        var shown = clock;
        return shown == null ? nanos : shown.timeOfDay(nanos);
    }

    /** An id for a virtual thread that is being made; the same in each run. */
    public abstract long nextThreadId();

    /** The first value of a thread's ThreadLocalRandom. */
    public abstract long threadSeed(long threadId);

    /** The next random bits of the host whose thread runs. */
    public abstract long nextLong();

    /** Runs a task of the JDK's timer of timed waits after that virtual time. */
    public abstract ScheduledFuture<?> schedule(Runnable task, long delayNanos);

    /** Keeps a thread that the program wants to run when it is told to stop. */
    public abstract void addShutdownHook(Thread hook);

    /**
     * Simulated code does what cannot be steered, on the thread that runs now.
     *
     * @param kind what may be tolerated
     * @param what a sentence without its full stop
     * @return whether it is tolerated
     */
    public abstract boolean leak(String kind, String what);
}
