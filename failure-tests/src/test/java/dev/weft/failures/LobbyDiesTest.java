package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "Current games and users on the lobby are cut; fresh start from login is required." */
@Timeout(300)
class LobbyDiesTest {

    private static final Runs RUNS = new Runs(LobbyDiesTest.class, (random, shape) ->
            Runs.draw(random, shape.lobbyNames(), Kind.CRASH, Kind.KILL));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void playersLogInAgainAndPlayWithin15Seconds(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var users = usersIn(run, fault, true);
            assumeFalse(users.isEmpty(), "nobody was there");
            var end = fault.at().plusSeconds(15);
            var loggedIn = run.log().between(fault.at(), end, "login")
                    .map(told -> told.number("uid")).collect(Collectors.toSet());
            var playing = run.log().between(fault.at(), end, "game-started")
                    .flatMap(told -> told.numbers("players").stream())
                    .collect(Collectors.toSet());
            assertTrue(loggedIn.containsAll(users), users + " logged in: " + loggedIn);
            assertTrue(playing.containsAll(users), users + " played: " + playing);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void usersOfTheOtherLobbyStayWhereTheyAre(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var others = usersIn(run, fault, false);
            var loggedIn = run.log().between(fault.at(), run.now(), "login")
                    .map(told -> told.number("uid"))
                    .filter(others::contains)
                    .filter(uid -> !wentThere(run, fault, uid))
                    .collect(Collectors.toSet());
            assertEquals(Set.of(), loggedIn, "logged in anew");
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void gamesOnTheOtherLobbyPlayToTheirEnd(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var ended = run.log().of("game-ended").map(told -> told.text("match"))
                    .collect(Collectors.toSet());
            run.log().of("game-started")
                    .filter(told -> told.at().compareTo(fault.at()) <= 0)
                    .filter(told -> !told.who().equals(fault.target()))
                    .forEach(told -> assertTrue(ended.contains(told.text("match")),
                            told.event() + " never ended"));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void nobodyIsRefusedAsOnlineAlready(long seed) {
        RUNS.ask(seed, (run, fault) -> assertEquals(Set.of(),
                run.log().between(fault.at(), run.now(), "client-refused")
                        .map(told -> told.text("code"))
                        .filter(code -> !code.equals("UNREACHABLE"))
                        .collect(Collectors.toSet())));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void itTakesUsersAndGamesAgainWhenItIsBack(long seed) {
        RUNS.ask(seed, (run, fault) -> assertTrue(run.log()
                .between(fault.end(), run.now(), "game-ended")
                .anyMatch(told -> told.who().equals(fault.target()))));
    }

    /** Users who were in the lobby that died, or else those who were in another one. */
    private static Set<Long> usersIn(ClusterRun run, Fault fault, boolean inTheDead) {
        Map<Long, String> lobbies = new HashMap<>();
        run.log().all().stream()
                .filter(told -> told.at().compareTo(fault.at()) <= 0)
                .forEach(told -> follow(lobbies, told));
        return lobbies.entrySet().stream()
                .filter(entry -> entry.getValue().equals(fault.target()) == inTheDead)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static void follow(Map<Long, String> lobbies, Told told) {
        if (told.what().equals("lobby-joined")) {
            lobbies.put(told.number("uid"), told.who());
        } else if (told.what().equals("lobby-left")) {
            lobbies.remove(told.number("uid"), told.who());
        }
    }

    /** Somebody may be on his way to the lobby while it dies, before anybody knows. */
    private static boolean wentThere(ClusterRun run, Fault fault, long uid) {
        return run.log().between(fault.at().minusSeconds(1), fault.at().plusSeconds(6), "moved")
                .anyMatch(told -> told.number("uid") == uid
                        && told.text("to").startsWith(fault.target()));
    }
}
