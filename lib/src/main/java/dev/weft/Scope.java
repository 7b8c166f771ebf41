package dev.weft;

import java.util.concurrent.Callable;

/**
 * Structured concurrency: what is forked in the block ends in the block, as in JEP 505.
 *
 * <p>Each fork runs on a virtual thread of its own. When one fails the others are interrupted. The
 * block's end, {@link #close}, interrupts what still runs and waits for it. A scope belongs to the
 * thread that made it; only that thread may fork, join and close.
 */
public interface Scope extends Described, AutoCloseable {

    /**
     * A forked computation.
     *
     * @param <T> its result
     */
    interface Fork<T> {
        /**
         * The result.
         *
         * @throws IllegalStateException before {@link Scope#join} returned
         */
        T get();
    }

    /** Starts a computation on a virtual thread. */
    <T> Fork<T> fork(Callable<? extends T> work);

    /**
     * Waits for all forks; when one fails, cancels the rest and throws what it threw as the cause.
     *
     * @throws java.util.concurrent.ExecutionException with the first failure as its cause
     */
    void join() throws InterruptedException, java.util.concurrent.ExecutionException;

    /**
     * As {@link #join()}, at most for the timeout, after which the forks are cancelled.
     *
     * @throws NetException.TimedOut when it is over
     */
    void join(java.time.Duration timeout)
            throws InterruptedException, java.util.concurrent.ExecutionException;

    /** Interrupts what still runs and waits until it has ended. */
    @Override
    void close();
}
