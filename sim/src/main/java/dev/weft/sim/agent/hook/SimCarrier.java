package dev.weft.sim.agent.hook;

/**
 * The platform thread that runs a simulation's virtual threads, one at a time.
 *
 * <p>Its type is how the hooks tell simulated code from all other code of the JVM: both may run at
 * the same time. It lives as long as one call of the simulation's run.
 */
public final class SimCarrier extends Thread {

    /** The world whose threads it carries. */
    public final World world;

    /** A daemon, so that a run that hangs cannot keep the JVM alive. */
    public SimCarrier(World world, String name, Runnable loop) {
        super(null, loop, name, 0, false);
        this.world = world;
        setDaemon(true);
    }
}
