package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** From JDK 24 on a virtual thread leaves its carrier at a monitor; it must come back in order. */
@Timeout(60)
@EnabledForJreRange(minVersion = 24)
class MonitorTest {

    @Test
    void contendedSynchronizedIsTheSameInEachRun() {
        var hashes = new HashSet<Long>();
        var orders = new HashSet<List<String>>();
        for (var i = 0; i < 30; i++) {
            var seen = new ArrayList<String>();
            hashes.add(contended(7, seen));
            assertEquals(60, seen.size());
            contended(8, new ArrayList<>());
            orders.add(seen);
        }
        assertEquals(1, hashes.size());
        assertEquals(1, orders.size());
        var other = new ArrayList<String>();
        contended(9, other);
        assertTrue(!orders.contains(other), "seeds decide who comes first");
    }

    @Test
    void objectWaitAndNotifyAreTheSameInEachRun() {
        var runs = new HashSet<List<String>>();
        for (var i = 0; i < 30; i++) {
            runs.add(buffer(7));
        }
        assertEquals(1, runs.size());
        assertEquals(40, runs.iterator().next().size());
    }

    @Test
    void objectWaitEndsAfterExactlyItsVirtualTime() {
        try (var sim = Simulation.seeded(7)) {
            var took = new ArrayList<Duration>();
            var monitor = new Object();
            sim.program("host", () -> {
                var start = sim.now();
                synchronized (monitor) {
                    monitor.wait(Duration.ofHours(1).toMillis());
                }
                took.add(sim.now().minus(start));
            });
            sim.run(Duration.ofHours(2));
            assertEquals(List.of(Duration.ofHours(1)), took);
            assertTrue(sim.steps() < 5, () -> sim.steps() + " steps");
        }
    }

    /** Three threads that hold a monitor while they sleep. */
    private static long contended(long seed, List<String> seen) {
        try (var sim = Simulation.seeded(seed)) {
            var monitor = new Object();
            sim.program("host", () -> {
                for (var t = 0; t < 3; t++) {
                    var name = "t" + t;
                    Thread.startVirtualThread(() -> hold(monitor, name, seen));
                }
            });
            sim.run(Duration.ofSeconds(10));
            return sim.traceHash();
        }
    }

    private static void hold(Object monitor, String name, List<String> seen) {
        try {
            for (var i = 0; i < 20; i++) {
                synchronized (monitor) {
                    seen.add(name);
                    Thread.sleep(ThreadLocalRandom.current().nextInt(3));
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(3));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The textbook's bounded buffer, with wait and notifyAll. */
    private static List<String> buffer(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var seen = new ArrayList<String>();
            var monitor = new Object();
            var items = new ArrayList<Integer>();
            for (var t = 0; t < 2; t++) {
                var name = "taker" + t;
                sim.program(name, () -> {
                    for (var i = 0; i < 20; i++) {
                        synchronized (monitor) {
                            while (items.isEmpty()) {
                                monitor.wait();
                            }
                            seen.add(name + " " + items.removeFirst());
                            monitor.notifyAll();
                        }
                    }
                });
            }
            sim.program("giver", () -> {
                for (var i = 0; i < 40; i++) {
                    synchronized (monitor) {
                        while (items.size() >= 3) {
                            monitor.wait();
                        }
                        items.add(i);
                        monitor.notifyAll();
                    }
                }
            });
            sim.run(Duration.ofSeconds(10));
            return seen;
        }
    }
}
