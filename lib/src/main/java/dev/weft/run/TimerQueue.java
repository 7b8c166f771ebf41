package dev.weft.run;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All timers of a node, in one heap with one virtual thread that waits for the next.
 *
 * <p>The thread starts with the first timer and ends with {@link #close}. It runs what fires
 * itself, so that must neither block nor throw: it signals a lane or looks at a clock.
 */
public final class TimerQueue {

    /** A point in time at which something fires. */
    public final class Alarm {
        private final long dueNanos;
        private final long order;
        private final Runnable fire;
        private volatile boolean cancelled;

        private Alarm(long dueNanos, long order, Runnable fire) {
            this.dueNanos = dueNanos;
            this.order = order;
            this.fire = fire;
        }

        /** When it fires, on the scale of {@link System#nanoTime}. */
        public long dueNanos() {
            return dueNanos;
        }

        /** It will not fire, unless it does so right now. */
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                countCancelled();
            }
        }
    }

    private static final System.Logger LOGGER = System.getLogger("dev.weft");

    private static final Comparator<Alarm> BY_TIME = (a, b) -> {
        var difference = a.dueNanos - b.dueNanos; // nanoTime may wrap: compare differences only
        return difference != 0 ? Long.signum(difference) : Long.compare(a.order, b.order);
    };

    private final String name;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by lock.
    private final PriorityQueue<Alarm> heap = new PriorityQueue<>(BY_TIME);
    private long made;
    private int cancelledCount;
    private boolean started;
    private boolean closed;

    /** A queue without timers. */
    public TimerQueue(String name, ThreadFactory threads) {
        this.name = name;
        this.threads = threads;
    }

    /** Fires after so many nanoseconds. */
    public Alarm after(long nanos, Runnable fire) {
        return at(System.nanoTime() + Math.max(0, nanos), fire);
    }

    /** Fires at this time on the scale of {@link System#nanoTime}. */
    public Alarm at(long dueNanos, Runnable fire) {
        lock.lock();
        try {
            var alarm = new Alarm(dueNanos, made++, fire);
            if (closed) {
                alarm.cancelled = true;
                return alarm;
            }
            heap.add(alarm);
            if (heap.peek() == alarm) {
                changed.signal();
            }
            if (!started) {
                started = true;
                var thread = threads.newThread(this::run);
                thread.setName(name + " timers");
                thread.start();
            }
            return alarm;
        } finally {
            lock.unlock();
        }
    }

    /** How many alarms wait, with the cancelled ones that are not yet cleared away. */
    int size() {
        lock.lock();
        try {
            return heap.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread; what has not fired never will. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            heap.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void countCancelled() {
        lock.lock();
        try {
            // Cancelled ones stay in the heap until they are due, or are the greater part of it.
            cancelledCount++;
            if (cancelledCount > 64 && cancelledCount > heap.size() / 2) {
                heap.removeIf(alarm -> alarm.cancelled);
                cancelledCount = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (var alarm = next(); alarm != null; alarm = next()) {
            if (!alarm.cancelled) {
                fire(alarm);
            }
        }
    }

    /** Nothing that fires may end the thread of all others, not even for want of memory. */
    private void fire(Alarm alarm) {
        try {
            alarm.fire.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.ERROR, "timers of node " + name + ": one threw", e);
        }
    }

    private @Nullable Alarm next() {
        lock.lock();
        try {
            while (!closed) {
                var first = heap.peek();
                if (first == null) {
                    changed.awaitUninterruptibly();
                    continue;
                }
                var wait = first.dueNanos - System.nanoTime();
                if (wait <= 0 || first.cancelled) {
                    return heap.poll();
                }
                try {
                    changed.awaitNanos(wait);
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread; if somebody does, the queue goes on.
                    continue;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }
}
