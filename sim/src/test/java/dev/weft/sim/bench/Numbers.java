package dev.weft.sim.bench;

import dev.weft.sim.Host;
import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.FaultPlan;
import dev.weft.sim.fault.Kind;
import dev.weft.sim.search.Bounds;
import dev.weft.sim.search.Corpus;
import dev.weft.sim.search.Explain;
import dev.weft.sim.search.Search;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * Prints how fast the simulator is, each number beside its goal:
 *
 * <pre>mvn -q -Pnumbers -pl sim -am process-test-classes</pre>
 *
 * <p>Times are of the processor where the goal says so, so that other work on the machine disturbs
 * little. {@code -Dnumbers="double 100000"} plays that many seeds twice instead and compares their
 * hashes; {@code -Dnumbers="heap 100000"} plays them once, crashes hosts, and tells what stays.
 */
public final class Numbers {

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(3);

    private Numbers() {}

    /** Prints all, or runs what the arguments name. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("JDK " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores");
        if (arguments.length == 2 && arguments[0].equals("double")) {
            playTwice(Integer.parseInt(arguments[1]));
        } else if (arguments.length == 2 && arguments[0].equals("heap")) {
            playOnce(Integer.parseInt(arguments[1]));
        } else {
            all();
        }
    }

    private static void all() throws Exception {
        System.out.println("hash of seed 7 with 5,000 messages: "
                + Long.toHexString(Mail.play(7, 5_000)));
        line("switch", cpuNanos(Numbers::yields) / 100_000, "ns", "at most 250");
        line("message with latency and timed receive",
                cpuNanos(seed -> Mail.play(seed, 100_000)) / 100_000, "ns", "at most 1,000");
        for (var messages : new int[] {500, 5_000, 100_000}) {
            var goal = messages == 500 ? "2,000" : messages == 5_000 ? "200" : "10";
            line("seeds with " + messages + " messages",
                    1e9 / cpuNanos(seed -> Mail.play(seed, messages)), "/s/core",
                    "at least " + goal);
        }
        line("a seed with nothing in it", cpuNanos(Numbers::empty) / 1000, "us", "at most 300");
        line("agent at start", agentMillis(), "ms", "at most 50");
        scaling();
        shrinking();
    }

    /** 40 faults on eight hosts, of which two together are the bug; once it is warm. */
    private static void shrinking() throws Exception {
        var faults = new ArrayList<Fault>();
        for (var i = 0; i < 40; i++) {
            // All one after the other, but for two.
            var at = Duration.ofMillis(i == 21 ? 10_100 : 500 * i);
            faults.add(Fault.of(at, Kind.CRASH, "host" + i % 8, Duration.ofMillis(400)));
        }
        Scenario scenario = sim -> {
            for (var i = 0; i < 8; i++) {
                sim.program("host" + i, () -> {
                    while (true) {
                        Thread.sleep(10);
                    }
                });
            }
            sim.faults(new FaultPlan(faults));
            sim.always("one of two is up", () -> sim.host("host4").state() == Host.State.UP
                    || sim.host("host5").state() == Host.State.UP);
        };
        var folder = Files.createTempDirectory("weft-numbers-");
        for (var i = 0; i < 5; i++) {
            var start = System.nanoTime();
            var finding = new Search(scenario, Bounds.seeds(1, 1).on(1),
                    Corpus.in(folder.resolve("corpus" + i)), new Explain("shrink", folder))
                    .run(progress -> {}).findings().getFirst();
            if (i == 4) {
                line("found and shrunk from 40 faults to "
                        + finding.shrunk().faults().size() + " in", finding.tries(), "runs",
                        "at most 50, to at most 5");
                line("which takes, with the report", (System.nanoTime() - start) / 1e6, "ms",
                        "at most 1,000");
            }
        }
    }

    private static void line(String what, double value, String unit, String goal) {
        System.out.printf("%-42s %,12.1f %-8s (goal: %s)%n", what, value, unit, goal);
    }

