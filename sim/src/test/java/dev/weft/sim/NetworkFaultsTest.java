package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.transport.Link;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The paths between hosts: how long, how wide, how broken. */
@Timeout(60)
class NetworkFaultsTest {

    private final Simulation sim = Simulation.seeded(7);
    private final SimNetwork network = sim.network();
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void echo() {
        sim.program("server", () -> {
            var listener = sim.host("server").network().listen("0.0.0.0", 7000, Map.of());
            while (true) {
                var link = listener.accept();
                Thread.startVirtualThread(() -> echo(link));
            }
        });
    }

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void latencyIsSetForAPathOrForAll() {
        clients("near", "far");
        network.latency(Latency.fixed(Duration.ofMillis(1)));
        network.latency("far", "server", Latency.fixed(Duration.ofMillis(50)));
        sim.run(Duration.ofMillis(1500));
        assertEquals(List.of("near: 1 after 2 ms", "far: 1 after 100 ms"), seen.subList(0, 2));
    }

    @Test
    void latenciesStayInTheirRange() {
        var chance = sim.random("latency");
        var between = Latency.between(Duration.ofMillis(2), Duration.ofMillis(5));
        var exponential = Latency.exponential(Duration.ofMillis(1), Duration.ofMillis(2));
        var sum = 0.0;
        for (var i = 0; i < 10_000; i++) {
            var nanos = between.nanos(chance);
            assertTrue(nanos >= 2_000_000 && nanos < 5_000_000, () -> nanos + " ns");
            sum += exponential.nanos(chance) / 1e6;
        }
        assertEquals(3, sum / 10_000, 0.1);
        assertThrows(IllegalArgumentException.class,
                () -> Latency.between(Duration.ofMillis(2), Duration.ofMillis(1)));
    }

    @Test
    void bandwidthLetsBytesQueueUp() {
        network.latency(Latency.fixed(Duration.ofMillis(1)));
        sim.program("client", () -> {
            Thread.sleep(10);
            network.bandwidth("client", "server", 1_000_000);
            var link = connect("client");
            var start = sim.now();
            write(link, new byte[100_000]);
            var left = ByteBuffer.allocate(100_000);
            while (left.hasRemaining()) {
                link.read(left);
            }
            // There and back at a byte a microsecond; the echo goes on as the bytes come.
            seen.add("took " + sim.now().minus(start).toMillis() / 100 + "00 ms");
        });
        sim.run(Duration.ofSeconds(5));
        assertEquals(List.of("took 200 ms"), seen);
        assertThrows(IllegalArgumentException.class,
                () -> network.bandwidth("client", "server", 0));
    }

    @Test
    void clogHoldsBackWhatIsOnItsWayAndLosesNothing() {
        clients("client");
        network.latency(Latency.fixed(Duration.ofMillis(10)));
        sim.at(Duration.ofMillis(1015), "clog", () -> network.clog("server", "client"));
        sim.at(Duration.ofMillis(3500), "unclog", () -> network.unclog("server", "client"));
        sim.run(Duration.ofMillis(4500));
        assertEquals(List.of("client: 1 after 2510 ms", "client: 2 after 20 ms"), seen);
    }

    @Test
    void bytesOnTheirWayDoNotOvertakeThoseThatWereHeldBack() {
        network.latency(Latency.fixed(Duration.ofMillis(10)));
        for (var at = 100; at < 2_000; at += 7) {
            sim.at(Duration.ofMillis(at), "clog", () -> network.clog("client", "server"));
            sim.at(Duration.ofMillis(at + 3), "unclog", () -> network.unclog("client", "server"));
            sim.at(Duration.ofMillis(at + 4), "cut", () -> network.partition("client", "server"));
            sim.at(Duration.ofMillis(at + 5), "heal", () -> network.heal());
        }
        sim.program("client", () -> {
            Thread.sleep(50);
            var link = connect("client");
            for (var n = 0; n < 250; n++) {
                write(link, new byte[] {(byte) n});
                Thread.sleep(2);
            }
            var back = ByteBuffer.allocate(250);
            while (back.hasRemaining()) {
                link.read(back);
            }
            for (var n = 0; n < 250; n++) {
                assertEquals((byte) n, back.get(n));
            }
            seen.add("in order");
        });
        sim.run(Duration.ofSeconds(30));
        assertEquals(List.of("in order"), seen);
    }

