package dev.weft.failures;

import dev.weft.failures.cluster.Planted;
import dev.weft.failures.cluster.Shape;
import dev.weft.failures.cluster.SimCluster;
import dev.weft.failures.invariant.Invariants;
import dev.weft.failures.story.Story;
import dev.weft.failures.witness.EventLog;
import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.failures.witness.Witness;
import dev.weft.roles.audit.Audit;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultListener;
import dev.weft.sim.fault.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run of the whole cluster in the simulator: its faults, its invariants, and what was heard.
 *
 * <p>{@link #play} runs it to its end: clients play until {@value #SETTLING_SECONDS} s before, then
 * finish their games, so that at the end nothing is on its way and everything can be counted. A
 * violation ends the run with {@link dev.weft.sim.SimulationFailed}. Confined to its thread.
 */
public final class ClusterRun implements AutoCloseable {

    /**
     * What a run is made of, beside its seed.
     *
     * @param shape how many of each
     * @param plan what fails
     * @param length of virtual time
     * @param planted what is replaced in the cluster
     */
    public record Setup(Shape shape, FaultPlan plan, Duration length, Planted planted) {

        /** The cluster as it is. */
        public Setup(Shape shape, FaultPlan plan, Duration length) {
            this(shape, plan, length, Planted.NOTHING);
        }

        /** The main job: the faults are drawn from the seed. */
        public static Setup drawn(long seed, Duration length) {
            var shape = Shape.DEFAULT;
            var plan = Mishaps.drawn(seed, length, shape.shardNames(),
                    shape.matchmakerNames(), shape.lobbyNames());
            return new Setup(shape, plan, length);
        }
    }

    private static final int SETTLING_SECONDS = 8;
    private static final Duration SLICE = Duration.ofSeconds(1);

    /** A look reads every row there is: in a longer run there are more, so it looks less often. */
    private static final int LOOKS = 120;

    private final Simulation simulation;
    private final Setup setup;
    private final SimCluster cluster;
    private final Invariants invariants;
    private final EventLog log = new EventLog();
    private final Story story = new Story();
    private final List<Witness> witnesses = new ArrayList<>();
    private List<Records.Result> results = List.of();

    /** A run that has not begun. */
    public ClusterRun(long seed, Setup setup) {
        this(Simulation.seeded(seed), setup);
    }

    /** A run in this simulation, which has not begun. */
    public ClusterRun(Simulation simulation, Setup setup) {
        this.simulation = simulation;
        this.setup = setup;
        invariants = new Invariants(setup.shape().clientNames());
        witnesses.addAll(List.of(log, story, invariants));
        cluster = new SimCluster(simulation, setup.shape(), setup.planted(), audit());
        simulation.faults(setup.plan());
        simulation.onFault(new FaultListener() {
            @Override
            public void began(Fault fault) {
                witnesses.forEach(witness -> witness.began(now(), fault));
            }

            @Override
            public void ended(Fault fault) {
                witnesses.forEach(witness -> witness.ended(now(), fault));
            }
        });
        for (var invariant : invariants.all()) {
            simulation.always(invariant.toString(), () -> {
                if (isLookDue()) {
                    invariant.look(now(), cluster.records());
                }
                invariant.check();
                return true;
            });
        }
    }

    /** Runs to the end. */
    public void play() {
        play(run -> { });
    }

    /**
     * Runs to the end.
     *
     * @param whileRunning called after each second of virtual time
     */
    public void play(Consumer<ClusterRun> whileRunning) {
        var bell = setup.length().minusSeconds(SETTLING_SECONDS);
        runTo(bell, whileRunning);
        simulation.note("clients", "begin no more games");
        cluster.ring();
        witnesses.forEach(witness -> witness.rung(now()));
        runTo(setup.length(), whileRunning);
        witnesses.forEach(witness -> witness.settled(now()));
        simulation.run(Duration.ZERO); // checks once more, with nothing on its way
        results = List.copyOf(cluster.records().results());
    }

    /** Runs until this virtual time, if it is not over yet. */
    public void runTo(Duration time) {
        runTo(time, run -> { });
    }

    /** The virtual time since the start. */
    public Duration now() {
        return simulation.now();
    }

    /** What it is made of. */
    public Setup setup() {
        return setup;
    }

    /** The simulation underneath, for tests that add to it. */
    public Simulation simulation() {
        return simulation;
    }

    /** The cluster in it. */
    public SimCluster cluster() {
        return cluster;
    }

    /** What must hold in it. */
    public Invariants invariants() {
        return invariants;
    }

    /** All that was heard. */
    public EventLog log() {
        return log;
    }

    /** What people read of it. */
    public Story story() {
        return story;
    }

    /** What the game databases held at the end; empty before. */
    public List<Records.Result> results() {
        return results;
    }

    /** The hash of all that happened. */
    public long traceHash() {
        return simulation.traceHash();
    }

    /** For those who are added to the cluster: tells everyone who listens here. */
    public Audit audit() {
        return event -> {
            simulation.note(event.who(), event.what() + " " + event.details());
            var told = new Told(simulation.now(), event);
            witnesses.forEach(witness -> witness.heard(told));
        };
    }

    @Override
    public void close() {
        simulation.close();
    }

    private void runTo(Duration time, Consumer<ClusterRun> whileRunning) {
        while (now().compareTo(time) < 0) {
            var left = time.minus(now());
            simulation.run(left.compareTo(SLICE) < 0 ? left : SLICE);
            whileRunning.accept(this);
        }
    }

    private boolean isLookDue() {
        var seconds = Math.max(1, setup.length().toSeconds() / LOOKS);
        return now().toNanos() % Duration.ofSeconds(seconds).toNanos() == 0
                || now().compareTo(setup.length()) >= 0;
    }
}
