package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "No SPOF. Mostly waiting recovery can be done for all failures": the main job, seed by seed. */
@Timeout(300)
class ManyFailuresTest {

    private static final Runs RUNS = new Runs(ManyFailuresTest.class,
            seed -> ClusterRun.Setup.drawn(seed, Mishaps.ROUND));

    /**
     * 869: a user was told to move, his key was used, and the lobby that used it died: he stayed
     * where he was, and lost that place too.
     */
    static LongStream seeds() {
        return Runs.seeds(20, 869);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theClusterSurvivesADatabaseAMatchmakerAndALobby(long seed) {
        RUNS.ask(seed, (run, first) -> {
            assertEquals(3, run.log().faults());
            assertTrue(run.log().games() > 20, () -> run.log().games() + " games");
        });
    }
}
