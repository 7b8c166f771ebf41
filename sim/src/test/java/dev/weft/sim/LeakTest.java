package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a simulation cannot steer ends the run and names the program's own line. */
@Timeout(60)
class LeakTest {

    static Stream<Arguments> leaks() {
        return Stream.of(
                leak("Socket.connect", Leak.SOCKET, () -> {
                    try (var socket = new Socket()) {
                        socket.connect(new InetSocketAddress(loopback(), 9));
                    }
                }),
                leak("ServerSocket", Leak.SOCKET, () -> new ServerSocket(0).close()),
                leak("DatagramSocket", Leak.SOCKET, () -> new DatagramSocket(0).close()),
                leak("SocketChannel.connect", Leak.SOCKET,
                        () -> SocketChannel.open(new InetSocketAddress(loopback(), 9)).close()),
                leak("ServerSocketChannel.bind", Leak.SOCKET, () -> {
                    try (var channel = ServerSocketChannel.open()) {
                        channel.bind(new InetSocketAddress(loopback(), 0));
                    }
                }),
                leak("Thread.ofPlatform", Leak.PLATFORM_THREAD,
                        () -> Thread.ofPlatform().start(() -> {}).join()),
                leak("Executors.newFixedThreadPool", Leak.PLATFORM_THREAD, () -> {
                    try (var pool = Executors.newFixedThreadPool(1)) {
                        pool.execute(() -> {});
                    }
                }),
                leak("Timer", Leak.PLATFORM_THREAD, () -> new Timer(true).cancel()),
                leak("HttpClient", Leak.PLATFORM_THREAD,
                        () -> HttpClient.newHttpClient().close()),
                leak("CompletableFuture.supplyAsync", Leak.COMMON_POOL,
                        () -> CompletableFuture.supplyAsync(() -> 1)),
                leak("CompletableFuture.thenApplyAsync", Leak.COMMON_POOL,
                        () -> CompletableFuture.completedFuture(1).thenApplyAsync(it -> it)),
                leak("CompletableFuture.orTimeout", Leak.COMMON_POOL,
                        () -> new CompletableFuture<>().orTimeout(1, TimeUnit.HOURS)),
                leak("CompletableFuture.delayedExecutor", Leak.COMMON_POOL,
                        () -> CompletableFuture.delayedExecutor(1, TimeUnit.HOURS)
                                .execute(() -> {})),
                leak("ForkJoinPool.commonPool", Leak.COMMON_POOL,
                        () -> ForkJoinPool.commonPool().execute(() -> {})),
                leak("a parallel stream", Leak.COMMON_POOL,
                        () -> IntStream.range(0, 1_000_000).parallel().sum()),
                leak("new SplittableRandom", Leak.UNSEEDED_RANDOM,
                        () -> new SplittableRandom().nextInt()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leaks")
    void endsTheRunAndNamesThePlace(String name, Leak leak, Action body) {
        try (var sim = Simulation.seeded(7)) {
            sim.program("host", body);
            var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofHours(2)));
            var message = failed.getMessage();
            assertTrue(message.startsWith("seed 7, at 0.000000 s: host host: "), message);
            assertTrue(message.contains("LeakTest.java:"), message);
            assertTrue(message.contains("tolerate Leak." + leak), message);
            assertTrue(Stream.of(failed.getCause().getStackTrace())
                    .anyMatch(it -> it.getClassName().contains("LeakTest")), message);
        }
    }

    @Test
    void toleratedLeaksAreToldOnceForEachPlace() {
        try (var sim = Simulation.seeded(7)) {
            sim.tolerate(Leak.UNSEEDED_RANDOM);
            sim.program("host", () -> {
                for (var i = 0; i < 10; i++) {
                    new SplittableRandom().nextInt();
                }
                new SplittableRandom().split().nextInt();
                new SplittableRandom(7).nextInt();
            });
            sim.run(Duration.ofSeconds(1));
            assertEquals(2, sim.story().stream().filter(it -> it.contains("tolerated")).count(),
                    sim.story()::toString);
        }
    }

    @Test
    void codeOutsideOfSimulationsMayDoAllThat() throws Exception {
        var sum = IntStream.range(0, 100_000).parallel().sum();
        assertEquals(IntStream.range(0, 100_000).sum(), sum);
        assertEquals(1, CompletableFuture.supplyAsync(() -> 1).get());
        assertThrows(ExecutionException.class,
                () -> new CompletableFuture<>().orTimeout(1, TimeUnit.MILLISECONDS).get());
        try (var server = new ServerSocket(0, 1, loopback());
                var client = new Socket(loopback(), server.getLocalPort());
                var accepted = server.accept()) {
            client.getOutputStream().write(1);
            assertEquals(1, accepted.getInputStream().read());
        }
        new SplittableRandom().split().nextInt();
    }

    @Test
    void wakeUpFromOutsideTellsWhoWokeAndWhoWaited() {
        var go = new CountDownLatch(1);
        var done = new AtomicBoolean();
        var letters = ForeignThread.LETTERS;
        try (var sim = Simulation.seeded(7)) {
            sim.program("host", () -> waitHere(go));
            sim.at(Duration.ofSeconds(1), "another thread of the JVM answers", () -> {
                letters.add(() -> {
                    go.countDown();
                    done.set(true);
                });
                while (!done.get()) {
                    Thread.onSpinWait();
                }
            });
            var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofHours(1)));
            assertTrue(failed.getMessage().contains(
                    "host host: a thread was woken by thread \"foreigner\", which is not"),
                    failed.getMessage());
            assertTrue(Stream.of(failed.getCause().getSuppressed()[0].getStackTrace())
                    .anyMatch(it -> it.getMethodName().equals("waitHere")));
        }
    }

    @Test
    void wakeUpByAnotherSimulationIsNamedAsOne() {
        var waiting = new Thread[1];
        try (var one = Simulation.seeded(7); var other = Simulation.seeded(8)) {
            one.program("host", () -> {
                waiting[0] = Thread.currentThread();
                LockSupport.park();
            });
            one.run(Duration.ofSeconds(1));
            other.program("meddler", () -> LockSupport.unpark(waiting[0]));
            other.run(Duration.ofSeconds(1));
            var failed = assertThrows(SimulationFailed.class, () -> one.run(Duration.ofHours(1)));
            assertTrue(failed.getMessage().contains("host host: a thread was woken by a thread of "
                    + "another simulation, of seed 8"), failed.getMessage());
        }
    }

    @Test
    void stepThatBlocksTheCarrierIsEndedWithItsStack() {
        try (var sim = Simulation.seeded(7)) {
            sim.stepTimeMax(Duration.ofMillis(300));
            sim.program("host", Pinning::use);
            var failed = assertThrows(SimulationFailed.class, () -> sim.run(Duration.ofHours(1)));
            assertTrue(failed.getMessage().contains("a step took more than 300 ms"),
                    failed.getMessage());
            assertTrue(failed.getMessage().contains("LeakTest$Pinning"), failed.getMessage());
        }
    }

    private static void waitHere(CountDownLatch go) throws InterruptedException {
        go.await();
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static Arguments leak(String name, Leak leak, Action body) {
        return Arguments.of(name, leak, body);
    }

    /** Whose initialiser waits: that pins on every JDK until now. */
    private static final class Pinning {
        static {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        static void use() {}
    }

    /** Does what it is given, on a platform thread of the JVM. */
    private static final class ForeignThread {
        static final BlockingQueue<Runnable> LETTERS = new LinkedBlockingQueue<>();

        static {
            Thread.ofPlatform().daemon().name("foreigner").start(() -> {
                while (true) {
                    try {
                        LETTERS.take().run();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
        }
    }
}
