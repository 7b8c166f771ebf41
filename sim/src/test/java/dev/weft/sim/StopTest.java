package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopTest {

    private final Simulation sim = Simulation.seeded(7);
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void stopRunsTheShutdownHooksThenTheProcessIsGone() {
        var host = sim.program("host", () -> {
            Runtime.getRuntime().addShutdownHook(Thread.ofVirtual().unstarted(() -> hook("one")));
            Runtime.getRuntime().addShutdownHook(Thread.ofVirtual().unstarted(() -> hook("two")));
            new CountDownLatch(1).await();
        });
        sim.at(Duration.ofSeconds(5), "SIGTERM", () -> host.stop(Duration.ofSeconds(30)));

        sim.run(Duration.ofMillis(5500));
        assertEquals(Host.State.UP, host.state());
        sim.run(Duration.ofSeconds(60));

        assertEquals(Host.State.STOPPED, host.state());
        assertEquals(2, seen.size());
        assertEquals("6.000000 s  host: stops", sim.story().get(sim.story().size() - 1));
        host.restart();
        sim.run(Duration.ofSeconds(1));
        assertEquals(Host.State.UP, host.state());
    }

    @Test
    void stopWithoutHooksClosesTheConnectionsAtOnce() {
        var server = sim.program("server", () -> {
            var network = sim.host("server").network();
            try (var listener = network.listen("0.0.0.0", 7000, Map.of())) {
                listener.accept();
                new CountDownLatch(1).await();
            }
        });
        sim.program("client", () -> {
            Thread.sleep(100);
            var link = sim.host("client").network()
                    .connect("server", 7000, Map.of(), Duration.ofSeconds(1));
            seen.add("read " + link.read(ByteBuffer.allocate(1)) + " at " + sim.now().toSeconds());
        });
        sim.at(Duration.ofSeconds(5), "SIGTERM", () -> server.stop(Duration.ofSeconds(30)));
        sim.run(Duration.ofSeconds(60));
        assertEquals(List.of("read -1 at 5"), seen);
    }

    @Test
    void hostThatDoesNotStopInTimeIsKilled() {
        var host = sim.program("host", () -> Runtime.getRuntime().addShutdownHook(
                Thread.ofVirtual().unstarted(() -> {
                    while (true) {
                        hook("endless");
                    }
                })));
        sim.at(Duration.ofSeconds(5), "SIGTERM", () -> host.stop(Duration.ofSeconds(3)));
        sim.run(Duration.ofSeconds(60));
        assertEquals(Host.State.KILLED, host.state());
        assertEquals(List.of("endless at 6000", "endless at 7000"), seen.subList(0, 2));
    }

    private void hook(String name) {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        seen.add(name + " at " + sim.now().toMillis());
    }
}
