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
    private final Identity identity;
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private final List<Thread> shutdownHooks = new ArrayList<>();
    private boolean paused;
    private boolean ended;

    Life(Loop loop, Identity identity) {
        super(1);
        this.loop = loop;
        this.identity = identity;
    }

    /** The name of the host. */
    public String host() {
        return identity.name();
    }

    boolean isOf(Loop other) {
        return loop == other;
    }

    /** The host. */
    Identity identity() {
        return identity;
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
        if (loop.current() == this && Thread.currentThread().isVirtual()) {
            loop.stopCurrent();
        }
    }

    /** Keeps a thread for {@link #stop}, where it is a virtual one. */
    void addShutdownHook(Thread hook) {
        shutdownHooks.add(hook.isVirtual()
                ? hook : Loom.threads(this).name(hook.getName()).unstarted(hook));
    }

    /** Runs its shutdown hooks, and then this on a thread of this life. */
    public void stop(Runnable last) {
        start("shutdown", () -> {
            shutdownHooks.forEach(Thread::start);
            try {
                for (var hook : shutdownHooks) {
                    hook.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // by a hook: it wants no more waiting
            }
            last.run();
        });
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
        var nanos = unit.toNanos(delay);
        var clock = identity.clock();
        return loop.after(clock == null ? nanos : clock.until(loop.nanos, nanos), this, task);
    }
}
