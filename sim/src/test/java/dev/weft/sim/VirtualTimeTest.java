package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class VirtualTimeTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    static Stream<Arguments> waits() {
        return Stream.of(
                wait("Thread.sleep", () -> Thread.sleep(Duration.ofHours(1))),
                wait("parkNanos", () -> LockSupport.parkNanos(HOUR)),
                wait("Condition.await", () -> {
                    var lock = new ReentrantLock();
                    var condition = lock.newCondition();
                    lock.lock();
                    try {
                        assertTrue(!condition.await(1, TimeUnit.HOURS));
                    } finally {
                        lock.unlock();
                    }
                }),
                wait("ReentrantLock.tryLock", () -> {
                    var lock = new ReentrantLock();
                    Thread.startVirtualThread(() -> {
                        lock.lock();
                        LockSupport.park();
                    });
                    while (!lock.isLocked()) {
                        Thread.yield();
                    }
                    assertTrue(!lock.tryLock(1, TimeUnit.HOURS));
                }),
                wait("LinkedBlockingQueue.poll",
                        () -> assertNull(new LinkedBlockingQueue<>().poll(1, TimeUnit.HOURS))),
                wait("ArrayBlockingQueue.poll",
                        () -> assertNull(new ArrayBlockingQueue<>(1).poll(1, TimeUnit.HOURS))),
                wait("SynchronousQueue.poll",
                        () -> assertNull(new SynchronousQueue<>().poll(1, TimeUnit.HOURS))),
                wait("LinkedTransferQueue.poll",
                        () -> assertNull(new LinkedTransferQueue<>().poll(1, TimeUnit.HOURS))),
                wait("Semaphore.tryAcquire",
                        () -> assertTrue(!new Semaphore(0).tryAcquire(1, TimeUnit.HOURS))),
                wait("CountDownLatch.await",
                        () -> assertTrue(!new CountDownLatch(1).await(1, TimeUnit.HOURS))),
                wait("CompletableFuture.get", () -> timesOut(
                        () -> new CompletableFuture<>().get(1, TimeUnit.HOURS))),
                wait("FutureTask.get", () -> timesOut(
                        () -> new FutureTask<>(() -> 1).get(1, TimeUnit.HOURS))),
                wait("Thread.join", () -> {
                    var thread = Thread.startVirtualThread(LockSupport::park);
                    assertTrue(!thread.join(Duration.ofHours(1)));
                }),
                wait("an executor of virtual threads", () -> {
                    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                        executor.submit(() -> {
                            Thread.sleep(Duration.ofHours(1));
                            return 1;
                        });
                    }
                }),
                wait("ScheduledThreadPoolExecutor", () -> {
                    var ran = new CountDownLatch(1);
                    var executor = new ScheduledThreadPoolExecutor(
                            1, Thread.ofVirtual().factory());
                    executor.schedule(ran::countDown, 1, TimeUnit.HOURS);
                    ran.await();
                    executor.shutdownNow();
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void endsAfterExactlyItsVirtualTime(String name, Action waiting) {
        try (var sim = Simulation.seeded(7)) {
            var took = new ArrayList<Long>();
            sim.program("host", () -> {
                var start = System.nanoTime();
                waiting.run();
                took.add(System.nanoTime() - start);
            });

            sim.run(Duration.ofHours(2));

            assertEquals(List.of(HOUR), took);
            assertEquals(Duration.ofHours(2), sim.now());
            assertTrue(sim.steps() < 40, () -> sim.steps() + " steps: the wait spins");
        }
    }

    @Test
    void allClocksTellTheSameTime() {
        try (var sim = Simulation.seeded(7)) {
            var times = new ArrayList<Duration>();
            sim.program("host", () -> {
                var instant = Instant.now();
                var millis = System.currentTimeMillis();
                var nanos = System.nanoTime();
                assertEquals(instant.toEpochMilli(), millis);
                Thread.sleep(1234);
                times.add(Duration.between(instant, Instant.now()));
                times.add(Duration.ofMillis(System.currentTimeMillis() - millis));
                times.add(Duration.ofNanos(System.nanoTime() - nanos));
            });

            sim.run(Duration.ofSeconds(2));

            var expected = Duration.ofMillis(1234);
            assertEquals(List.of(expected, expected, expected), times);
        }
    }

    @Test
    void outsideOfASimulationTimeIsReal() {
        var before = System.nanoTime();
        try (var sim = Simulation.seeded(7)) {
            sim.run(Duration.ofDays(1));
        }
        assertTrue(System.nanoTime() - before < TimeUnit.MINUTES.toNanos(10));
    }

    private static Arguments wait(String name, Action waiting) {
        return Arguments.of(name, waiting);
    }

    private static void timesOut(Action waiting) throws Exception {
        try {
            waiting.run();
        } catch (TimeoutException e) {
            return;
        }
        throw new AssertionError("no time-out");
    }
}
