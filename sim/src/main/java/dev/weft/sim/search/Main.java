package dev.weft.sim.search;

import dev.weft.sim.fault.FaultPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Searches on a command line, on all cores, as long as it is told to; {@code --help} tells how.
 *
 * <p>A night's search on many machines: each plays a share of the seeds and writes a file, and the
 * files one after the other are the result of all. In a matrix of GitHub's actions, with {@code
 * strategy.matrix.shard: [1, 2, 3, 4]}:
 *
 * <pre>
 * java -javaagent:weft-sim.jar -Djdk.trackAllThreads=false -cp ... dev.weft.sim.search.Main \
 *     com.acme.ClusterTest#noMatchIsLost --seeds=1..1000000 --seconds=3000 \
 *     --shard=${{ matrix.shard }}/4 --results=results-${{ matrix.shard }}.tsv
 * </pre>
 *
 * <p>In a Kubernetes Job with {@code completionMode: Indexed} and {@code completions: 16}, the
 * share is {@code --shard=$((JOB_COMPLETION_INDEX + 1))/16}. Afterwards, where the files are:
 *
 * <pre>
 * cat results-*.tsv > results.tsv
 * java -cp ... dev.weft.sim.search.Main --judge=results.tsv
 * </pre>
 */
public final class Main {

    private static final int GREEN = 0;
    private static final int RED = 1;
    private static final int WRONG_INPUT = 2;

    private static final String HELP = """
            usage: java -javaagent:weft-sim.jar -Djdk.trackAllThreads=false -cp CLASSPATH \\
                dev.weft.sim.search.Main SCENARIO [OPTION...]
            SCENARIO is a class that implements dev.weft.sim.Scenario, or CLASS#METHOD for a method
            with a dev.weft.sim.Simulation as its one parameter, such as a @SimTest.
              --seeds=N or --seeds=A..B   which seeds are played; 1..1000 unless given
              --seconds=N       ends after this much real time
              --failures=N      ends after so many failing seeds; 10 unless given
              --threads=N       plays so many seeds at the same time; one on each core unless given
              --shard=K/N       plays the K-th of N shares of the seeds
              --results=FILE    writes the results as lines for machines; cat joins those of shards
              --corpus=FILE     seeds that failed before: played first; new ones are added
              --out=DIRECTORY   for plans and timelines of failing seeds; weft-search unless given
            Instead of a search:
              --seed=N          plays this seed only, and explains it if it fails
              --plan=FILE       with --seed: with the faults of this file
              --judge=FILE      no SCENARIO: judges the joined results of all shards
            The exit status is 0 when all is well; 1 when a seed failed, when no seed saw what some
            should have seen, or a shard is missing; 2 when the input makes no sense.
            """;

    private final Options options;
    private final PrintStream out;
    private final PrintStream err;
    private final Set<Long> told = new HashSet<>();
    private double nextLineSeconds;

    private Main(Options options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Searches, and exits. */
    public static void main(String[] words) throws InterruptedException {
        System.exit(run(List.of(words), System.out, System.err));
    }

    /** Searches, and returns the exit status. Progress goes to {@code err}. */
    static int run(List<String> words, PrintStream out, PrintStream err)
            throws InterruptedException {
        if (words.contains("--help") || words.isEmpty()) {
            out.print(HELP);
            return words.isEmpty() ? WRONG_INPUT : GREEN;
        }
        try {
            return new Main(Options.parse(words), out, err).run();
        } catch (IllegalArgumentException e) {
            err.println("weft search: " + e.getMessage() + "; --help tells more");
            return WRONG_INPUT;
        } catch (IOException | UncheckedIOException e) {
            err.println("weft search: " + e.getMessage());
            return WRONG_INPUT;
        }
    }

    private int run() throws IOException, InterruptedException {
        if (options.judged() != null) {
            return judge(options.judged());
        }
        return options.seed() != null ? one(options.seed()) : search();
    }

    private int judge(Path file) throws IOException {
        var verdict = Results.judge(file);
        verdict.failed().forEach(out::println);
        verdict.neverSeen().forEach(name -> out.println("never seen " + name));
        verdict.missing().forEach(shard -> out.println("missing shard " + shard));
        out.println(verdict.seeds() + " seeds, " + verdict.failed().size() + " failed");
        return verdict.isGreen() ? GREEN : RED;
    }

    private int one(long seed) throws IOException {
        var scenario = Scenarios.named(options.scenario());
        var plan = options.plan() == null ? null : FaultPlan.read(options.plan());
        var run = Run.of(scenario, seed, plan);
        if (!run.failed()) {
            out.printf(Locale.ROOT, "seed %d held for %.6f s, trace %016x%n",
                    seed, run.virtual().toNanos() / 1e9, run.traceHash());
            return GREEN;
        }
        out.println(report(explain().explain(scenario, run)));
        return RED;
    }

    private int search() throws IOException, InterruptedException {
        var scenario = Scenarios.named(options.scenario());
        var corpus = options.corpus() == null ? Corpus.NONE : Corpus.in(options.corpus());
        var results = options.results() == null ? null : Results.in(options.results());
        var search = new Search(scenario, options.bounds(), corpus, explain());
        var found = search.run(progress -> {
            tell(progress);
            if (results != null) {
                results.add(progress.findings());
            }
        });
        if (results != null) {
            results.end(options.bounds(), found);
        }
        found.findings().forEach(finding -> out.println(report(finding) + "\n"));
        var alone = options.bounds().shards() == 1;
        if (!found.neverSeen().isEmpty()) {
            (alone ? out : err).println(Report.neverSeen(found));
        }
        out.printf(Locale.ROOT, "%d seeds, %d failed; %.0f virtual seconds in %.1f real ones%n",
                found.seeds(), found.findings().size(), found.virtual().toNanos() / 1e9,
                found.real().toNanos() / 1e9);
        // What a shard did not see another one may have: the joined results are judged.
        return found.findings().isEmpty() && (!alone || found.isGreen()) ? GREEN : RED;
    }

    private Explain explain() {
        var name = options.scenario().substring(options.scenario().lastIndexOf('.') + 1);
        return new Explain(name.replace('#', '.'), options.out());
    }

    private String report(Finding finding) {
        return Report.of(finding, "java ... dev.weft.sim.search.Main " + options.scenario()
                + " --seed=" + finding.run().seed());
    }

    private void tell(Search.Progress progress) {
        for (var finding : progress.findings()) {
            if (told.add(finding.run().seed())) {
                err.println("seed " + finding.run().seed() + " failed: " + finding.run().what());
            }
        }
        var seconds = progress.real().toNanos() / 1e9;
        if (seconds < nextLineSeconds) {
            return; // a night's log stays short: the longer it takes, the fewer lines
        }
        nextLineSeconds = 1.1 * seconds;
        var rate = progress.seeds() / seconds;
        err.printf(Locale.ROOT, "%.0f s: %,d seeds, %.0f a second, %d failed, %s left%n", seconds,
                progress.seeds(), rate, progress.failing(), left(progress, rate));
    }

    private static String left(Search.Progress progress, double rate) {
        var bySeeds = (progress.bounds().shareCount() - progress.seeds()) / Math.max(rate, 1e-3);
        var byTime = progress.bounds().isTimed()
                ? progress.bounds().time().minus(progress.real()).toNanos() / 1e9 : bySeeds;
        var left = Duration.ofSeconds((long) Math.max(0, Math.min(bySeeds, byTime)));
        return left.toHours() > 0
                ? left.toHours() + " h " + left.toMinutesPart() + " min"
                : left.toMinutes() + " min " + left.toSecondsPart() + " s";
    }
}
