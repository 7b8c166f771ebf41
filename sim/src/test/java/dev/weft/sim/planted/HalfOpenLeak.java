package dev.weft.sim.planted;

import dev.weft.NetException;
import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that keeps a seat for each connection, and clients that come back after they lost their
 * power.
 *
 * <p>The bug: the server has switched the heartbeat off and never sends by itself, so that nobody
 * tells it that a client is gone.
 */
record HalfOpenLeak(boolean mended) implements Scenario {

    private static final int CLIENTS = 3;

    @Override
    public void play(Simulation sim) {
        var seats = new AtomicInteger();
        sim.host("server", node -> {
            var binding = node.bind("tcp://0.0.0.0:7000/msgpack");
            if (!mended) {
                binding.heartbeat(Duration.ofDays(1), Duration.ofDays(2));
            }
            binding.onAccepted((pipe, channel) -> {
                seats.incrementAndGet();
                channel.onClose(reason -> seats.decrementAndGet());
            });
            binding.listen();
        });
        for (var i = 1; i <= CLIENTS; i++) {
            sim.host("client-" + i, node -> {
                while (true) {
                    try (var pipe = node.bind("tcp://server:7000/msgpack")
                            .heartbeat(Duration.ofDays(1), Duration.ofDays(2)).connect()) {
                        pipe.open("seat");
                        pipe.join();
                    } catch (NetException e) {
                        Thread.sleep(500);
                    }
                }
            });
        }
        sim.length(Duration.ofSeconds(5));
        sim.faults(Faults.swarm().crash("client-*").kill("client-*"));
        sim.eventually("all have one seat", Duration.ofMinutes(2), () -> seats.get() == CLIENTS);
    }
}
