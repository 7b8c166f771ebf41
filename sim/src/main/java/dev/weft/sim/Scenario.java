package dev.weft.sim;

/**
 * A world and what must hold in it, to be played with many seeds. It makes hosts and databases,
 * names faults, and claims what must hold; it may run the simulation itself, else whoever plays it
 * calls {@link Simulation#run()} afterwards.
 *
 * <p>Seeds are played at the same time on several threads, each with a simulation of its own: what
 * a scenario shares between two of its calls, such as a static field, must not matter to any.
 */
@FunctionalInterface
public interface Scenario {

    /** Plays it; whatever it throws is a failure of this seed. */
    void play(Simulation simulation) throws Exception;
}
