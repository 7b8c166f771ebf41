package dev.weft.sim.search;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationFailed;
import dev.weft.sim.fault.FaultPlan;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One seed of a scenario, played to its end.
 *
 * @param seed the seed
 * @param plan what failed in it, on purpose
 * @param virtual how long it took in virtual time
 * @param traceHash the hash of all that happened
 * @param seen each claim of {@code sometimes}, and whether it was seen
 * @param failure what was wrong; null if all was well
 */
public record Run(
        long seed, FaultPlan plan, Duration virtual, long traceHash, Map<String, Boolean> seen,
        @Nullable Throwable failure) {

    /** What looks at a simulation before it is played or after. */
    @FunctionalInterface
    interface Look {
        void at(Simulation simulation) throws Exception;
    }

    /**
     * Plays it on this thread.
     *
     * @param plan instead of the faults that the scenario asks for; null for those
     */
    public static Run of(Scenario scenario, long seed, @Nullable FaultPlan plan) {
        return of(scenario, seed, plan, before -> { }, after -> { });
    }

    static Run of(Scenario scenario, long seed, @Nullable FaultPlan plan, Look before, Look after) {
        try (var simulation = Simulation.seeded(seed, plan)) {
            var failure = play(scenario, simulation, before);
            try {
                after.at(simulation);
            } catch (Exception e) {
                failure = failure == null ? e : failure;
            }
            return new Run(seed, simulation.plan(), simulation.now(), simulation.traceHash(),
                    simulation.seen(), failure);
        }
    }

    private static @Nullable Throwable play(
            Scenario scenario, Simulation simulation, Look before) {
        try {
            before.at(simulation);
            simulation.play(scenario);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Whether something was wrong. */
    public boolean failed() {
        return failure != null;
    }

    /** What was wrong, in one sentence; empty if nothing was. */
    public String what() {
        if (failure == null) {
            return "";
        }
        return failure instanceof SimulationFailed failed ? failed.what()
                : failure instanceof AssertionError && failure.getMessage() != null
                ? failure.getMessage() : failure.toString();
    }

    /**
     * What was wrong without the details, which differ from run to run: two runs of the same
     * symptom have failed in the same way.
     */
    String symptom() {
        var what = what();
        var end = what.indexOf(": ");
        return (end < 0 ? what : what.substring(0, end)).replaceAll("\\d+", "#");
    }
}
