package dev.weft.roles.db;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts per named transaction. Any thread may count and read; bounded by the number of names in
 * the program's text.
 */
public final class Statistics {

    /**
     * The counts of one name, at one moment.
     *
     * @param done transactions that committed
     * @param refused calls that failed at once because the database was down
     * @param lost calls that the database did not answer
     * @param retried attempts that were made again
     * @param failed calls that failed for another reason
     * @param total time of the answered calls
     * @param longest the longest of them
     */
    public record Count(
            long done, long refused, long lost, long retried, long failed,
            Duration total, Duration longest) {}

    private static final class Counter {
        final AtomicLong done = new AtomicLong();
        final AtomicLong refused = new AtomicLong();
        final AtomicLong lost = new AtomicLong();
        final AtomicLong retried = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
        final AtomicLong nanos = new AtomicLong();
        final AtomicLong longest = new AtomicLong();
    }

    private final Map<String, Counter> counters = new ConcurrentSkipListMap<>();

    /** What was counted until now, by name. */
    public Map<String, Count> counts() {
        var counts = new TreeMap<String, Count>();
        counters.forEach((name, c) -> counts.put(name, new Count(
                c.done.get(), c.refused.get(), c.lost.get(), c.retried.get(), c.failed.get(),
                Duration.ofNanos(c.nanos.get()), Duration.ofNanos(c.longest.get()))));
        return counts;
    }

    void done(String name, long nanos) {
        var counter = counter(name);
        counter.done.incrementAndGet();
        counter.nanos.addAndGet(nanos);
        counter.longest.accumulateAndGet(nanos, Math::max);
    }

    void refused(String name) {
        counter(name).refused.incrementAndGet();
    }

    void lost(String name) {
        counter(name).lost.incrementAndGet();
    }

    void retried(String name) {
        counter(name).retried.incrementAndGet();
    }

    void failed(String name) {
        counter(name).failed.incrementAndGet();
    }

    private Counter counter(String name) {
        return counters.computeIfAbsent(name, key -> new Counter());
    }
}