    @Test
    void swizzleClogEndsAndAllGoesOn() {
        clients("a", "b", "c");
        sim.at(Duration.ofSeconds(2), "swizzle", () ->
                network.swizzleClog(List.of("a", "b", "c", "server"), Duration.ofSeconds(10)));
        sim.run(Duration.ofMillis(11_900));
        var during = seen.size();
        sim.run(Duration.ofSeconds(10));
        assertEquals(4, sim.story().stream().filter(it -> it.contains(": clogged")).count());
        assertEquals(4, sim.story().stream().filter(it -> it.contains(": unclogged")).count());
        assertTrue(during < 3 * 11 && seen.size() > during + 20, () -> during + " " + seen);
    }

    @Test
    void hostThatRefusesKeepsItsConnections() {
        clients("client");
        network.latency(Latency.fixed(Duration.ofMillis(1)));
        sim.at(Duration.ofMillis(1500), "refuse", () -> network.refuse("server"));
        sim.program("late", () -> {
            Thread.sleep(1700);
            assertThrows(ConnectException.class, () -> connect("late"));
            network.admit("server");
            connect("late");
            seen.add("late is in");
        });
        sim.run(Duration.ofMillis(2900));
        assertEquals(List.of("client: 1 after 2 ms", "client: 2 after 2 ms"),
                seen.stream().filter(it -> it.startsWith("client")).toList());
        assertTrue(seen.contains("late is in"), seen::toString);
    }

    @Test
    void halfOpenConnectionsAreSilentForEverAndNewOnesWork() {
        clients("client");
        sim.at(Duration.ofMillis(2500), "half-open", () -> network.halfOpen("client", "server"));
        sim.at(Duration.ofMinutes(1), "heal", network::heal);
        sim.program("checker", () -> {
            Thread.sleep(120_000);
            connect("client");
            seen.add("a new one works");
        });
        sim.run(Duration.ofMinutes(3));
        assertEquals(3, seen.size(), seen::toString);
        assertEquals("a new one works", seen.get(2));
    }

    @Test
    void unknownHostsAreNamed() {
        var failure = assertThrows(IllegalArgumentException.class,
                () -> network.clog("server", "nobody"));
        assertEquals("no host nobody; there are [server]", failure.getMessage());
    }

    @Test
    void removingOneFaultChangesNothingElsewhere() {
        assertEquals(storyOf(false, "b"), storyOf(true, "b"));
    }

    /** What one client sees while another one's path is cut, or not. */
    private static List<String> storyOf(boolean fault, String who) {
        var test = new NetworkFaultsTest();
        try (test.sim) {
            test.echo();
            test.clients("a", "b");
            if (fault) {
                test.sim.at(Duration.ofMillis(1500), "cut",
                        () -> test.network.partition("a", "server"));
                test.sim.at(Duration.ofMillis(5200), "heal", () -> test.network.heal());
            }
            test.sim.run(Duration.ofSeconds(20));
            return test.seen.stream().filter(it -> it.startsWith(who)).toList();
        }
    }

    /** Hosts that send a byte each second and tell how long the answer took. */
    private void clients(String... names) {
        for (var name : names) {
            sim.program(name, () -> {
                Thread.sleep(10);
                var link = connect(name);
                for (var n = 1; ; n++) {
                    Thread.sleep(1000 - sim.now().toMillis() % 1000);
                    var start = sim.now();
                    write(link, new byte[1]);
                    link.read(ByteBuffer.allocate(1));
                    seen.add(name + ": " + n + " after "
                            + sim.now().minus(start).toMillis() + " ms");
                }
            });
        }
    }

    private Link connect(String host) throws IOException, InterruptedException {
        return sim.host(host).network().connect("server", 7000, Map.of(), Duration.ofSeconds(60));
    }

    private static void echo(Link link) {
        var buffer = ByteBuffer.allocate(10_000);
        try {
            while (link.read(buffer.clear()) >= 0) {
                write(link, buffer.flip());
            }
        } catch (IOException e) {
            link.close();
        }
    }

    private static void write(Link link, byte[] bytes) throws IOException {
        write(link, ByteBuffer.wrap(bytes));
    }

    private static void write(Link link, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            link.awaitWritable();
            link.tryWrite(bytes);
        }
    }
}
