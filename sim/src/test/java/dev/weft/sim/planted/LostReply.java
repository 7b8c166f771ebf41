package dev.weft.sim.planted;

import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that asks again when no reply came, and a server that counts.
 *
 * <p>The bug: the server counts again what it has counted before its reply was lost.
 */
record LostReply(boolean mended) implements Scenario {

    private static final int ALL = 20;

    record Add(int number) {}

    record Added(int total) {}

    @Override
    public void play(Simulation sim) {
        var begun = new AtomicInteger();
        var counted = new AtomicInteger();
        sim.host("server", node -> {
            var known = new HashSet<Integer>();
            node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
                channel.serve(Add.class, add -> {
                    if (known.add(add.number()) || !mended) {
                        counted.incrementAndGet();
                    }
                    return new Added(counted.get());
                }));
        });
        sim.host("client", node -> {
            var server = new Caller(node, "tcp://server:7000/msgpack");
            while (begun.get() < ALL) {
                server.insist(new Add(begun.incrementAndGet()), Added.class);
                Thread.sleep(100);
            }
        });
        sim.length(Duration.ofSeconds(5));
        sim.faults(Faults.swarm().partition("*").links("*"));
        sim.always("nothing is counted twice", () -> counted.get() <= begun.get());
        sim.eventually("all is counted", Duration.ofMinutes(1), () -> counted.get() >= ALL);
    }
}
