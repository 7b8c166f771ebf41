package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.Channel;
import dev.weft.Message;
import dev.weft.NetException;
import dev.weft.Policy;
import dev.weft.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks, runners, scopes and timers on simulated hosts, under many schedules. */
@Timeout(60)
class SinksTest {

    record Post(int n) {}

    private static final String SERVER = "tcp://server:7000/msgpack";
    private static final String HERE = "tcp://0.0.0.0:7000/msgpack";

    private final List<List<Integer>> bySink = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<List<Integer>> byChannel = List.of(new ArrayList<>(), new ArrayList<>());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void nothingIsLostOrReorderedWhateverASinkDoesWhileMessagesFlow(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            sim.host("server", node -> {
                var sink = node.sink("small", 4, Sink.Overflow.BLOCK);
                var group = node.runner("group", Policy.GROUP);
                if (seed % 2 == 0) {
                    group.attach(sink);
                }
                node.bind(HERE).window(1 << 20, 16).onAccepted((pipe, channel) -> {
                    if (seed % 3 == 0) {
                        group.attach(channel);
                    }
                    node.run("attach and detach", () -> comeAndGo(sink, channel));
                    node.run("receive", () -> drain(channel));
                }).listen();
                while (true) {
                    note(sink.receive(), bySink);
                    Thread.sleep(ThreadLocalRandom.current().nextInt(3));
                }
            });
            sim.host("client", node -> {
                Thread.sleep(10);
                for (var c = 0; c < 2; c++) {
                    var channel = node.connect(SERVER).open("" + c);
                    node.run("sender", () -> {
                        for (var i = 0; i < 300; i++) {
                            channel.send(new Post(i));
                        }
                    });
                }
            });
            assertTrue(sim.runUntil(() -> count() == 600, Duration.ofMinutes(5)),
                    "only " + count());
        }
        for (var c = 0; c < 2; c++) {
            var all = new ArrayList<>(bySink.get(c));
            all.addAll(byChannel.get(c));
            assertEquals(300, all.stream().distinct().count());
            for (var part : List.of(bySink.get(c), byChannel.get(c))) {
                assertEquals(part.stream().sorted().toList(), part);
            }
        }
    }

    private static void comeAndGo(Sink sink, Channel channel) throws InterruptedException {
        while (true) {
            sink.attach(channel, message -> message.as(Post.class).n() % 3 != 0);
            Thread.sleep(ThreadLocalRandom.current().nextInt(20));
            sink.detach(channel);
            Thread.sleep(ThreadLocalRandom.current().nextInt(20));
        }
    }

    private void drain(Channel channel) throws InterruptedException {
        while (true) {
            note(channel.receive(), byChannel);
            Thread.sleep(ThreadLocalRandom.current().nextInt(3));
        }
    }

    private static void note(Message message, List<List<Integer>> to) {
        to.get(Integer.parseInt(message.channel().name())).add(message.as(Post.class).n());
    }

    private int count() {
        return bySink.stream().mapToInt(List::size).sum()
                + byChannel.stream().mapToInt(List::size).sum();
    }

    @Test
    void aSinkThatNobodyEmptiesStopsItsSenders() {
        var sent = new int[1];
        try (var sim = Simulation.seeded(5)) {
            sim.host("server", node -> {
                var sink = node.sink("small", 4, Sink.Overflow.BLOCK);
                node.bind(HERE).window(1 << 20, 16)
                        .onAccepted((pipe, channel) -> sink.attach(channel)).listen();
                Thread.sleep(Duration.ofHours(1));
                while (true) {
                    sink.receive();
                }
            });
            sim.host("client", node -> {
                Thread.sleep(10);
                var channel = node.connect(SERVER).open("c");
                for (var i = 0; i < 40; i++) {
                    channel.send(new Post(i));
                    sent[0]++;
                }
            });
            sim.run(Duration.ofMinutes(30));
            assertEquals(16, sent[0]);
            sim.run(Duration.ofHours(1));
            assertEquals(40, sent[0]);
        }
    }

    @Test
    void timeoutsAndTimersAreExactInVirtualTime() {
        var seen = new ArrayList<String>();
        try (var sim = Simulation.seeded(6)) {
            sim.host("host", node -> {
                var begin = sim.now();
                var group = node.runner("group", Policy.GROUP);
                var timers = node.timers("t");
                group.attach(timers);
                timers.set("tick", Duration.ofHours(1), Duration.ofMinutes(10), 3,
                        () -> seen.add("tick " + sim.now().minus(begin).toMinutes()));
                try (var scope = node.scope("slow", Duration.ofMinutes(65))) {
                    scope.fork(() -> {
                        Thread.sleep(Duration.ofDays(1));
                        return 0;
                    });
                    scope.join();
                } catch (NetException.TimedOut e) {
                    seen.add("late " + sim.now().minus(begin).toMinutes());
                }
                group.run("code", () -> seen.add("code"));
            });
            sim.run(Duration.ofDays(2));
        }
        assertEquals(List.of("tick 60", "late 65", "code", "tick 70", "tick 80"), seen);
    }
}
