package dev.weft.roles.db.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts and times per named transaction, and the slow ones of late. Any thread may count and read;
 * bounded by the number of names in the program's text.
 */
public final class Statistics {

    /**
     * How long something took.
     *
     * @param count how often it was measured
     * @param median half took at most this; the percentiles are at most a fifth too high
     * @param p90 nine in ten took at most this
     * @param p99 99 in 100 took at most this
     * @param longest the longest
     */
    public record Times(
            long count, Duration median, Duration p90, Duration p99, Duration longest) {}

    /**
     * What happened to the transactions of one name.
     *
     * @param done committed
     * @param rows that these read or changed
     * @param refused failed at once, because the database was down or too many waited
     * @param busy failed because the database was short of something, or took too long
     * @param lost failed by a connection or a time-out, before the commit: nothing was done
     * @param unknown as lost, but the commit was sent: what became of it is not known
     * @param retried attempts that were made again
     * @param failed failed for another reason: a bug
     * @param waited for a permit and a connection
     * @param ran from the connection to the answer of the commit
     */
    public record Count(
            long done, long rows, long refused, long busy, long lost, long unknown, long retried,
            long failed, Times waited, Times ran) {}

    /**
     * A transaction that took long.
     *
     * @param at when it was over
     * @param name its name
     * @param waited for a permit and a connection
     * @param ran the rest
     * @param rows that it read or changed
     * @param sql the statement that ran last, without values
     */
    public record Slow(
            Instant at, String name, Duration waited, Duration ran, long rows, String sql) {}

    /** What is counted of one name. */
    static final class Counter {
        final AtomicLong done = new AtomicLong();
        final AtomicLong rows = new AtomicLong();
        final AtomicLong refused = new AtomicLong();
        final AtomicLong busy = new AtomicLong();
        final AtomicLong lost = new AtomicLong();
        final AtomicLong unknown = new AtomicLong();
        final AtomicLong retried = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
        final Histogram wait = new Histogram();
        final Histogram run = new Histogram();

        private Count count() {
            return new Count(done.get(), rows.get(), refused.get(), busy.get(), lost.get(),
                    unknown.get(), retried.get(), failed.get(), wait.times(), run.times());
        }
    }

    private static final int SLOW_KEPT = 32;

    private final Map<String, Counter> counters = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Slow> slow = new ArrayDeque<>(); // guarded by lock

    /** What was counted until now, by name. */
    public Map<String, Count> counts() {
        var counts = new TreeMap<String, Count>();
        counters.forEach((name, counter) -> counts.put(name, counter.count()));
        return counts;
    }

    /** The slow transactions of late, the oldest first. */
    public List<Slow> slow() {
        lock.lock();
        try {
            return List.copyOf(slow);
        } finally {
            lock.unlock();
        }
    }

    Counter of(String name) {
        return counters.computeIfAbsent(name, key -> new Counter());
    }

    void keep(Slow one) {
        lock.lock();
        try {
            if (slow.size() == SLOW_KEPT) {
                slow.removeFirst();
            }
            slow.addLast(one);
        } finally {
            lock.unlock();
        }
    }
}
