package dev.weft.sim.search;

import dev.weft.sim.Difference;
import dev.weft.sim.Scenario;
import dev.weft.sim.core.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario with many seeds at the same time, and explains those that fail.
 *
 * <p>Seeds are played on platform threads of its own, as many as {@link Bounds#threads}; the
 * thread that calls {@link #run} waits for them. Seeds of the corpus come first. Every twentieth
 * seed is played twice: where the two runs differ, the program depends on something that no seed
 * decides. A search has one run.
 */
public final class Search {

    /**
     * What a search has done until now.
     *
     * @param bounds of the search
     * @param seeds how many were played
     * @param failing how many of them failed
     * @param findings those that have been explained
     * @param real the real time since it began
     */
    public record Progress(
            Bounds bounds, long seeds, int failing, List<Finding> findings, Duration real) {}

    private static final int TWICE_ONE_IN = 20;
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final Scenario scenario;
    private final Bounds bounds;
    private final Corpus corpus;
    private final Explain explain;
    private final long startNanos = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by lock
    private final List<Long> firsts = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Long> seen = new LinkedHashMap<>();
    private Duration virtual = Duration.ZERO;
    private long next;
    private long played;
    private int failing;
    private int working;
    private @Nullable Throwable broken;

    /**
     * A search that has not begun.
     *
     * @param corpus seeds that have failed before; those that fail now are added
     * @param explain what is done about a seed that fails
     */
    public Search(Scenario scenario, Bounds bounds, Corpus corpus, Explain explain) {
        this.scenario = scenario;
        this.bounds = bounds;
        this.corpus = corpus;
        this.explain = explain;
    }

    /**
     * Runs it to its end.
     *
     * @param told is told of the progress each second, on this thread
     * @throws InterruptedException after the seeds that are played now have come to their end
     * @throws IllegalStateException when the search itself could not go on, as with a full disk
     */
    public Found run(Consumer<Progress> told) throws InterruptedException {
        firsts.addAll(corpus.seeds());
        start(1);
        try {
            awaitFirst();
            for (var i = 2; i <= bounds.threads(); i++) {
                start(i);
            }
            while (!awaitEnd(TELLING)) {
                told.accept(progress());
            }
        } finally {
            stop();
        }
        return found();
    }

    private void start(int number) {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
        Thread.ofPlatform().daemon().name("weft-search-" + number).start(this::work);
    }

    /**
     * One run alone loads the classes: their locks are real ones, at which two simulations would
     * wait for each other.
     */
    private void awaitFirst() throws InterruptedException {
        lock.lock();
        try {
            while (played == 0 && working > 0) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitEnd(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            var left = atMost.toNanos();
            while (working > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return working == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the workers end: no more seeds. */
    private void stop() {
        lock.lock();
        try {
            next = bounds.shareCount();
            firsts.clear();
            while (working > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            for (var seed = take(); seed != null; seed = take()) {
                var run = play(seed);
                add(run);
                if (run.failed()) {
                    explained(run);
                }
            }
            end(null);
        } catch (Throwable e) {
            end(e);
        }
    }

    private void end(@Nullable Throwable thrown) {
        lock.lock();
        try {
            working--;
            if (thrown != null) {
                broken = thrown;
                failing = bounds.failures(); // the others end too
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Run play(long seed) {
        var run = Run.of(scenario, seed, null);
        if (Math.floorMod(Stream.mix(seed), TWICE_ONE_IN) != 0) {
            return run;
        }
        var again = Run.of(scenario, seed, null);
        return again.traceHash() == run.traceHash() ? run : unrepeatable(run);
    }

    private Run unrepeatable(Run run) {
        var difference = Difference.between(scenario, run.seed(), run.plan());
        var failure = new AssertionError("two runs of this seed differ: "
                + difference.map(Difference::toString).orElse("once, and not when looked at"));
        return new Run(run.seed(), run.plan(), run.virtual(), run.traceHash(), run.seen(), failure);
    }

    private void explained(Run run) {
        corpus.add(run.seed(), run.what());
        var finding = explain.explain(scenario, run);
        lock.lock();
        try {
            findings.add(finding);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Long take() {
        lock.lock();
        try {
            if (failing >= bounds.failures() || played > 0 && isLate()) {
                return null;
            }
            if (!firsts.isEmpty()) {
                return firsts.remove(0);
            }
            return next < bounds.shareCount() ? bounds.seed(next++) : null;
        } finally {
            lock.unlock();
        }
    }

    private void add(Run run) {
        lock.lock();
        try {
            if (played++ == 0) {
                changed.signalAll();
            }
            failing += run.failed() ? 1 : 0;
            virtual = virtual.plus(run.virtual());
            run.seen().forEach((name, yes) -> seen.merge(name, yes ? 1L : 0L, Long::sum));
        } finally {
            lock.unlock();
        }
    }

    private Progress progress() {
        lock.lock();
        try {
            return new Progress(bounds, played, failing, List.copyOf(findings), real());
        } finally {
            lock.unlock();
        }
    }

    private Found found() {
        lock.lock();
        try {
            if (broken != null) {
                throw new IllegalStateException("the search broke off: " + broken, broken);
            }
            findings.sort(Comparator.comparing(finding -> finding.run().seed()));
            return new Found(played, virtual, real(), List.copyOf(findings),
                    new LinkedHashMap<>(seen));
        } finally {
            lock.unlock();
        }
    }

    private boolean isLate() {
        return bounds.isTimed() && real().compareTo(bounds.time()) >= 0;
    }

    private Duration real() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
