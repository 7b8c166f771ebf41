package dev.weft.failures;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.failures.cluster.Shape;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Harsher than the main job: up to twelve faults of every kind, on anything, over each other. */
@Timeout(300)
class EverythingFailsTest {

    private static final Shape SHAPE = new Shape(2, 3, 10, 2);
    private static final Duration LENGTH = Duration.ofMinutes(2);
    private static final int FAULTS_MAX = 12;
    private static final List<Kind> OF_HOSTS =
            List.of(Kind.CRASH, Kind.KILL, Kind.PAUSE);
    private static final List<Kind> OF_DATABASES =
            List.of(Kind.DATABASE_DOWN, Kind.DATABASE_FREEZE, Kind.LOSE_REPLIES);

    private static final Runs RUNS = new Runs(EverythingFailsTest.class,
            seed -> new ClusterRun.Setup(SHAPE, plan(seed), LENGTH));

    /**
     * 50: a lobby that had stood still used the key of a client that had long given up on it, and
     * so ended the game that the user played elsewhere.
     */
    static LongStream seeds() {
        return Runs.seeds(5, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theClusterSurvivesItAndPlaysOn(long seed) {
        RUNS.ask(seed, (run, first) ->
                assertTrue(run.log().games() > 100, () -> run.log().games() + " games"));
    }

    private static FaultPlan plan(long seed) {
        var random = Mishaps.randomOf(seed);
        var hosts = new ArrayList<>(List.of(Shape.LOGIN));
        hosts.addAll(SHAPE.matchmakerNames());
        hosts.addAll(SHAPE.lobbyNames());
        var databases = new ArrayList<>(List.of(Shape.AUTH));
        databases.addAll(SHAPE.shardNames());
        var faults = new ArrayList<Fault>();
        for (var i = 0; i < FAULTS_MAX; i++) {
            var database = random.nextInt(3) == 0;
            var targets = database ? databases : hosts;
            var target = targets.get(random.nextInt(targets.size()));
            var kinds = database ? OF_DATABASES : OF_HOSTS;
            var kind = kinds.get(random.nextInt(kinds.size()));
            var fault = Fault.of(
                    Mishaps.between(random, Duration.ofSeconds(4), Duration.ofSeconds(70)),
                    kind, target,
                    Mishaps.between(random, Duration.ofMillis(500), Duration.ofSeconds(10)));
            if (faults.stream().noneMatch(other -> overlap(other, fault))) {
                faults.add(fault);
            }
        }
        return new FaultPlan(faults);
    }

    /** One thing fails in one manner at a time. */
    private static boolean overlap(Fault one, Fault other) {
        return one.target().equals(other.target())
                && one.at().minusMillis(100).compareTo(other.end()) <= 0
                && other.at().minusMillis(100).compareTo(one.end()) <= 0;
    }
}
