package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.cluster.Shape;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "New login, change of connection is not possible. New games cannot be started." */
@Timeout(300)
class AuthDatabaseFailsTest {

    /** Time for what had begun before. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private static final Runs RUNS = new Runs(AuthDatabaseFailsTest.class, (random, shape) ->
            Runs.draw(random, List.of(Shape.AUTH), Kind.DATABASE_DOWN, Kind.DATABASE_FREEZE));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void gamesThatRanPlayToTheirEnd(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var ended = run.log().of("game-ended").map(told -> told.text("match"))
                    .collect(Collectors.toSet());
            run.log().of("game-started")
                    .filter(told -> told.at().compareTo(fault.at()) <= 0)
                    .forEach(told -> assertTrue(ended.contains(told.text("match")),
                            told.event() + " never ended"));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void noGameIsMadeWhileItIsAway(long seed) {
        RUNS.ask(seed, (run, fault) -> assertEquals(List.of(),
                run.log().between(fault.at().plus(ON_ITS_WAY), fault.end(), "instance-created")
                        .map(Told::event).toList()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void nobodyIsSentAwayNowOrLater(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            assertEquals(List.of(), run.log().of("lobby-lost").map(Told::event).toList());
            assertEquals(List.of(), run.log().of("superseded").map(Told::event).toList());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void gamesBeginWithin10SecondsOfItsReturn(long seed) {
        RUNS.ask(seed, (run, fault) -> assertTrue(run.log()
                .between(fault.end(), fault.end().plusSeconds(10), "game-started")
                .findAny().isPresent()));
    }
}
