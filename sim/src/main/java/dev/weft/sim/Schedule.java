package dev.weft.sim;

/**
 * How a simulation chooses among the threads that can go on. Chosen by {@link Simulation#schedule}.
 *
 * <p>Each finds other bugs: a search does well to mix them.
 */
public sealed interface Schedule {

    /** Each ready thread with the same chance, at every step. The default. */
    record Uniform() implements Schedule {}

    /**
     * Random priorities of threads, and few changes of them: finds a bug that needs {@code depth}
     * events in one order with a chance of at least {@code 1 / (threads * steps^(depth - 1))}.
     *
     * @param depth from 1 to 100; 2 or 3 finds most bugs
     * @param steps about how many steps a run takes, as {@link Simulation#steps} told before
     */
    record Pct(int depth, long steps) implements Schedule {

        /** Checks the ranges. */
        public Pct {
            if (depth < 1 || depth > 100 || steps < 1) {
                throw new IllegalArgumentException("pct: depth " + depth + ", steps " + steps
                        + "; depth must be from 1 to 100, steps at least 1");
            }
        }
    }

    /** Random priorities of steps: threads fall behind for longer than they do by chance. */
    record Pos() implements Schedule {}
}
