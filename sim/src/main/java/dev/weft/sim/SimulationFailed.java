package dev.weft.sim;

/**
 * A run ended because something was wrong: an invariant, a program that threw, or the simulation
 * itself. The message names the seed and the virtual time; the cause is what was thrown.
 */
public final class SimulationFailed extends AssertionError {

    private static final long serialVersionUID = 1;

    SimulationFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
