package dev.weft.bench;

import dev.weft.bench.Peer.Result;
import java.util.Arrays;

/** The times of single round trips, for one thread; the first million of a round. */
public final class Samples {

    private final long[] times = new long[1 << 20];
    private int count;
    private long all;
    private long begin;
    private long last;

    /** Begins a round. */
    public void begin() {
        count = 0;
        all = 0;
        begin = System.nanoTime();
        last = begin;
    }

    /** One has ended and the next begins; true while the round goes on. */
    public boolean next(long nanos) {
        var now = System.nanoTime();
        if (count < times.length) {
            times[count++] = now - last;
        }
        all++;
        last = now;
        return now - begin < nanos;
    }

    /** Ends the round. */
    public Result end() {
        var sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return new Result(all, last - begin, sorted[count / 2], sorted[(int) (count * 0.99)]);
    }
}
