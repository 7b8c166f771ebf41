package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.cluster.Shape;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "While in wait-stop, no more users can join the lobby. When a game ends, users will be moved to
 * another lobby. When all users are moved, wait-stop is finished and the lobby will be finished."
 */
@Timeout(300)
class WaitStopTest {

    private static final String LOBBY = "lobby-1";

    private static final Maintained RUNS = new Maintained(new Shape(1, 3, 8, 2),
            (operations, run, random) -> operations.waitStop(LOBBY));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void nobodyComesInWhoHasNoGameThere(long seed) {
        var run = RUNS.of(seed);
        var playing = in(run, "player-joined").map(told -> told.at() + told.text("uid"))
                .collect(Collectors.toSet());
        assertEquals(List.of(), in(run, "lobby-joined")
                .filter(told -> told.at().compareTo(begin(run)) > 0)
                .filter(told -> !playing.contains(told.at() + told.text("uid")))
                .map(Told::event).toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void itsGamesPlayToTheirEndAndNoneIsMade(long seed) {
        var run = RUNS.of(seed);
        var ended = in(run, "game-ended").map(told -> told.text("match"))
                .collect(Collectors.toSet());
        in(run, "game-started").forEach(told ->
                assertTrue(ended.contains(told.text("match")), told.event() + " never ended"));
        assertEquals(0, in(run, "instance-created")
                .filter(told -> told.at().compareTo(begin(run).plusSeconds(1)) > 0).count());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void nobodyLosesHisConnectionOrLogsInAgain(long seed) {
        var run = RUNS.of(seed);
        assertEquals(List.of(), run.log().of("lobby-lost").map(Told::event).toList());
        var logins = run.log().between(begin(run).plusSeconds(2), run.now(), "login");
        assertEquals(List.of(), logins.map(Told::event).toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void itsUsersPlayOnElsewhere(long seed) {
        var run = RUNS.of(seed);
        var users = in(run, "lobby-joined").map(told -> told.number("uid"))
                .collect(Collectors.toSet());
        assertFalse(users.isEmpty(), "nobody was ever there");
        var end = done(run);
        Set<Long> playing = run.log().between(end, run.now(), "game-started")
                .flatMap(told -> told.numbers("players").stream()).collect(Collectors.toSet());
        assertTrue(playing.containsAll(users), users + " played: " + playing);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void itEndsWithin10SecondsOfItsLastGameAndWithNothingLeft(long seed) {
        var run = RUNS.of(seed);
        var last = Stream.concat(in(run, "game-ended"), in(run, "wait-stop"))
                .map(Told::at).max(Duration::compareTo).orElseThrow();
        assertTrue(done(run).minus(last).compareTo(Duration.ofSeconds(10)) < 0,
                "it ended at " + done(run) + ", its last game at " + last);
        assertTrue(run.simulation().host(LOBBY).isDone(), "its program still runs");
        assertEquals(0, in(run, "lobby-joined").count() - in(run, "lobby-left").count());
    }

    private static Duration begin(ClusterRun run) {
        return in(run, "wait-stop").findFirst().orElseThrow().at();
    }

    private static Duration done(ClusterRun run) {
        return in(run, "wait-stop-done").findFirst().orElseThrow(
                () -> new AssertionError("the wait-stop did not end")).at();
    }

    private static Stream<Told> in(ClusterRun run, String what) {
        return run.log().of(what).filter(told -> told.who().equals(LOBBY));
    }
}
