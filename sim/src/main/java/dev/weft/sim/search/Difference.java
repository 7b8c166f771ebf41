package dev.weft.sim.search;

import dev.weft.sim.Scenario;

final class Difference {
    private Difference() {}

    static Run between(Scenario scenario, Run run) {
        return new Run(run.seed(), run.plan(), run.virtual(), run.traceHash(), run.seen(),
                new AssertionError("two runs of the seed differ"));
    }
}
