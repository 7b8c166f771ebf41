package dev.weft.sim.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.Scenario;
import dev.weft.sim.search.Bounds;
import dev.weft.sim.search.Corpus;
import dev.weft.sim.search.Explain;
import dev.weft.sim.search.Found;
import dev.weft.sim.search.Report;
import dev.weft.sim.search.Run;
import dev.weft.sim.search.Search;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator finds what it is there to find, and nothing else. */
@Timeout(120)
class PlantedBugsTest {

    /** Far more than any of them takes; each is found within 60 s on one core. */
    private static final int SEEDS = 2000;

    /** How many seeds of a mended program are played, at least as many as found the bug. */
    private static final int MENDED_SEEDS = 20;

    private static final int FAULTS_MAX = 5;

    @TempDir
    private Path folder;

    enum Bug {
        LOST_REPLY(LostReply::new, "nothing is counted twice"),
        DOUBLE_INSERT(DoubleInsert::new, "no order is stored twice"),
        STALE_LEASE(StaleLease::new, "no writer writes after its successor"),
        SPLIT_BRAIN(SplitBrain::new, "one leads at a time"),
        LOST_WAKE_UP(LostWakeUp::new, "all is eaten"),
        DEADLOCK(Deadlock::new, "all have dined"),
        MISSED_TIME_OUT(MissedTimeOut::new, "all jobs are done"),
        HALF_OPEN_LEAK(HalfOpenLeak::new, "all have one seat"),
        SHARD_MISROUTE(ShardMisroute::new, "an old value was found"),
        CLOCK_STEP(ClockStep::new, "no old price is shown");

        private final Function<Boolean, Scenario> program;
        private final String symptom;

        Bug(Function<Boolean, Scenario> program, String symptom) {
            this.program = program;
            this.symptom = symptom;
        }

        Scenario planted() {
            return program.apply(false);
        }

        Scenario mended() {
            return program.apply(true);
        }
    }

    private Found search(Scenario scenario, int seeds) throws InterruptedException {
        return new Search(scenario, Bounds.seeds(1, seeds).untilFailures(1).on(1), Corpus.NONE,
                new Explain("planted", folder)).run(progress -> { });
    }

    @ParameterizedTest
    @EnumSource
    void aBugIsFoundAndReplayedAndShrunkAndTheMendedProgramPasses(Bug bug) throws Exception {
        var found = search(bug.planted(), SEEDS);
        assertEquals(1, found.findings().size(), () -> bug + " was not found in " + found);
        var finding = found.findings().get(0);
        var run = finding.run();
        var report = Report.of(finding, "");
        assertTrue(run.what().contains(bug.symptom), report);
        assertTrue(finding.shrunk().faults().size() <= FAULTS_MAX, report);

        var again = Run.of(bug.planted(), run.seed(), null);
        assertEquals(run.traceHash(), again.traceHash());
        assertEquals(run.what(), again.what());
        var shrunk = Run.of(bug.planted(), run.seed(), finding.shrunk());
        assertTrue(shrunk.what().contains(bug.symptom), report);

        var passed = search(bug.mended(), (int) Math.max(MENDED_SEEDS, found.seeds()));
        assertTrue(passed.findings().isEmpty(), () ->
                Report.of(passed.findings().get(0), "the mended " + bug));
    }

    @Test
    void theCanaryDiesInEverySeed() throws Exception {
        var found = new Search(sim -> sim.always("the canary lives", () ->
                sim.now().toMillis() < 300), Bounds.seeds(1, 5), Corpus.NONE,
                new Explain("canary", folder)).run(progress -> { });
        assertEquals(5, found.findings().size());
        for (var finding : found.findings()) {
            assertEquals("invariant \"the canary lives\" does not hold", finding.run().what());
            assertEquals(300, finding.run().virtual().toMillis());
        }
    }
}