    /** Two threads that hand the processor to each other 100,000 times in all. */
    private static long yields(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            for (var i = 0; i < 2; i++) {
                sim.program("host" + i, () -> {
                    for (var n = 0; n < 50_000; n++) {
                        Thread.yield();
                    }
                });
            }
            sim.run(Duration.ofSeconds(1));
            return sim.traceHash();
        }
    }

    private static long empty(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            for (var i = 0; i < 16; i++) {
                sim.program("host" + i, () -> {});
            }
            sim.run(Duration.ofSeconds(1));
            return sim.traceHash();
        }
    }

    /** The processor time of a seed, of all threads of the JVM, once it is warm. */
    private static double cpuNanos(LongUnaryOperator seed) {
        loop(seed, WARM_UP);
        var before = processCpu();
        var seeds = loop(seed, MEASURED);
        return (double) (processCpu() - before) / seeds;
    }

    private static long loop(LongUnaryOperator seed, Duration length) {
        var end = System.nanoTime() + length.toNanos();
        var seeds = 0L;
        do {
            seed.applyAsLong(seeds++);
        } while (System.nanoTime() < end);
        return seeds;
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** How much more processor time a JVM takes to start with the agent than without. */
    private static double agentMillis() throws Exception {
        var agent = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(it -> it.startsWith("-javaagent")).findFirst().orElseThrow();
        var with = new ArrayList<Double>();
        var without = new ArrayList<Double>();
        for (var i = 0; i < 10; i++) {
            with.add(startMillis(agent));
            without.add(startMillis("-Dnothing"));
        }
        with.sort(null);
        without.sort(null);
        return with.get(5) - without.get(5);
    }

    /** The processor time of a JVM, as it tells itself. */
    private static double startMillis(String flag) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, flag, "-cp",
                System.getProperty("java.class.path"), Started.class.getName()).start();
        var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return Long.parseLong(told.strip()) / 1e6;
    }

    /** A program that does nothing else. */
    static final class Started {
        public static void main(String[] arguments) {
            System.out.println(processCpu());
        }
    }

    /** Seeds a second on all cores, against one. */
    private static void scaling() throws Exception {
        var cores = Runtime.getRuntime().availableProcessors();
        var one = seedsPerSecond(1);
        var all = seedsPerSecond(cores);
        line("one simulation a core, on " + cores + " cores", all / one / cores, "x cores",
                "at least 0.85");
    }

    private static double seedsPerSecond(int threads) throws Exception {
        var start = System.nanoTime();
        var seeds = 0L;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var tasks = new ArrayList<Callable<Long>>();
            for (var i = 0; i < threads; i++) {
                tasks.add(() -> loop(seed -> Mail.play(seed, 5_000), MEASURED));
            }
            for (var done : pool.invokeAll(tasks)) {
                seeds += done.get();
            }
        }
        return seeds * 1e9 / (System.nanoTime() - start);
    }

    private static void playTwice(int seeds) {
        var wrong = 0;
        for (var seed = 0; seed < seeds; seed++) {
            if (Mail.play(seed, 500) != Mail.play(seed, 500)) {
                wrong++;
                System.out.println("seed " + seed + " differs");
            }
        }
        System.out.println(seeds + " double runs, " + wrong + " mismatches");
    }

    private static void playOnce(int seeds) {
        for (var seed = 0; seed < seeds; seed++) {
            crashed(seed);
            if (seed % (seeds / 5) == 0 || seed == seeds - 1) {
                System.gc();
                var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                System.out.printf("after %,d seeds: %,d KB of heap%n", seed + 1, heap / 1024);
            }
        }
    }

    /** Fifty threads that are never continued. */
    private static void crashed(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var host = sim.program("host", () -> {
                for (var i = 0; i < Mail.THREADS; i++) {
                    Thread.startVirtualThread(() -> {
                        while (!Thread.interrupted()) {
                            LockSupport.parkNanos(1_000_000_000);
                        }
                    });
                }
            });
            sim.at(Duration.ofSeconds(2), "crash", host::crash);
            sim.run(Duration.ofSeconds(3));
        }
    }
}
