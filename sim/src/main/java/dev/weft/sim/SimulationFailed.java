package dev.weft.sim;

import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Trace;
import java.time.Duration;

/**
 * A run ended because something was wrong: an invariant, a program that threw, or the simulation
 * itself. The message names the seed and the virtual time; the cause is what was thrown.
 */
public final class SimulationFailed extends AssertionError {

    private static final long serialVersionUID = 1;

    private final long seed;
    private final Duration at;
    private final String what;

    SimulationFailed(long seed, Loop.Failure failure, String story) {
        super("seed " + seed + ", at " + Trace.time(failure.nanos()) + ": " + failure.what()
                + "\nstory:\n  " + story, failure.cause());
        this.seed = seed;
        at = Duration.ofNanos(failure.nanos());
        what = failure.what();
    }

    /** The seed of the run. */
    public long seed() {
        return seed;
    }

    /** The virtual time. */
    public Duration at() {
        return at;
    }

    /** What was wrong, in one sentence. */
    public String what() {
        return what;
    }
}
