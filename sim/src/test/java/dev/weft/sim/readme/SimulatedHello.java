package dev.weft.sim.readme;

import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.List;

/** The second program of the README: the first one, simulated. */
final class SimulatedHello {

    private SimulatedHello() {}

    record Greet(String name) {}

    static List<String> run() {
        try (var sim = Simulation.seeded(7)) {
            sim.host("server", node -> node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
                channel.on(Greet.class, greet -> channel.send("hello, " + greet.name()))));
            sim.host("client", node -> {
                Thread.sleep(10);
                var channel = node.connect("tcp://server:7000/msgpack").open("greeting");
                channel.send(new Greet("Duke"));
                sim.note("client", channel.receive(String.class));
            });
            sim.at(Duration.ofSeconds(1), "the server loses its power",
                () -> sim.host("server").crash());
            sim.run(Duration.ofMinutes(1));
            return sim.story();
        }
    }
}
