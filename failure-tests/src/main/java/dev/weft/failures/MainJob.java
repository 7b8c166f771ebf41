package dev.weft.failures;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;

/**
 * A minute of the main job, to be searched: {@code dev.weft.sim.search.Main
 * dev.weft.failures.MainJob --seeds=1..100000}.
 */
public final class MainJob implements Scenario {

    /** One for each seed. */
    public MainJob() {}

    @Override
    public void play(Simulation simulation) {
        new ClusterRun(simulation, ClusterRun.Setup.drawn(simulation.seed(), Mishaps.ROUND)).play();
    }
}
