package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "Game db: disaster. Wait till it recovers." Games and players must not notice. */
@Timeout(300)
class GameDatabaseFailsTest {

    private static final Runs RUNS = new Runs(GameDatabaseFailsTest.class, (random, shape) ->
            Runs.draw(random, shape.shardNames(), Kind.DATABASE_DOWN, Kind.DATABASE_FREEZE));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void gamesBeginAndEndWhileItIsAway(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var begun = run.log().between(fault.at(), fault.end(), "game-started").count();
            var ended = run.log().between(fault.at(), fault.end(), "game-ended").count();
            assertTrue(begun > 0 && ended > 0, begun + " games began, " + ended + " ended");
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void resultsWaitAndArriveWithin5SecondsOfItsReturn(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var stored = storedAt(run);
            var late = fault.end().plusSeconds(5);
            var waited = owedDuring(run, fault);
            waited.forEach(result -> assertTrue(
                    stored.containsKey(result) && stored.get(result).compareTo(late) <= 0,
                    "result " + result + " was stored at " + stored.get(result)));
            assertEquals(!waited.isEmpty(), run.log().of("db-suspect").findAny().isPresent(),
                    "who owed results noticed");
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void usersOfTheOtherShardFeelNothing(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var others = usersOf(run, fault.target(), false);
            var stored = storedAt(run);
            run.log().between(fault.at(), fault.end(), "game-ended").forEach(told ->
                    told.numbers("players").stream().filter(others::contains).forEach(uid -> {
                        var at = stored.get(told.text("match") + " " + uid);
                        assertTrue(at != null
                                        && at.compareTo(told.at().plusSeconds(1)) <= 0,
                                () -> "the result of user " + uid + " of " + told.at()
                                        + " was stored at " + at);
                    }));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void nobodyLosesHisLobby(long seed) {
        RUNS.ask(seed, (run, fault) ->
                assertEquals(List.of(), run.log().of("lobby-lost").map(Told::event).toList()));
    }

    /** The results that belong into the shard, of games that ended while it was away. */
    private static Set<String> owedDuring(ClusterRun run, Fault fault) {
        var users = usersOf(run, fault.target(), true);
        return run.log().between(fault.at(), fault.end().minusSeconds(1), "game-ended")
                .flatMap(told -> told.numbers("players").stream()
                        .filter(users::contains)
                        .map(uid -> told.text("match") + " " + uid))
                .collect(Collectors.toSet());
    }

    private static Set<Long> usersOf(ClusterRun run, String shard, boolean in) {
        return run.results().stream()
                .filter(row -> row.shard().equals(shard) == in)
                .map(row -> row.uid())
                .collect(Collectors.toSet());
    }

    private static Map<String, Duration> storedAt(ClusterRun run) {
        var stored = new HashMap<String, Duration>();
        run.log().of("result-stored").forEach(told -> stored.putIfAbsent(
                told.text("match") + " " + told.text("uid"), told.at()));
        return stored;
    }
}
