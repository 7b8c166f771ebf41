package dev.weft.run;

import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs its tasks one at a time, in turn.
 *
 * <p>While there is something to do a virtual thread runs the lane; it ends when there is nothing
 * left, so an idle lane has no thread. Handlers are called without any lock held. An inline lane
 * is run by the reader of a pipe instead where that has found the work.
 */
public final class Lane {

    private final String name;
    private final ThreadFactory threads;
    private final int maxBatch;
    private final boolean inline;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock. A task stands here at most once for each lane that it was moved through.
    private final ArrayDeque<Work> ready = new ArrayDeque<>(1);
    private boolean active;
    private volatile @Nullable Work current; // for those who look

    /**
     * A lane without tasks.
     *
     * @param name of its threads
     * @param threads makes virtual threads
     * @param maxBatch items that one task may run before the next has its turn
     */
    public Lane(String name, ThreadFactory threads, int maxBatch) {
        this(name, threads, maxBatch, false);
    }

    /** As above; inline: a pipe's reader that finds it something to do runs it itself. */
    Lane(String name, ThreadFactory threads, int maxBatch, boolean inline) {
        this.name = name;
        this.threads = threads;
        this.maxBatch = maxBatch;
        this.inline = inline;
    }

    void add(Work work) {
        if (enter(work)) {
            start();
        }
    }

    /** Queues a task; true when the caller has to see that the lane runs. */
    boolean enter(Work work) {
        lock.lock();
        try {
            ready.add(work);
            var idle = !active;
            active = true;
            return idle;
        } finally {
            lock.unlock();
        }
    }

    boolean isInline() {
        return inline;
    }

    void start() {
        var thread = threads.newThread(this::drain);
        thread.setName(name);
        thread.start();
    }

    /** The task that runs now. */
    @Nullable Work current() {
        return current;
    }

    /** Runs until nothing is left; for one thread at a time. */
    void drain() {
        for (var work = next(); work != null; work = next()) {
            if (!work.begin(this)) {
                continue;
            }
            var more = false;
            current = work;
            try {
                more = run(work);
            } catch (RuntimeException | Error e) {
                // Tasks catch what handlers throw; this would be our own bug. The lane goes on.
                work.log(System.Logger.Level.ERROR, "its lane met {0}", e);
            } finally {
                // A handler's leftover interrupt must not hit the next task's handler.
                Thread.interrupted();
                current = null;
                work.end(more);
            }
        }
    }

    /** Whether it may have more to do than its batch. */
    private boolean run(Work work) {
        for (var i = 0; i < maxBatch && work.goesOn(this); i++) {
            if (!work.runOne()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Work next() {
        lock.lock();
        try {
            var work = ready.poll();
            if (work == null) {
                active = false;
            }
            return work;
        } finally {
            lock.unlock();
        }
    }
}
