package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Philosophers, who need two forks each.
 *
 * <p>The bug: each takes the left one first. The mended ones take the lower one first.
 */
record Deadlock(boolean mended) implements Scenario {

    private static final int PHILOSOPHERS = 4;
    private static final int MEALS = 10;

    @Override
    public void play(Simulation sim) {
        var meals = new AtomicInteger();
        sim.program("table", () -> {
            var forks = Stream.generate(ReentrantLock::new).limit(PHILOSOPHERS).toList();
            for (var i = 0; i < PHILOSOPHERS; i++) {
                var left = i;
                var right = (i + 1) % PHILOSOPHERS;
                var first = forks.get(mended ? Math.min(left, right) : left);
                var second = forks.get(mended ? Math.max(left, right) : right);
                Thread.startVirtualThread(() -> dine(first, second, meals));
            }
        });
        sim.length(Duration.ofSeconds(1));
        sim.eventually("all have dined", Duration.ofSeconds(10), () ->
                meals.get() == PHILOSOPHERS * MEALS);
    }

    private static void dine(ReentrantLock first, ReentrantLock second, AtomicInteger meals) {
        for (var i = 0; i < MEALS; i++) {
            pause(10);
            first.lock();
            try {
                pause(1);
                second.lock();
                try {
                    meals.incrementAndGet();
                } finally {
                    second.unlock();
                }
            } finally {
                first.unlock();
            }
        }
    }

    private static void pause(int millisMax) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(millisMax + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
