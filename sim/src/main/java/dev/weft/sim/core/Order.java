package dev.weft.sim.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides which of the ready threads goes on next. Confined to the carrier.
 *
 * <p>Threads give the processor away only where they block, so that a choice is made there, and
 * not between two instructions.
 */
public abstract sealed class Order {

    private Order() {}

    /**
     * The rank with which a thread becomes ready; the highest one goes on.
     *
     * @param yielded whether it was running and only gave way
     */
    abstract long rank(Runnable task, boolean yielded, long nanos);

    /** The place of the thread to continue, of at least two. */
    abstract int pick(Ready ready, long nanos);

    /** Each ready thread with the same chance. */
    public static Order uniform(long seed) {
        return new Uniform(new Stream(seed, "order"));
    }

    /**
     * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte 2010): threads
     * have random priorities, and at some random steps the one that runs falls behind all others.
     *
     * @param depth how many ordered events a bug needs; one less is the number of falls
     * @param steps about how long a run is
     */
    public static Order pct(long seed, int depth, long steps) {
        return new Pct(seed, depth, steps);
    }

    /**
     * After partial order sampling (Yuan, Yang, Gu 2018): every step gets a random priority when it
     * becomes ready; when a thread of a host has gone on, the host's other ready threads, whose
     * steps may conflict with it, get new ones. Steps of different hosts do not conflict.
     */
    public static Order pos(long seed) {
        return new Pos(new Stream(seed, "order"));
    }

    private static final class Uniform extends Order {
        private final Stream chance;

        Uniform(Stream chance) {
            this.chance = chance;
        }

        @Override
        long rank(Runnable task, boolean yielded, long nanos) {
            return 0;
        }

        @Override
        int pick(Ready ready, long nanos) {
            return chance.at(nanos).below(ready.count());
        }
    }

    private static final class Pct extends Order {
        private final long salt;
        private final long[] falls;
        private final Map<Long, Long> fallen = new HashMap<>();
        private long step;
        private int fell;
        private long lowest;

        Pct(long seed, int depth, long steps) {
            var chance = new Stream(seed, "order");
            salt = chance.nextLong();
            falls = new long[depth - 1];
            for (var i = 0; i < falls.length; i++) {
                falls[i] = chance.between(1, steps + 1);
            }
            Arrays.sort(falls);
        }

        @Override
        long rank(Runnable task, boolean yielded, long nanos) {
            var id = Loom.threadOf(task).threadId();
            if (yielded) {
                fall(id); // it waits for others by going round; they must get on
            }
            var rank = fallen.get(id);
            return rank == null ? Stream.mix(salt ^ id) >>> 1 : rank;
        }

        @Override
        int pick(Ready ready, long nanos) {
            step++;
            var best = ready.highest();
            while (fell < falls.length && step >= falls[fell]) {
                fell++;
                ready.rank(best, fall(Loom.threadOf(ready.task(best)).threadId()));
                best = ready.highest();
            }
            return best;
        }

        /** Behind all that have fallen before. */
        private long fall(long id) {
            lowest--;
            fallen.put(id, lowest);
            return lowest;
        }
    }

    private static final class Pos extends Order {
        private final Stream chance;

        Pos(Stream chance) {
            this.chance = chance;
        }

        @Override
        long rank(Runnable task, boolean yielded, long nanos) {
            return chance.at(nanos).nextLong();
        }

        @Override
        int pick(Ready ready, long nanos) {
            var best = ready.highest();
            for (var i = 0; i < ready.count(); i++) {
                if (i != best && ready.life(i) == ready.life(best)) {
                    ready.rank(i, chance.at(nanos).nextLong());
                }
            }
            return best;
        }
    }
}
