package dev.weft.sim;

/**
 * What simulated code can do that a simulation does not steer, so that real time or real chance may
 * decide. It ends the run, with the place, unless {@link Simulation#tolerate tolerated}.
 *
 * <p>What cannot be tolerated, since a run means nothing after it: a simulated thread that is woken
 * by a thread outside or by one of another simulation, and a step that blocks the carrier.
 */
public enum Leak {

    /** A socket of java.net or java.nio was bound or connected; a wait for it blocks all. */
    SOCKET,

    /** A platform thread was made, also by a pool or a {@link java.util.Timer}. */
    PLATFORM_THREAD,

    /**
     * Work was given to a {@link java.util.concurrent.ForkJoinPool}: CompletableFuture's methods
     * ...Async without an executor, its orTimeout and delayedExecutor, parallel streams.
     */
    COMMON_POOL,

    /** {@code new SplittableRandom()}, whose seed the JDK draws for the whole JVM. */
    UNSEEDED_RANDOM
}
