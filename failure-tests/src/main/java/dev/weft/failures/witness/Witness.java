package dev.weft.failures.witness;

import dev.weft.sim.fault.Fault;
import java.time.Duration;

/**
 * Hears what happens in a run, as it happens, on the thread that did it: it must neither block nor
 * throw. Nothing is told twice at once.
 */
public interface Witness {

    /** A role told of a change. */
    default void heard(Told told) {}

    /** A fault begins. */
    default void began(Duration now, Fault fault) {}

    /** A fault is over. */
    default void ended(Duration now, Fault fault) {}

    /** From now on nobody begins another game. */
    default void rung(Duration now) {}

    /** Nothing is on its way any more: what had to happen has happened by now. */
    default void settled(Duration now) {}
}
