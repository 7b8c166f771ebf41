package dev.weft.sim.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One life of a host, from a start to the next crash: the scheduler of all its virtual threads.
 *
 * <p>A thread belongs to it because threads inherit the scheduler of the thread that starts them.
 * It is a ForkJoinPool only because the JDK asks no other scheduler for timed waits; the pool
 * itself never runs anything and so never starts a thread. It ends by {@link #end}: its threads are
 * never continued again, and are garbage.
 */
public final class Life extends ForkJoinPool {

    private final Loop loop;
    private final String host;
    private final long threadIds;
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private boolean paused;
    private boolean ended;

    Life(Loop loop, String host, long threadIds) {
        super(1);
        this.loop = loop;
        this.host = host;
        this.threadIds = threadIds;
    }

    /** The name of the host. */
    public String host() {
        return host;
    }

    /** Tells whose threads these are, in the upper bits of their ids. */
    long threadIds() {
        return threadIds;
    }

    /** Whether the host crashed or was killed since. */
    public boolean isEnded() {
        return ended;
    }

    /** Done when it ends, such as releasing what its threads hold in the world. */
    public void atEnd(Runnable task) {
        atEnd.add(task);
    }

    /** Stops its threads for ever. A thread that ends its own life stops here. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        held.clear();
        loop.forget(this);
        atEnd.forEach(Runnable::run);
        if (loop.current() == this) {
            loop.stopCurrent();
        }
    }

    /** Stops its threads until {@link #resume}. */
    public void pause() {
        paused = true;
        held.addAll(loop.forget(this));
        if (loop.current() == this) {
            Thread.yield();
        }
    }

    /** Lets them go on. */
    public void resume() {
        paused = false;
        held.forEach(task -> loop.ready(this, task));
        held.clear();
    }

    /** Whether a task that became ready may be continued now; keeps it when it may later. */
    boolean admits(Runnable task) {
        if (paused && !ended) {
            held.add(task);
        }
        return !paused && !ended;
    }

    /** Makes virtual threads of this life, named by prefix and number. */
    public ThreadFactory threads(String prefix) {
        return Loom.threads(this).name(prefix, 1).factory();
    }

    /** Starts a virtual thread of this life. */
    public Thread start(String name, Runnable body) {
        var before = loop.enter(this);
        try {
            return Loom.threads(this).name(name).start(body);
        } finally {
            loop.enter(before);
        }
    }

    @Override
    public void execute(Runnable task) {
        loop.ready(this, task);
    }

    /** Called by timed waits of JDK 24 and later; overrides a method that JDK 21 does not have. */
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return loop.after(unit.toNanos(delay), this, task);
    }
}
