package dev.weft.failures;

import dev.weft.failures.cluster.Shape;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.db.runner.Database;
import dev.weft.roles.db.runner.Schema;
import dev.weft.roles.operations.Operations;
import dev.weft.sim.fault.FaultPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Runs in which an operator maintains the cluster, one a seed: each is played once, with all
 * invariants, and then asked by every test of the class.
 */
final class Maintained {

    /** Long enough to play, to maintain, and to play on. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    /** What the operator does. */
    @FunctionalInterface
    interface Work {
        /** Runs on the operator's host, when it is time. */
        void run(Operations operations, ClusterRun run, RandomGenerator random) throws Exception;
    }

    private final Shape shape;
    private final Work work;
    private final Map<Long, ClusterRun> played = new LinkedHashMap<>();

    Maintained(Shape shape, Work work) {
        this.shape = shape;
        this.work = work;
    }

    /** The run of this seed. */
    ClusterRun of(long seed) {
        return played.computeIfAbsent(seed, this::play);
    }

    private ClusterRun play(long seed) {
        var random = Mishaps.randomOf(seed);
        var setup = new ClusterRun.Setup(shape, FaultPlan.NONE, LENGTH);
        try (var run = new ClusterRun(seed, setup)) {
            var auth = run.cluster().auth().dataSource();
            run.simulation().host("operator", node -> {
                Thread.sleep(Mishaps.between(random, Duration.ofSeconds(8),
                        Duration.ofSeconds(12)));
                try (var database = new Database("operator", Shape.AUTH, auth, Schema.AUTH,
                        Database.Settings.DEFAULT, Audit.NONE)) {
                    work.run(new Operations(database), run, random);
                }
            });
            run.play();
            return run;
        }
    }
}
