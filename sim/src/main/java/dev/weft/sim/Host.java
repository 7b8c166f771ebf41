package dev.weft.sim;

import dev.weft.transport.Network;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * A simulated machine: a name on the network, a program, and its virtual threads.
 *
 * <p>Every virtual thread that is started on a host belongs to it, also those that the JDK or a
 * library starts. Its operations may be called by {@link Simulation#at actions}, by invariants, by
 * threads of other hosts, and between two runs by the thread that made the simulation.
 */
public interface Host {

    /** What a host can be. */
    enum State {
        /** Its threads run. */
        UP,
        /** Its threads stand still; its kernel goes on to take bytes and connections. */
        PAUSED,
        /** Its process is gone; its kernel answers peers with resets. */
        KILLED,
        /** Its program ended after {@link Host#stop}; its kernel answers peers with resets. */
        STOPPED,
        /** Without power; peers hear nothing. */
        CRASHED
    }

    /** The name, which is also its address on the network. */
    String name();

    /** What it is now. */
    State state();

    /** Whether the program of the present start has returned or thrown. */
    boolean isDone();

    /**
     * Cuts the power: its threads never run again, no finally block runs, bytes on their way are
     * gone, its open transactions are rolled back. Peers see silence until it is restarted, then a
     * reset when they write.
     */
    void crash();

    /** Ends the process: as {@link #crash} for its threads, but peers see resets at once. */
    void kill();

    /**
     * Asks its process to end, as SIGTERM does: runs the threads that the program gave to {@link
     * Runtime#addShutdownHook}, all at once, and when they have ended, ends the process, whose
     * connections are closed. Without such threads it ends at once.
     *
     * @param grace after this it is killed all the same
     */
    void stop(Duration grace);

    /** Starts its program anew; a host that is up is killed before. */
    void restart();

    /** Stops its threads, as a long collection of garbage or SIGSTOP does. */
    void pause();

    /** Lets its threads go on after {@link #pause}; waits that became due meanwhile end now. */
    void resume();

    /**
     * Puts its time of day forward, or back if negative, as an administrator or a wrong time server
     * does. It stays so over restarts. Monotonic time and waits do not notice.
     */
    void jumpClock(Duration by);

    /**
     * Lets its clocks run at another speed from now on, with all its waits.
     *
     * @param partsPerMillion how much faster, from -500,000 to 1,000,000; 100 is much for a real
     *     machine
     */
    void driftClock(double partsPerMillion);

    /** Sets its time of day right and lets its clocks run at the right speed. */
    void syncClock();

    /** The network as this host sees it, for programs that use links directly. */
    Network network();

    /** Makes virtual threads of this host. */
    ThreadFactory threads();
}
