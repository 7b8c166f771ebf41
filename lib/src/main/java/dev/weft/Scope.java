package dev.weft;

import java.util.concurrent.Callable;

/**
 * Structured concurrency: what is forked in a block ends in the block.
 *
 * <pre>{@code
 * try (var scope = node.scope("profile", ofSeconds(2))) {
 *     var user = scope.fork(() -> users.request(new Find(name), User.class, ofSeconds(1)));
 *     var games = scope.fork(() -> shard.request(new Count(name), Games.class, ofSeconds(1)));
 *     scope.join();
 *     return new Profile(user.get(), games.get());
 * }
 * }</pre>
 *
 * <p>Each fork runs on a virtual thread of its own, which ends before {@link #close} returns. The
 * scope is cancelled by the first fork that fails, by its timeout, or by the end of its block:
 * then running forks are interrupted and new ones do not begin. It belongs to the thread that made
 * it; only that thread may fork, join and close. A fork may make a scope of its own: cancelling
 * the outer one interrupts the fork, whose own block then ends and cancels the inner one.
 *
 * <p>When the owner is interrupted, {@link #join} throws {@link InterruptedException}; leaving the
 * block cancels the forks. {@link #close} itself can't be cut short: it waits for forks that
 * ignore their interrupt, and keeps the owner's interrupt for later.
 *
 * <p>The meaning is that of the JDK's {@code StructuredTaskScope} (JEP 505) with its default
 * joiner, which Weft can't use while it is a preview. One thing is easier: leaving the block
 * without {@code join} cancels the forks and is no error.
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
         * @throws IllegalStateException before {@link Scope#join} has returned
         */
        T get();
    }

    /**
     * Starts a computation on a virtual thread.
     *
     * @throws IllegalStateException after {@code join} or {@code close}
     */
    <T> Fork<T> fork(Callable<? extends T> work);

    /**
     * Waits, once, until all forks have succeeded or the scope is cancelled. Does not wait for
     * cancelled forks to end; {@link #close} does.
     *
     * @throws NetException.ForkFailed when a fork failed, with what it threw as the cause
     * @throws NetException.TimedOut when the scope's timeout is over
     */
    void join() throws InterruptedException;

    /** Cancels what still runs and waits until it has ended. Idempotent. */
    @Override
    void close();
}
