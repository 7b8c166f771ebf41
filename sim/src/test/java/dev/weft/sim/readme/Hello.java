package dev.weft.sim.readme;

import dev.weft.Node;

/** The first program of the README. */
final class Hello {

    private Hello() {}

    record Greet(String name) {}

    static String run() throws Exception {
        try (var node = Node.start()) {
            node.listen("tcp://127.0.0.1:7000/msgpack", (pipe, channel) ->
                channel.on(Greet.class, greet -> channel.send("hello, " + greet.name())));

            var channel = node.connect("tcp://127.0.0.1:7000/msgpack").open("greeting");
            channel.send(new Greet("Duke"));
            return channel.receive(String.class);
        }
    }
}
