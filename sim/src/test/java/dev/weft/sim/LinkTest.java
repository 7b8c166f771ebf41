package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.transport.Link;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkTest {

    private static final int PORT = 7000;

    private final Simulation sim = Simulation.seeded(7);
    private final LinkedBlockingQueue<Link> accepted = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Host server = sim.program("server", () -> {
        try (var listener = sim.host("server").network().listen("0.0.0.0", PORT, Map.of())) {
            while (true) {
                accepted.add(listener.accept());
            }
        }
    });

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void bytesArriveInOrderAndTheEndAfterThem() {
        var sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        client(link -> {
            write(link, sent);
            link.close();
        });
        sim.program("reader", () -> {
            var link = accepted.take();
            var received = ByteBuffer.allocate(sent.length);
            while (received.hasRemaining()) {
                link.read(received);
            }
            assertArrayEquals(sent, received.array());
            assertEquals(-1, link.read(ByteBuffer.allocate(1)));
            seen.add("all");
        });

        sim.run(Duration.ofSeconds(5));

        assertEquals(List.of("all"), seen);
    }

    @Test
    void writerWaitsWhenTheReaderDoesNotRead() {
        client(link -> {
            var taken = link.tryWrite(ByteBuffer.allocate(1_000_000));
            seen.add("took " + taken);
            seen.add("then " + link.tryWrite(ByteBuffer.allocate(1)));
            link.awaitWritable();
            seen.add("writable after " + sim.now().toSeconds() + " s");
        });
        sim.program("reader", () -> {
            Thread.sleep(10_000);
            accepted.take().read(ByteBuffer.allocate(40_000));
        });

        sim.run(Duration.ofSeconds(20));

        assertEquals(List.of("took 131072", "then 0", "writable after 10 s"), seen);
    }

    @Test
    void nobodyListensIsRefusedAndUnknownNamesAreUnknown() {
        sim.program("client", () -> {
            var network = sim.host("client").network();
            assertThrows(ConnectException.class,
                    () -> network.connect("server", 9, Map.of(), Duration.ofSeconds(5)));
            assertTrue(sim.now().toMillis() < 200);
            assertThrows(UnknownHostException.class,
                    () -> network.connect("nobody", 9, Map.of(), Duration.ofSeconds(5)));
            seen.add("refused");
        });

        sim.run(Duration.ofSeconds(1));

        assertEquals(List.of("refused"), seen);
    }

    @Test
    void oneAddressIsListenedOnOnce() {
        sim.program("one", () -> {
            var network = sim.host("one").network();
            var first = network.listen("0.0.0.0", PORT, Map.of());
            assertThrows(BindException.class, () -> network.listen("one", PORT, Map.of()));
            assertThrows(BindException.class, () -> network.listen("server", PORT, Map.of()));
            first.close();
            assertEquals(PORT, network.listen("localhost", PORT, Map.of()).port());
            assertTrue(network.listen("localhost", 0, Map.of()).port() > 0);
            seen.add("done");
        });
        sim.run(Duration.ofSeconds(1));
        assertEquals(List.of("done"), seen);
    }

    @Test
    void crashedHostIsSilentUntilItRestartsThenResets() {
        client(link -> {
            assertThrows(IOException.class, () -> link.read(ByteBuffer.allocate(1)));
            seen.add("reset at " + sim.now().toSeconds() + " s");
        }, link -> {
            while (sim.now().toSeconds() < 8) {
                sleep(1000);
                link.tryWrite(ByteBuffer.allocate(1));
            }
            seen.add("nothing noticed at 8 s");
        });
        sim.at(Duration.ofSeconds(5), "power loss", server::crash);
        sim.at(Duration.ofSeconds(9), "power is back", server::restart);

        sim.run(Duration.ofSeconds(20));

        assertEquals(List.of("nothing noticed at 8 s", "reset at 9 s"), seen);
    }

    @Test
    void halfOpenReaderNeverHearsAnything() {
        client(link -> {
            link.read(ByteBuffer.allocate(1));
            seen.add("heard something");
        });
        sim.at(Duration.ofSeconds(5), "power loss", server::crash);
        sim.at(Duration.ofSeconds(9), "power is back", server::restart);
        sim.run(Duration.ofHours(1));
        assertEquals(List.of(), seen);
    }

    @Test
    void killedHostResetsItsConnectionsAtOnceAndRefusesNewOnes() {
        client(link -> {
            assertThrows(IOException.class, () -> link.read(ByteBuffer.allocate(1)));
            seen.add("reset at " + sim.now().toSeconds() + " s");
            assertThrows(ConnectException.class, this::connect);
            seen.add("refused");
        });
        sim.at(Duration.ofSeconds(5), "kill", server::kill);
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("reset at 5 s", "refused"), seen);
    }

    @Test
    void connectTimesOutWhenTheHostHasNoPower() {
        sim.at(Duration.ofSeconds(1), "power loss", server::crash);
        sim.program("client", () -> {
            Thread.sleep(2000);
            assertThrows(SocketTimeoutException.class, this::connect);
            seen.add("timed out at " + sim.now().toMillis() + " ms");
        });
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("timed out at 7000 ms"), seen);
    }

    @Test
    void bytesWaitAtACutAndArriveAfterItIsHealed() {
        client(link -> {
            sleep(1000);
            write(link, new byte[] {1, 2, 3});
        });
        sim.program("reader", () -> {
            var link = accepted.take();
            var bytes = ByteBuffer.allocate(3);
            while (bytes.hasRemaining()) {
                link.read(bytes);
            }
            seen.add("read at " + sim.now().toSeconds() + " s");
        });
        sim.at(Duration.ofMillis(500), "cut", () -> sim.network().partition("client", "server"));
        sim.at(Duration.ofSeconds(30), "heal", () -> sim.network().heal());

        sim.run(Duration.ofSeconds(60));

        assertEquals(List.of("read at 30 s"), seen);
    }

    @Test
    void oneWayCutLetsTheOtherWayThrough() {
        client(link -> {
            sleep(1000);
            write(link, new byte[1]);
            link.read(ByteBuffer.allocate(1));
            seen.add("client read");
        });
        sim.program("reader", () -> {
            var link = accepted.take();
            sleep(1000);
            write(link, new byte[1]);
            link.read(ByteBuffer.allocate(1));
            seen.add("server read");
        });
        sim.at(Duration.ofMillis(500), "cut",
                () -> sim.network().partitionOneWay("client", "server"));
        sim.run(Duration.ofSeconds(60));
        assertEquals(List.of("client read"), seen);
    }

    @Test
    void isolatedHostIsAloneUntilAllIsHealed() {
        sim.at(Duration.ofMillis(1), "isolate", () -> sim.network().isolate("server"));
        sim.at(Duration.ofSeconds(3), "heal", () -> sim.network().heal());
        client(link -> seen.add("connected at " + sim.now().toSeconds() + " s"));
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("connected at 3 s"), seen);
    }

    @Test
    void bytesForAClosedLinkAreAnsweredByAReset() {
        client(link -> {
            assertEquals(-1, link.read(ByteBuffer.allocate(1)));
            write(link, new byte[1]);
            sleep(1000);
            assertThrows(IOException.class, () -> write(link, new byte[1]));
            seen.add("reset");
        });
        sim.program("reader", () -> accepted.take().close());
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("reset"), seen);
    }

    @Test
    void resetBreaksBothEnds() {
        Consumer<Link> broken = link -> {
            assertThrows(IOException.class, () -> link.read(ByteBuffer.allocate(1)));
            seen.add("reset at " + sim.now().toSeconds() + " s");
        };
        client(broken::accept);
        sim.program("reader", () -> broken.accept(accepted.take()));
        sim.at(Duration.ofSeconds(2), "reset", () -> sim.network().reset("client", "server"));
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("reset at 2 s", "reset at 2 s"), seen);
    }

    @Test
    void pausedHostIsConnectedToByItsKernel() {
        sim.at(Duration.ofMillis(1), "pause", server::pause);
        client(link -> {
            write(link, new byte[10]);
            seen.add("connected");
        });
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("connected"), seen);
        assertTrue(accepted.isEmpty());
        server.resume();
        sim.run(Duration.ofSeconds(1));
        assertFalse(accepted.isEmpty());
    }

    @Test
    void interruptHarmsNoLink() {
        client(link -> {
            Thread.currentThread().interrupt();
            link.read(ByteBuffer.allocate(1));
            assertTrue(Thread.interrupted());
            seen.add("read");
        });
        sim.program("writer", () -> {
            Thread.sleep(2000);
            write(accepted.take(), new byte[1]);
        });
        sim.run(Duration.ofSeconds(10));
        assertEquals(List.of("read"), seen);
    }

    @Test
    void closeWakesWhoeverReads() {
        client(link -> assertThrows(IOException.class, () -> link.read(ByteBuffer.allocate(1))),
                link -> {
                    sleep(3000);
                    link.close();
                });
        sim.run(Duration.ofSeconds(10));
        assertEquals(Duration.ofSeconds(10), sim.now());
        assertTrue(sim.host("client").isDone());
    }

    /** What may be done with a link. */
    private interface Use {
        void with(Link link) throws Exception;
    }

    private void client(Use... uses) {
        sim.program("client", () -> {
            sleep(10);
            var link = connect();
            for (var i = 1; i < uses.length; i++) {
                var use = uses[i];
                Thread.startVirtualThread(() -> {
                    try {
                        use.with(link);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            }
            uses[0].with(link);
        });
    }

    private Link connect() throws IOException, InterruptedException {
        return sim.host("client").network()
                .connect("server", PORT, Map.of(), Duration.ofSeconds(5));
    }

    private static void write(Link link, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            link.awaitWritable();
            link.tryWrite(buffer);
        }
    }

    private static void sleep(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
