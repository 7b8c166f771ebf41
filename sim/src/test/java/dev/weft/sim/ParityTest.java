package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.sim.parity.Behaviours;
import dev.weft.sim.parity.Behaviours.Behaviour;
import dev.weft.sim.parity.World;
import dev.weft.transport.TcpNetwork;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulated network behaves as real sockets do: the same bodies pass on both. */
@Timeout(60)
class ParityTest {

    static Stream<Arguments> behaviours() {
        return Behaviours.all().stream().map(it -> Arguments.of(it.name(), it));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviours")
    void onRealSockets(String name, Behaviour behaviour) throws Exception {
        try (var world = new World(TcpNetwork.system(), TcpNetwork.system(), "127.0.0.1",
                "127.0.0.1")) {
            var body = new FutureTask<>(() -> {
                behaviour.body().in(world);
                return true;
            });
            Thread.startVirtualThread(body);
            body.get();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviours")
    void inTheSimulator(String name, Behaviour behaviour) {
        for (var seed = 1; seed <= 5; seed++) {
            try (var sim = Simulation.seeded(seed)) {
                sim.program("server", () -> {});
                sim.program("client", () -> {
                    var client = sim.host("client").network();
                    var server = sim.host("server").network();
                    try (var world = new World(client, server, "server", "0.0.0.0")) {
                        behaviour.body().in(world);
                    }
                });
                var done = sim.runUntil(() -> sim.host("client").isDone(), Duration.ofHours(1));
                assertTrue(done, () -> sim.seed() + ": it hangs");
            }
        }
    }

    @Test
    void thereAreThirtyBehavioursAtLeast() {
        assertTrue(Behaviours.all().size() >= 30, () -> "only " + Behaviours.all().size());
    }
}
