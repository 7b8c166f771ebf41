package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "New match making is not possible. After recovery, it can be started." */
@Timeout(300)
class MatchmakerDiesTest {

    /** Ages are told in milliseconds, and travel. */
    private static final Duration TRIP = Duration.ofMillis(10);

    private static final Runs RUNS = new Runs(MatchmakerDiesTest.class, (random, shape) ->
            Runs.draw(random, shape.matchmakerNames(), Kind.CRASH, Kind.KILL));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void noMatchIsMadeWhileItIsAway(long seed) {
        RUNS.ask(seed, (run, fault) -> assertEquals(List.of(),
                Stream.of("match-formed", "match-committed")
                        .flatMap(what -> run.log().between(fault.at(), fault.end(), what))
                        .map(Told::event)
                        .toList()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void gamesThatRanPlayToTheirEnd(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var ended = matches(run.log().of("game-ended"));
            run.log().of("game-started")
                    .filter(told -> told.at().compareTo(fault.end()) <= 0)
                    .forEach(told -> assertTrue(ended.contains(told.text("match")),
                            told.event() + " never ended"));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void ticketsThatWaitedAreMatchedAndNoneIsQueuedAgain(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            var waiting = waitingAt(run, fault);
            assertFalse(waiting.isEmpty(), "nobody waited");
            var assigned = run.log().of("assigned").map(told -> told.text("ticket"))
                    .collect(Collectors.toSet());
            assertEquals(Set.of(), waiting.stream()
                    .filter(ticket -> !assigned.contains(ticket))
                    .collect(Collectors.toSet()));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void whoHasWaitedLongestIsMatchedFirst(long seed) {
        RUNS.ask(seed, (run, fault) -> {
            Map<String, Duration> queued = new HashMap<>();
            run.log().of("queued").forEach(told -> queued.put(told.text("ticket"), told.at()));
            var first = run.log().between(fault.end(), run.now(), "match-formed").toList();
            var together = first.stream()
                    .filter(told -> told.at().equals(first.getFirst().at()))
                    .flatMap(told -> told.words("tickets").stream())
                    .map(queued::get)
                    .toList();
            for (var i = 1; i < together.size(); i++) {
                assertTrue(together.get(i - 1).compareTo(together.get(i).plus(TRIP)) <= 0,
                        together::toString);
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void matchesAreMadeWithin6SecondsOfItsReturn(long seed) {
        RUNS.ask(seed, (run, fault) -> assertTrue(run.log()
                .between(fault.end(), fault.end().plusSeconds(6), "match-committed")
                .findAny().isPresent()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void nobodyLosesHisLobby(long seed) {
        RUNS.ask(seed, (run, fault) ->
                assertEquals(List.of(), run.log().of("lobby-lost").map(Told::event).toList()));
    }

    /** Tickets that searched when the matchmaker came back. */
    private static Set<String> waitingAt(ClusterRun run, Fault fault) {
        var waiting = tickets(run, fault, "queued");
        waiting.removeAll(tickets(run, fault, "assigned"));
        waiting.removeAll(tickets(run, fault, "cancelled"));
        return waiting;
    }

    private static Set<String> tickets(ClusterRun run, Fault fault, String what) {
        return run.log().of(what)
                .filter(told -> told.at().compareTo(fault.end()) <= 0)
                .map(told -> told.text("ticket"))
                .collect(Collectors.toSet());
    }

    private static Set<String> matches(Stream<Told> events) {
        return events.map(told -> told.text("match")).collect(Collectors.toSet());
    }
}
