package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.NetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostTest {

    private final Simulation sim = Simulation.seeded(7);
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void crashStopsAllThreadsWithoutFinallyAndRestartRunsTheProgramAgain() {
        var host = sim.program("host", () -> {
            seen.add("start at " + sim.now().toSeconds());
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.submit(() -> tick("executor"));
                tick("main");
            } finally {
                seen.add("finally");
            }
        });
        sim.at(Duration.ofMillis(2500), "crash", host::crash);
        sim.at(Duration.ofSeconds(10), "restart", host::restart);

        sim.run(Duration.ofMillis(11_500));

        Collections.sort(seen);
        assertEquals(List.of("executor at 1000", "executor at 11000", "executor at 2000",
                "main at 1000", "main at 11000", "main at 2000", "start at 0", "start at 10"),
                seen);
    }

    @Test
    void pauseStopsTheThreadsAndResumeEndsTheWaitsThatBecameDue() {
        var host = sim.program("host", () -> tick("main"));
        sim.at(Duration.ofMillis(1500), "pause", host::pause);
        sim.at(Duration.ofMillis(4200), "resume", host::resume);

        sim.run(Duration.ofMillis(4500));

        assertEquals(List.of("main at 1000", "main at 4200"), seen);
        assertEquals(Host.State.UP, host.state());
    }

    @Test
    void hostCanCrashAndRestartItself() {
        sim.program("host", () -> {
            seen.add("start");
            Thread.sleep(1000);
            sim.host("host").restart();
            seen.add("not reached");
        });
        sim.run(Duration.ofMillis(2500));
        assertEquals(List.of("start", "start", "start"), seen);
    }

    @Test
    void crashedHostDoesNotHoldUpOthersThroughSharedQueues() {
        var inbox = new LinkedBlockingQueue<String>();
        var taker = sim.program("taker", () -> seen.add(inbox.take()));
        sim.program("giver", () -> {
            Thread.sleep(2000);
            inbox.put("first");
            inbox.put("second");
            seen.add("given");
        });
        sim.at(Duration.ofSeconds(1), "crash", taker::crash);
        sim.run(Duration.ofSeconds(3));
        assertEquals(List.of("given"), seen);
        assertEquals(Host.State.CRASHED, taker.state());
    }

    @Test
    void programThatThrowsEndsTheRunUnlessTolerated() {
        sim.program("host", () -> {
            Thread.sleep(1234);
            throw new IllegalStateException("broken");
        });

        var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofSeconds(5)));

        assertTrue(failed.getMessage().startsWith("seed 7, at 1.234000 s: the program of host "
                + "host threw java.lang.IllegalStateException: broken"), failed.getMessage());
        assertEquals("broken", failed.getCause().getMessage());

        try (var other = Simulation.seeded(7)) {
            other.tolerateFailures();
            other.program("host", () -> {
                throw new IllegalStateException("broken");
            });
            other.run(Duration.ofSeconds(5));
            assertEquals("broken", other.failures().get(0).getMessage());
        }
    }

    @Test
    void brokenInvariantNamesSeedAndTime() {
        var count = new int[1];
        sim.program("host", () -> {
            Thread.sleep(3333);
            count[0] = 2;
        });
        sim.always("at most one", () -> count[0] <= 1);

        var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofSeconds(5)));

        assertTrue(failed.getMessage().startsWith(
                "seed 7, at 3.400000 s: invariant \"at most one\" does not hold"),
                failed.getMessage());
        assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofSeconds(5)));
    }

    @Test
    void invariantIsAlsoCheckedAtTheEnd() {
        var count = new int[1];
        sim.program("host", () -> {
            Thread.sleep(1050);
            count[0] = 2;
        });
        sim.always("at most one", () -> {
            assertTrue(count[0] <= 1, "there are " + count[0]);
            return true;
        });
        var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofMillis(1060)));
        assertTrue(failed.getMessage().contains("there are 2"), failed.getMessage());
    }

    @Test
    void runUntilEndsWhenItsConditionHolds() {
        sim.program("host", () -> {
            Thread.sleep(700);
            seen.add("done");
        });
        assertTrue(sim.runUntil(() -> !seen.isEmpty(), Duration.ofHours(1)));
        assertEquals(Duration.ofMillis(700), sim.now());
        assertFalse(sim.runUntil(() -> seen.size() > 1, Duration.ofHours(1)));
        assertEquals(Duration.ofMillis(700).plusHours(1), sim.now());
    }

    @Test
    void actionsMayBlockAndTheStoryHasThem() {
        var host = sim.program("host", () -> tick("main"));
        sim.at(Duration.ofMillis(1500), "a rolling restart", () -> {
            host.crash();
            Thread.sleep(1000);
            host.restart();
            sim.note("test", "restarted");
        });
        sim.run(Duration.ofSeconds(4));
        assertEquals(List.of("main at 1000", "main at 3500"), seen);
        assertEquals(List.of("0.000000 s  host: starts", "1.500000 s  control: a rolling restart",
                "1.500000 s  host: crashes", "2.500000 s  host: starts",
                "2.500000 s  test: restarted"), sim.story());
    }

    @Test
    void wakeUpByAForeignThreadEndsTheRunAndNamesIt() {
        var inbox = new LinkedBlockingQueue<String>();
        sim.tolerate(Leak.PLATFORM_THREAD);
        sim.program("host", () -> seen.add(inbox.take()));
        sim.at(Duration.ofSeconds(1), "a library's own thread answers", () -> {
            var thread = Thread.ofPlatform().name("foreigner").start(() -> inbox.add("hello"));
            while (thread.isAlive()) {
                Thread.onSpinWait();
            }
        });
        var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofHours(1)));
        assertTrue(failed.getMessage().contains("host host: a thread was woken by thread "
                + "\"foreigner\", which is not simulated"), failed.getMessage());
    }

    @Test
    void monitorThatAThreadOutsideHoldsCostsNoVirtualTime() throws InterruptedException {
        var monitor = new Object();
        var held = new CountDownLatch(1);
        var waiting = new AtomicReference<Thread>();
        var holder = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                held.countDown();
                while (waiting.get() == null
                        || waiting.get().getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }
        });
        held.await();
        sim.program("host", () -> {
            Thread.sleep(1000);
            waiting.set(Thread.currentThread());
            synchronized (monitor) {
                seen.add("entered at " + sim.now().toMillis());
            }
        });
        sim.program("other", () -> tick("other"));
        sim.run(Duration.ofMillis(1500));
        holder.join();
        assertTrue(seen.contains("entered at 1000"), seen::toString);
    }

    @Test
    void lockThatAThreadOutsideHoldsCostsNoVirtualTime() throws InterruptedException {
        var lock = new ReentrantLock();
        var held = new CountDownLatch(1);
        var holder = Thread.ofPlatform().start(() -> {
            lock.lock();
            held.countDown();
            while (!lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            lock.unlock();
        });
        held.await();
        sim.program("host", () -> {
            Thread.sleep(1000);
            lock.lock();
            seen.add("entered at " + sim.now().toMillis());
            lock.unlock();
        });
        sim.program("other", () -> tick("other"));
        sim.run(Duration.ofMillis(1500));
        holder.join();
        assertTrue(seen.contains("entered at 1000"), seen::toString);
    }

    @Test
    void simulationsMayShareALockOfTheJvm() throws Exception {
        var lock = new ReentrantLock();
        try (var both = Executors.newFixedThreadPool(2)) {
            var hashes = new HashSet<Long>();
            Callable<Long> run = () -> sharing(lock);
            for (var hash : both.invokeAll(Collections.nCopies(4, run))) {
                hashes.add(hash.get());
            }
            assertEquals(1, hashes.size());
        }
    }

    private static long sharing(ReentrantLock lock) {
        try (var sim = Simulation.seeded(7)) {
            for (var i = 0; i < 3; i++) {
                var name = "host" + i;
                sim.program(name, () -> {
                    for (var n = 0; n < 2_000; n++) {
                        lock.lock();
                        try {
                            sim.note(name, "" + n);
                        } finally {
                            lock.unlock();
                        }
                        Thread.yield();
                    }
                });
            }
            sim.run(Duration.ofSeconds(1));
            return sim.traceHash();
        }
    }

    @Test
    void threadThatYieldsForEverEndsTheRunByTheNumberOfSteps() {
        sim.stepsMax(10_000);
        sim.program("host", () -> {
            while (seen.isEmpty()) {
                Thread.yield();
            }
        });
        var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofHours(1)));
        assertTrue(failed.getMessage().contains("more than 10000 steps"), failed.getMessage());
    }

    @Test
    void stepThatNeverEndsIsEndedByTheWatchWithItsStack() {
        var stop = new boolean[1];
        sim.stepTimeMax(Duration.ofMillis(300));
        sim.program("host", () -> spin(stop));
        var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofHours(1)));
        stop[0] = true;
        assertTrue(failed.getMessage().contains("a step took more than 300 ms"),
                failed.getMessage());
        assertTrue(failed.getMessage().contains("HostTest.spin"), failed.getMessage());
    }

    @Test
    void weftNodesTalkAndNoticeACrashByTheirHeartbeat() {
        var server = sim.host("server", node ->
                node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
                        channel.on(String.class, text -> channel.send("hello, " + text))));
        sim.host("client", node -> {
            Thread.sleep(1000);
            var channel = node.connect("tcp://server:7000/msgpack").open("greeting");
            channel.send("Duke");
            seen.add(channel.receive(String.class));
            try {
                channel.receive(String.class);
            } catch (NetException.Closed e) {
                seen.add("closed at " + sim.now().toSeconds());
            }
        });
        sim.at(Duration.ofSeconds(60), "crash", server::crash);
        sim.run(Duration.ofSeconds(200));
        assertEquals("hello, Duke", seen.get(0));
        assertTrue(seen.get(1).startsWith("closed at "), seen.get(1));
    }

    private static void spin(boolean[] stop) {
        while (!stop[0]) {
            Thread.onSpinWait();
        }
    }

    /** Tells the time each second. */
    private Void tick(String who) throws InterruptedException {
        while (true) {
            Thread.sleep(1000);
            seen.add(who + " at " + sim.now().toMillis());
        }
    }
}
