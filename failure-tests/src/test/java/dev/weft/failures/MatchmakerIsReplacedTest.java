package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.cluster.Shape;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "When a match maker enters replacement, a new match maker is added. Then all new match making
 * requests are forwarded to the new match maker. When the match maker does not have any match
 * request, then the match maker stops."
 */
@Timeout(300)
class MatchmakerIsReplacedTest {

    private static final Maintained RUNS = new Maintained(new Shape(2, 2, 9, 2),
            (operations, run, random) -> operations.replaceMatchmaker(successor(run)));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void theNewOneMakesMatchesWithin3Seconds(long seed) {
        var run = RUNS.of(seed);
        assertTrue(run.log().between(begin(run), begin(run).plusSeconds(3), "match-committed")
                .anyMatch(told -> told.who().equals(successor(run))));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void theOldOneStopsWhenItHasNoRequestsAndMakesNoMatchesAfterwards(long seed) {
        var run = RUNS.of(seed);
        var end = run.log().of("mm-stopped").findFirst().orElseThrow(
                () -> new AssertionError("it never stopped"));
        assertTrue(run.simulation().host(end.who()).isDone(), "its program still runs");
        assertEquals(List.of(), run.log().between(end.at(), run.now(), "match-formed")
                .filter(told -> told.who().equals(end.who())).map(Told::event).toList());
        var formed = run.log().of("match-formed").filter(told -> told.who().equals(end.who()))
                .map(told -> told.text("match")).collect(Collectors.toSet());
        run.log().of("match-committed").forEach(told -> formed.remove(told.text("match")));
        run.log().of("match-released").forEach(told -> formed.remove(told.text("match")));
        assertEquals(0, formed.size(), "matches left open: " + formed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void noRequestIsLostOrWaitsLong(long seed) {
        var run = RUNS.of(seed);
        var lost = run.log().of("cancelled")
                .filter(told -> !told.text("why").equals("asked")).map(Told::event).toList();
        assertEquals(List.of(), lost);
        assertEquals(List.of(), run.log().of("mm-lost").map(Told::event).toList());
    }

    private static Duration begin(ClusterRun run) {
        return run.log().of("mm-replaced").findFirst().orElseThrow(
                () -> new AssertionError("it was never replaced")).at();
    }

    /** The one that was not active first. */
    private static String successor(ClusterRun run) {
        var active = run.log().of("mm-active").findFirst().orElseThrow().who();
        return run.setup().shape().matchmakerNames().stream()
                .filter(name -> !name.equals(active)).findFirst().orElseThrow();
    }
}
