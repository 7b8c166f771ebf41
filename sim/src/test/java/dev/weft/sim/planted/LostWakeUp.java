package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A table with room for one plate, with cooks and guests, all of whom wait on one condition.
 *
 * <p>The bug: {@code signal} may wake another cook instead of a guest, and then all sleep.
 */
record LostWakeUp(boolean mended) implements Scenario {

    private static final int PLATES = 20;
    private static final int THREADS = 3;

    @Override
    public void play(Simulation sim) {
        var eaten = new AtomicInteger();
        sim.program("kitchen", () -> {
            var table = new Table();
            for (var i = 0; i < THREADS; i++) {
                Thread.startVirtualThread(() -> times(table::put));
                Thread.startVirtualThread(() -> times(() -> {
                    table.take();
                    eaten.incrementAndGet();
                }));
            }
        });
        sim.length(Duration.ofMillis(100));
        sim.eventually("all is eaten", Duration.ofSeconds(1), () ->
                eaten.get() == THREADS * PLATES);
    }

    private static void times(Runnable what) {
        for (var i = 0; i < PLATES; i++) {
            what.run();
        }
    }

    private final class Table {
        private final ReentrantLock lock = new ReentrantLock();
        private final java.util.concurrent.locks.Condition changed = lock.newCondition();
        private boolean full;

        void put() {
            change(false);
        }

        void take() {
            change(true);
        }

        private void change(boolean wanted) {
            lock.lock();
            try {
                while (full != wanted) {
                    changed.awaitUninterruptibly();
                }
                full = !wanted;
                if (mended) {
                    changed.signalAll();
                } else {
                    changed.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
