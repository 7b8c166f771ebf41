package dev.weft;

import java.time.Duration;

/**
 * Timers by key. The callbacks are a {@link Task}: one at a time, in a lane of their own until
 * {@link Runner#attach} gives them another.
 *
 * <p><b>Keys.</b> A key names one timer: setting it again replaces the old one, of which no
 * callback starts afterwards. Both are cheap: a time-out for each of a million users is fine.
 *
 * <p><b>Failures and delays.</b> A callback that throws is logged, and its timer goes on. A timer
 * that fires while its last callback still waits for its turn is not queued twice, and after a
 * pause of the process it does not make up for what it missed: so at most one callback a timer
 * waits. Time is that of {@link System#nanoTime}; changes of the wall clock do not matter.
 *
 * <p><b>End.</b> {@link #close} ends all timers, and a callback that waits does not start any more;
 * one that runs is not stopped. They are closed with their node.
 */
public interface Timers extends Task, AutoCloseable {

    /**
     * The numbers of timers at one time.
     *
     * @param name the name
     * @param state where they stand with their runner
     * @param set how many timers there are
     * @param due those of them whose callback waits for its turn
     */
    record Snapshot(String name, State state, int set, int due) {}

    /** For {@link #set}: without end. */
    long FOREVER = Long.MAX_VALUE;

    /** Runs the callback once, after the delay (zero or more). */
    void once(String key, Duration delay, Body callback);

    /** Runs the callback again and again, first after one interval (more than zero). */
    void every(String key, Duration interval, Body callback);

    /**
     * Runs the callback first after the delay and then at each interval.
     *
     * @param key names the timer
     * @param delay zero or more
     * @param interval more than zero; measured from due time to due time, so it does not drift
     * @param times how often in all, 1 or more, or {@link #FOREVER}
     * @param callback what to run
     */
    void set(String key, Duration delay, Duration interval, long times, Body callback);

    /** Ends the timer; false when there was none. A callback that already runs is not stopped. */
    boolean cancel(String key);

    /** Their numbers now. */
    Snapshot snapshot();

    /** Ends all timers. Idempotent. */
    @Override
    void close();
}
