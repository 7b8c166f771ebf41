package dev.weft.sim;

/** Something to do, by whom the simulation is told. */
@FunctionalInterface
public interface Action {

    /** Does it. */
    void run() throws Exception;
}
