package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.cluster.Shape;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lobby that stands still for longer than its lease is dead to all others, and does not know. */
@Timeout(300)
class LobbyStandsStillTest {

    private static final Runs RUNS = new Runs(LobbyStandsStillTest.class, new Shape(1, 3, 8, 2),
            (random, shape) -> {
                var lobby = shape.lobbyNames().get(random.nextInt(shape.lobbies()));
                return Fault.of(
                        Mishaps.between(random, Duration.ofSeconds(6), Duration.ofSeconds(8)),
                        Kind.PAUSE, lobby,
                        Mishaps.between(random, Duration.ofSeconds(6), Duration.ofSeconds(12)));
            });

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void itsPlayersPlayElsewhereWithin15Seconds(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var cut = playersOn(run, fault);
            var playing = run.log()
                    .between(fault.at(), fault.at().plusSeconds(15), "game-started")
                    .flatMap(told -> told.numbers("players").stream())
                    .collect(Collectors.toSet());
            assertTrue(playing.containsAll(cut), cut + " played: " + playing);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void whenItGoesOnItSendsNobodyAwayFromHisNewLobby(long seed) {
        RUNS.ask(seed, (run, fault) -> assertEquals(Set.of(),
                run.log().between(fault.end(), run.now(), "lobby-lost")
                        .map(told -> told.event().toString())
                        .collect(Collectors.toSet())));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void whenItGoesOnItTakesGamesAgain(long seed) {
        RUNS.ask(seed, (run, fault) -> assertTrue(run.log()
                .between(fault.end().plusSeconds(1), run.now(), "game-started")
                .anyMatch(told -> told.who().equals(fault.target()))));
    }

    private static Set<Long> playersOn(ClusterRun run, Fault fault) {
        var ended = run.log().of("game-ended")
                .filter(told -> told.at().compareTo(fault.at()) <= 0)
                .map(told -> told.text("match"))
                .collect(Collectors.toSet());
        return run.log().of("game-started")
                .filter(told -> told.at().compareTo(fault.at()) <= 0)
                .filter(told -> told.who().equals(fault.target()))
                .filter(told -> !ended.contains(told.text("match")))
                .flatMap(told -> told.numbers("players").stream())
                .collect(Collectors.toSet());
    }
}
