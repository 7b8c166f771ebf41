package dev.weft.sim.agent.hook;

import java.util.concurrent.ScheduledFuture;

/** What simulated code gets instead of the machine's time and chance. Used by its carrier only. */
public abstract class World {

    /** Virtual nanoseconds since the start. Only the loop moves it. */
    public long nanos;

    /** Whether the next thread that is made is a virtual one. */
    public boolean virtualThreadNext;

    /** The time of day at which every simulation starts: 2026-01-01T00:00:00Z. */
    public static final long EPOCH_MILLIS = 1_767_225_600_000L;

    /** For subclasses. */
    protected World() {}

    /** An id for a virtual thread that is being made; the same in each run. */
    public abstract long nextThreadId();

    /** The first value of a thread's ThreadLocalRandom. */
    public abstract long threadSeed(long threadId);

    /** The next random bits of the host whose thread runs. */
    public abstract long nextLong();

    /** Runs a task of the JDK's timer of timed waits after that virtual time. */
    public abstract ScheduledFuture<?> schedule(Runnable task, long delayNanos);
}
