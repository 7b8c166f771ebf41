package dev.weft.sim.core;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something that is due at a virtual time: a wake-up of a thread, or an event of the world. */
public final class Timer implements ScheduledFuture<Object> {

    /** Ties of time are resolved in the order of their making. */
    final long at;
    final long number;
    final Runnable task;

    /** Whose death cancels it; null for events of the world. */
    final @Nullable Life owner;

    private final Timers timers;

    /** The place in the heap; -1 when it is not in there. */
    int place = -1;

    private boolean cancelled;

    Timer(Timers timers, long at, long number, @Nullable Life owner, Runnable task) {
        this.timers = timers;
        this.at = at;
        this.number = number;
        this.owner = owner;
        this.task = task;
    }

    boolean isBefore(Timer other) {
        return at != other.at ? at < other.at : number < other.number;
    }

    @Override
    public boolean cancel(boolean interrupt) {
        if (place < 0) {
            return false;
        }
        timers.remove(this);
        cancelled = true;
        return true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean isDone() {
        return place < 0;
    }

    @Override
    public Object get() {
        throw new CancellationException("a timer has no result");
    }

    @Override
    public Object get(long timeout, TimeUnit unit) {
        return get();
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(at, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return isBefore((Timer) other) ? -1 : 1;
    }
}
