package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.search.Bounds;
import dev.weft.sim.search.Corpus;
import dev.weft.sim.search.Explain;
import dev.weft.sim.search.Search;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DifferenceTest {

    /** What no seed decides: how often it was asked before in this JVM. */
    private static final AtomicInteger LEAK = new AtomicInteger();

    private static void steady(Simulation sim) {
        sim.length(Duration.ofSeconds(1));
        sim.program("steady", () -> {
            for (var i = 0; i < 100; i++) {
                Thread.sleep(1);
            }
            sim.note("steady", "has slept");
        });
    }

    private static void leaking(Simulation sim) {
        steady(sim);
        sim.program("leaky", () -> {
            Thread.sleep(50);
            leak();
        });
    }

    private static void leak() throws InterruptedException {
        Thread.sleep(LEAK.incrementAndGet());
    }

    private static void telling(Simulation sim) {
        steady(sim);
        sim.program("leaky", () -> sim.note("leaky", "call " + LEAK.incrementAndGet() % 2));
    }

    @Test
    void runsOfARepeatableProgramDoNotDiffer() {
        assertEquals(Optional.empty(), Difference.between(DifferenceTest::steady, 7, null));
    }

    @Test
    void theFirstEventThatDiffersIsNamedWithBothStacks() {
        var found = Difference.between(DifferenceTest::telling, 7, null).orElseThrow();
        assertTrue(found.one().getMessage().matches("at 0\\.000000 s: leaky: call [01]"),
                found.toString());
        assertTrue(found.other().getMessage().matches("at 0\\.000000 s: leaky: call [01]"),
                found.toString());
        assertTrue(found.toString().split("DifferenceTest.lambda.telling").length > 2,
                found.toString());
    }

    @Test
    void aThreadThatGoesOnAtAnotherTimeIsNamedWithTheStackWhereItStood() {
        var found = Difference.between(DifferenceTest::leaking, 7, null).orElseThrow();
        assertTrue(found.other().getMessage().startsWith("at 0.05"), found.toString());
        assertTrue(found.other().getMessage().contains("thread \""), found.toString());
        assertTrue(found.toString().contains("DifferenceTest."), found.toString());
    }

    @Test
    void aSearchFindsItBySomeSeedsThatItPlaysTwice(@TempDir Path folder) throws Exception {
        var found = new Search(DifferenceTest::telling,
                Bounds.seeds(1, 200).untilFailures(1).on(1), Corpus.NONE,
                new Explain("leak", folder)).run(progress -> { });
        assertEquals(1, found.findings().size());
        assertTrue(found.findings().get(0).run().what().startsWith(
                "two runs of this seed differ: event "), found.findings().get(0).run().what());
    }
}
