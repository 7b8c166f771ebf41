package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.cluster.Shape;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A second matchmaker takes over from one that dies, or that stands still and then goes on. */
@Timeout(300)
class StandbyMatchmakerTest {

    private static final Duration TAKE_OVER = Duration.ofSeconds(8);
    private static final Duration LENGTH = Duration.ofSeconds(12);

    private static final Runs RUNS = new Runs(StandbyMatchmakerTest.class,
            new Shape(2, 2, 8, 2), (random, shape) -> {
                var kind = List.of(Kind.CRASH, Kind.KILL, Kind.PAUSE).get(random.nextInt(3));
                var target = shape.matchmakerNames().get(random.nextInt(2));
                return Fault.of(
                        Mishaps.between(random, Duration.ofSeconds(6), Duration.ofSeconds(8)),
                        kind, target, LENGTH);
            });

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void matchesAreMadeAgainWithin8SecondsWithoutTheFailedOne(long seed) {
        RUNS.ask(seed, (run, fault) -> assertTrue(run.log()
                .between(fault.at().plus(Duration.ofSeconds(1)), fault.at().plus(TAKE_OVER),
                        "match-committed")
                .anyMatch(told -> !told.who().equals(fault.target())) || !wasActive(run, fault)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void theOldOneCommitsNothingWhenItGoesOn(long seed) {
        RUNS.ask(seed, (run, fault) -> assertEquals(List.of(), run.log()
                .between(fault.end(), run.now(), "match-committed")
                .filter(told -> wasActive(run, fault) && told.who().equals(fault.target()))
                .map(Told::event)
                .toList()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.weft.failures.Runs#seeds")
    void oneThatWasNotActiveIsNotMissed(long seed) {
        RUNS.ask(seed, (run, fault) -> assertEquals(wasActive(run, fault) ? 2 : 1,
                run.log().of("mm-active").count()));
    }

    private static boolean wasActive(ClusterRun run, Fault fault) {
        return run.log().of("mm-active").findFirst().orElseThrow().who().equals(fault.target());
    }
}
