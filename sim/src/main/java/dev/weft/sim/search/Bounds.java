package dev.weft.sim.search;

import java.time.Duration;

/**
 * Which seeds a search plays, and when it ends. Immutable: each method gives another one.
 *
 * @param first the first seed
 * @param count how many seeds; of a shard, before they are shared out
 * @param shard which share is played, 1 to {@code shards}
 * @param shards in how many shares the seeds are split
 * @param time ends the search after this much real time
 * @param failures ends the search after this many failing seeds
 * @param threads how many seeds are played at the same time
 */
public record Bounds(
        long first, long count, int shard, int shards, Duration time, int failures, int threads) {

    private static final Duration FOR_EVER = Duration.ofDays(365);

    /** Refuses what makes no sense. */
    public Bounds {
        require(count > 0, "seeds: " + count + " of them; the least is 1");
        require(first + count > first, "seeds: there are none after " + Long.MAX_VALUE);
        require(shards > 0 && shard > 0 && shard <= shards,
                "shard: " + shard + "/" + shards + "; it goes from 1/n to n/n");
        require(time.isPositive(), "time: " + time + "; it must be more than zero");
        require(failures > 0, "failures: " + failures + "; the least is 1");
        require(threads > 0, "threads: " + threads + "; the least is 1");
    }

    /** These seeds, on all cores, until ten have failed. */
    public static Bounds seeds(long first, long count) {
        return new Bounds(first, count, 1, 1, FOR_EVER, 10,
                Runtime.getRuntime().availableProcessors());
    }

    /** One share of so many: other machines play the others. */
    public Bounds shard(int number, int of) {
        return new Bounds(first, count, number, of, time, failures, threads);
    }

    /** Ends after this much real time. */
    public Bounds within(Duration real) {
        return new Bounds(first, count, shard, shards, real, failures, threads);
    }

    /** Ends after this many failing seeds. */
    public Bounds untilFailures(int most) {
        return new Bounds(first, count, shard, shards, time, most, threads);
    }

    /** Plays so many seeds at the same time. */
    public Bounds on(int cores) {
        return new Bounds(first, count, shard, shards, time, failures, cores);
    }

    /** How many seeds this share has. */
    long shareCount() {
        return (count - shard + shards) / shards;
    }

    /** A seed of this share. */
    long seed(long index) {
        return first + (shard - 1) + index * shards;
    }

    /** Whether the real time has a bound. */
    public boolean isTimed() {
        return time.compareTo(FOR_EVER) < 0;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
