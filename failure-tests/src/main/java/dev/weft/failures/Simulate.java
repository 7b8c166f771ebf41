package dev.weft.failures;

import dev.weft.sim.SimulationFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * The main job: the cluster lives for a while in virtual time, fails as the seed decides, and must
 * recover. Tells its progress, then the story, then the figures; the last line is for machines.
 */
final class Simulate {

    private static final long PROGRESS_NANOS = 1_000_000_000;

    private final Arguments arguments;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private long toldNanos = startNanos;
    private boolean unfinishedLine;

    /**
     * A job that has not begun.
     *
     * @param terminal whether lines can be overwritten
     */
    Simulate(Arguments arguments, PrintStream out, PrintStream err, boolean terminal) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Runs and returns the exit code. */
    int run() {
        var setup = ClusterRun.Setup.drawn(arguments.seed(), arguments.length());
        out.println("Weft: a whole game cluster in one JVM, in virtual time, seed "
                + arguments.seed());
        out.println("1 login server, " + setup.shape().lobbies() + " lobbies, "
                + setup.shape().matchmakers() + " matchmaker, "
                + setup.shape().clients() + " clients, 1 auth database, "
                + setup.shape().shards() + " game databases; what will fail:");
        setup.plan().faults().forEach(fault -> out.println("  " + fault));
        try (var run = new ClusterRun(arguments.seed(), setup)) {
            if (arguments.timeline().isPresent()) {
                run.simulation().record();
            }
            var failure = play(run);
            endLine();
            out.println("The story, in virtual time:");
            run.story().lines().forEach(out::println);
            if (!draw(run)) {
                return 1;
            }
            if (failure != null) {
                return failed(failure);
            }
            summary(run);
            return 0;
        }
    }

    private SimulationFailed play(ClusterRun run) {
        try {
            run.play(this::progress);
            return null;
        } catch (SimulationFailed e) {
            return e;
        }
    }

    /** Writes the page, if one was asked for. */
    private boolean draw(ClusterRun run) {
        if (arguments.timeline().isEmpty()) {
            return true;
        }
        var file = arguments.timeline().get();
        try {
            run.simulation().timeline(file);
            out.println("Timeline: " + file);
            return true;
        } catch (IOException e) {
            err.println("cannot write " + file + ": " + e);
            return false;
        }
    }

    private void progress(ClusterRun run) {
        var now = System.nanoTime();
        if (now - toldNanos < PROGRESS_NANOS) {
            return;
        }
        toldNanos = now;
        var line = String.format(Locale.ROOT, "  virtual %.0f s of %d s, %d games, %d faults",
                seconds(run.now()), arguments.length().toSeconds(), run.log().games(),
                run.log().faults());
        if (terminal) {
            out.print("\r" + line + "   ");
            out.flush();
            unfinishedLine = true;
        } else {
            out.println(line);
        }
    }

    private void endLine() {
        if (unfinishedLine) {
            out.print("\r" + " ".repeat(70) + "\r");
        }
    }

    private int failed(SimulationFailed failure) {
        out.flush();
        err.println("VIOLATED: " + failure.getMessage());
        err.println("seed " + arguments.seed() + " failed; replay it with: " + replay());
        return 1;
    }

    private String replay() {
        if (arguments.length().toSeconds() == 60) {
            return "mvn -q -Dseed=" + arguments.seed();
        }
        return "mvn -q \"-Dexec.args=simulate --seed=" + arguments.seed() + " --seconds="
                + arguments.length().toSeconds() + "\"";
    }

    private void summary(ClusterRun run) {
        var virtual = seconds(run.now());
        var real = (System.nanoTime() - startNanos) / 1e9;
        var games = run.log().games();
        var faults = run.log().faults();
        out.println("All of these held, all the time:");
        run.invariants().all().forEach(invariant -> out.println("  " + invariant));
        out.printf(Locale.ROOT, "%d games came to their end in spite of %d faults; %.0f virtual "
                + "seconds in %.1f real ones (%.0f times as fast, with the start)%n", games, faults,
                virtual, real, virtual / real);
        out.printf(Locale.ROOT, "seed %d trace %016x games %d faults %d invariants %d"
                + " virtual %.1fs real %.1fs%n", arguments.seed(), run.traceHash(), games, faults,
                run.invariants().all().size(), virtual, real);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
