package dev.weft.failures;

import dev.weft.failures.cluster.Shape;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The runs of one failure, one a seed: each is played once, with all invariants, and then asked by
 * every test of the class. {@code -Dweft.seed=7} plays this seed only.
 */
final class Runs {

    /** Long enough to fail for a while and to recover. */
    static final Duration LENGTH = Duration.ofSeconds(44);

    private static final int SEEDS = 20;

    private final Class<?> test;
    private final LongFunction<ClusterRun.Setup> setup;
    private final Map<Long, ClusterRun> played = new HashMap<>();

    /**
     * Runs in which one thing fails.
     *
     * @param fault draws it
     */
    Runs(Class<?> test, BiFunction<RandomGenerator, Shape, Fault> fault) {
        this(test, Shape.DEFAULT, fault);
    }

    /** As the other, in a cluster of another shape. */
    Runs(Class<?> test, Shape shape, BiFunction<RandomGenerator, Shape, Fault> fault) {
        this(test, seed -> new ClusterRun.Setup(shape,
                FaultPlan.of(fault.apply(Mishaps.randomOf(seed), shape)), LENGTH));
    }

    /** Runs of any kind. */
    Runs(Class<?> test, LongFunction<ClusterRun.Setup> setup) {
        this.test = test;
        this.setup = setup;
    }

    /** The seeds of a parameterized test. */
    static LongStream seeds() {
        return seeds(SEEDS);
    }

    /** So many seeds, and those that have found a bug: they stay. */
    static LongStream seeds(int count, long... corpus) {
        var only = Long.getLong("weft.seed");
        return only != null ? LongStream.of(only)
                : LongStream.concat(LongStream.rangeClosed(1, count), LongStream.of(corpus));
    }

    /** A fault of one of these kinds, soon after the cluster has come to play. */
    static Fault draw(RandomGenerator random, List<String> targets, Kind... kinds) {
        var kind = kinds[random.nextInt(kinds.length)];
        var target = targets.get(random.nextInt(targets.size()));
        return Fault.of(
                Mishaps.between(random, Duration.ofSeconds(6), Duration.ofSeconds(10)),
                kind, target,
                Mishaps.between(random, Duration.ofSeconds(3), Duration.ofSeconds(8)));
    }

    /** Asks the run of this seed; whatever is wrong says how to replay it. */
    void ask(long seed, Question question) {
        try {
            var run = played.containsKey(seed) ? played.get(seed) : play(seed);
            played.put(seed, run);
            question.ask(run, run.setup().plan().faults().getFirst());
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage()
                    + "\nreplay with: mvn -q"
                    + " test -Dtest=" + test.getSimpleName() + " -Dweft.seed=" + seed
                    + " -Dsurefire.failIfNoSpecifiedTests=false", e);
        }
    }

    private ClusterRun play(long seed) {
        try (var run = new ClusterRun(seed, setup.apply(seed))) {
            run.play();
            return run;
        }
    }

    /** What a test asks. */
    @FunctionalInterface
    interface Question {
        /** Throws {@link AssertionError} if the promise was not kept. */
        void ask(ClusterRun run, Fault fault);
    }
}
