package dev.weft.run;

import dev.weft.Timers;
import dev.weft.trace.FlightEvents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;

/** Timers by key over the node's {@link TimerQueue}; callbacks run in the lane. */
public final class TimersCore extends Work implements Timers {

    /** One timer. Guarded by the lock of its timers. */
    private final class Timer {
        final String key;
        final long intervalNanos;
        final Body callback;
        long left;
        boolean waits; // fired, and its callback has not yet had its turn
        long waitsSinceNanos;
        TimerQueue.Alarm alarm;

        Timer(String key, long delayNanos, long intervalNanos, long times, Body callback) {
            this.key = key;
            this.intervalNanos = intervalNanos;
            this.left = times;
            this.callback = callback;
            this.alarm = queue.after(delayNanos, () -> fired(this));
        }

        String describe(long now) {
            return key + (waits ? " due" : " in " + seconds(alarm.dueNanos() - now))
                    + (left == 0 || intervalNanos == 0 ? "" : " every " + seconds(intervalNanos));
        }

        private static String seconds(long nanos) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, nanos) / 1e9);
        }
    }

    private final String name;
    private final TimerQueue queue;
    private final Owner owner;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Map<String, Timer> timers = new LinkedHashMap<>();
    private final ArrayDeque<Timer> waiting = new ArrayDeque<>(1); // fired, in this order
    private volatile boolean closed;

    /** Timers of a node. */
    public TimersCore(String name, TimerQueue queue, ThreadFactory threads, Owner owner) {
        super(RunnerCore.ownLane(name, threads));
        this.name = name;
        this.queue = queue;
        this.owner = owner;
    }

    @Override
    public void once(String key, Duration delay, Body callback) {
        start(key, nanos(delay), 0, 1, callback);
    }

    @Override
    public void every(String key, Duration interval, Body callback) {
        set(key, interval, interval, FOREVER, callback);
    }

    @Override
    public void set(String key, Duration delay, Duration interval, long times, Body callback) {
        if (interval.isZero() || interval.isNegative() || times < 1) {
            throw new IllegalArgumentException(describe() + ": timer \"" + key
                    + "\" needs interval > 0 and times >= 1: " + interval + ", " + times);
        }
        start(key, nanos(delay), nanos(interval), times, callback);
    }

    private void start(String key, long delay, long interval, long times, Body callback) {
        if (delay < 0) {
            throw new IllegalArgumentException(
                    describe() + ": timer \"" + key + "\" has a negative delay");
        }
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(describe() + ": closed, no timer \"" + key + "\"");
            }
            drop(timers.put(key, new Timer(key, delay, interval, times, callback)));
        } finally {
            lock.unlock();
        }
    }

    /** Durations of more than 146 years wait for ever, as far as anybody can tell. */
    static long nanos(Duration duration) {
        try {
            return Math.min(duration.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return duration.isNegative() ? -1 : Long.MAX_VALUE / 2;
        }
    }

    private void fired(Timer timer) {
        lock.lock();
        try {
            if (timers.get(timer.key) != timer) {
                return;
            }
            if (!timer.waits) {
                timer.waits = true;
                timer.waitsSinceNanos = timer.alarm.dueNanos();
                waiting.add(timer);
                if (timer.left != FOREVER) {
                    timer.left--;
                }
            }
            if (timer.left > 0) {
                timer.alarm = queue.at(nextDue(timer), () -> fired(timer));
            }
        } finally {
            lock.unlock();
        }
        signal();
    }

    /** One interval on; after a stall the missed ones are skipped, not fired in a burst. */
    private static long nextDue(Timer timer) {
        var next = timer.alarm.dueNanos() + timer.intervalNanos;
        var late = System.nanoTime() - next;
        return late > 0 ? next + late / timer.intervalNanos * timer.intervalNanos : next;
    }

    @Override
    public boolean cancel(String key) {
        lock.lock();
        try {
            var timer = timers.remove(key);
            drop(timer);
            return timer != null;
        } finally {
            lock.unlock();
        }
    }

    private void drop(@org.jspecify.annotations.Nullable Timer timer) {
        if (timer != null) {
            timer.alarm.cancel();
            if (timer.waits) {
                waiting.remove(timer);
            }
        }
    }

    @Override
    protected boolean runOne() {
        Timer timer;
        long due;
        lock.lock();
        try {
            timer = waiting.poll();
            if (timer == null) {
                return false;
            }
            due = timer.waitsSinceNanos;
            timer.waits = false;
            if (timer.left == 0) {
                timers.remove(timer.key, timer);
            }
        } finally {
            lock.unlock();
        }
        FlightEvents.due(this, timer.key, due);
        var run = FlightEvents.handling();
        try {
            timer.callback.run();
        } catch (Exception | Error e) {
            log(System.Logger.Level.ERROR, "timer \"{0}\" threw {1}", timer.key, e);
        }
        FlightEvents.handled(run, this, timer.key);
        return true;
    }

    @Override
    protected boolean isDone() {
        return closed;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            timers.values().forEach(this::drop);
            timers.clear();
            waiting.clear();
        } finally {
            lock.unlock();
        }
        leaveRunner();
        owner.remove(this);
    }

    @Override
    public Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(name, state(), timers.size(), waiting.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String describe() {
        var text = new StringJoiner(", ", "timers " + name + "[", closed ? ", closed]" : "]");
        var now = System.nanoTime();
        lock.lock();
        try {
            timers.values().stream().limit(3).forEach(timer -> text.add(timer.describe(now)));
            if (timers.size() > 3) {
                text.add((timers.size() - 3) + " more");
            }
        } finally {
            lock.unlock();
        }
        return text.toString();
    }
}
