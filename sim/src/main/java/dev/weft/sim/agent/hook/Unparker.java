package dev.weft.sim.agent.hook;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for JDK 21's timer of timed waits: simulated ones go to the world, all others to the
 * original. Its own pool is never used and so never starts a thread.
 */
public final class Unparker extends ScheduledThreadPoolExecutor {

    private final ScheduledExecutorService original;

    /** Around the JDK's own timer. */
    public Unparker(ScheduledExecutorService original) {
        super(0);
        this.original = original;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        var world = Hooks.world();
        return world == null
                ? original.schedule(task, delay, unit)
                : world.schedule(task, unit.toNanos(delay));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return original.schedule(task, delay, unit);
    }
}
