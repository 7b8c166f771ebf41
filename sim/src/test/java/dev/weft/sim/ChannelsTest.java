package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.Channel;
import dev.weft.CloseReason;
import dev.weft.NetException;
import dev.weft.Policy;
import dev.weft.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole library above the links, unchanged, on simulated hosts. */
@Timeout(60)
class ChannelsTest {

    record Ask(int n) {}

    record Told(int n) {}

    private static final String SERVER = "tcp://server:7000/msgpack";
    private static final String HERE = "tcp://0.0.0.0:7000/msgpack";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void requestsAreAnsweredAndMessagesKeepTheirOrder(long seed) {
        var got = new ArrayList<Integer>();
        var answers = new ArrayList<Integer>();
        try (var sim = Simulation.seeded(seed)) {
            sim.host("server", node -> {
                var group = node.runner("group", Policy.GROUP);
                node.listen(HERE, (pipe, channel) -> {
                    channel.on(Told.class, told -> got.add(told.n()))
                            .serve(Ask.class, ask -> new Told(ask.n() + 1));
                    group.attach(channel);
                });
            });
            sim.host("client", node -> {
                Thread.sleep(10);
                var channel = node.connect(SERVER).open("mixed");
                for (var i = 0; i < 1000; i++) {
                    channel.send(new Told(i));
                }
                for (var i = 0; i < 20; i++) {
                    answers.add(channel.request(
                            new Ask(i), Told.class, Duration.ofSeconds(5)).n());
                }
            });
            assertTrue(sim.runUntil(() -> answers.size() == 20, Duration.ofMinutes(1)));
        }
        for (var i = 0; i < 1000; i++) {
            assertEquals(i, got.get(i));
        }
        for (var i = 0; i < 20; i++) {
            assertEquals(i + 1, answers.get(i));
        }
    }

    @Test
    void aPeerWithoutPowerIsNoticedByTheHeartbeatAtItsTimeOut() {
        var ends = new ArrayList<String>();
        var reasons = new ArrayList<CloseReason>();
        try (var sim = Simulation.seeded(3)) {
            var server = sim.host("server", node -> node.listen(HERE, (pipe, channel) -> {}));
            sim.host("client", node -> {
                Thread.sleep(10);
                var pipe = node.bind(SERVER)
                        .heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(3)).connect();
                reasons.add(pipe.join());
                ends.add(sim.now().toString());
            });
            sim.at(Duration.ofSeconds(20), "the server loses its power", server::crash);
            sim.run(Duration.ofSeconds(60));
            var lost = assertInstanceOf(CloseReason.HeartbeatLost.class, reasons.getFirst());
            assertTrue(lost.silence().compareTo(Duration.ofSeconds(3)) >= 0, lost.toString());
            var when = Duration.parse(ends.getFirst());
            assertTrue(when.compareTo(Duration.ofSeconds(22)) > 0
                    && when.compareTo(Duration.ofSeconds(25)) < 0, when.toString());
        }
    }

    @Test
    void theHeartbeatsOfAQuietPipeAreAnswered() {
        var lost = new ArrayList<CloseReason>();
        var opened = new ArrayList<Channel>();
        try (var sim = Simulation.seeded(9)) {
            sim.host("server", node -> {
                node.listen(HERE, (pipe, channel) -> {});
                node.listen("local://here", (pipe, channel) -> {});
                opened.add(node.connect("local://here").open("quiet"));
                watch(opened.getFirst(), lost);
            });
            sim.host("client", node -> {
                Thread.sleep(10);
                opened.add(node.connect(SERVER).open("quiet"));
                watch(opened.getLast(), lost);
            });
            sim.run(Duration.ofHours(1));
            assertEquals(List.of(), lost);
            assertEquals(2, opened.size());
            opened.forEach(channel -> assertEquals(Task.State.READY, channel.state()));
        }
    }

    private static void watch(Channel channel, List<CloseReason> lost) {
        channel.heartbeat(Duration.ofSeconds(1), Duration.ofSeconds(3), lost::add);
    }

    @Test
    void aKilledPeerIsNoticedAtOnce() {
        var reasons = new ArrayList<CloseReason>();
        try (var sim = Simulation.seeded(4)) {
            var server = sim.host("server", node -> node.listen(HERE, (pipe, channel) -> {}));
            sim.host("client", node -> {
                Thread.sleep(10);
                reasons.add(node.connect(SERVER).join());
                sim.note("client", "noticed");
            });
            sim.at(Duration.ofSeconds(20), "the server is killed", server::kill);
            sim.run(Duration.ofMillis(20_200));
            assertInstanceOf(CloseReason.TransportFailed.class, reasons.getFirst());
        }
    }

    @Test
    void aStuckReceiverStopsItsSenderForAsLongAsItIsStuck() {
        var sent = new int[1];
        try (var sim = Simulation.seeded(5)) {
            sim.host("server", node -> node.bind(HERE).window(1 << 20, 16)
                    .onAccepted((pipe, channel) -> channel.on(Ask.class, ask ->
                            Thread.sleep(Duration.ofHours(1)))).listen());
            sim.host("client", node -> {
                Thread.sleep(10);
                var channel = node.connect(SERVER).open("stuck");
                for (var i = 0; i < 40; i++) {
                    channel.send(new Ask(i));
                    sent[0]++;
                }
            });
            sim.run(Duration.ofMinutes(30));
            assertEquals(16, sent[0]);
            sim.run(Duration.ofHours(30));
            assertEquals(40, sent[0]);
        }
    }

    @Test
    void closingANodeTellsItsPeersAndTakesNoTimeToSpeakOf() {
        var reasons = new ArrayList<CloseReason>();
        var errors = new ArrayList<NetException>();
        try (var sim = Simulation.seeded(6)) {
            sim.host("server", node -> {
                node.listen(HERE, (pipe, channel) -> {});
                Thread.sleep(1000);
                var before = sim.now();
                node.close();
                assertTrue(sim.now().minus(before).toMillis() < 1000);
            });
            sim.host("client", node -> {
                Thread.sleep(10);
                var pipe = node.connect(SERVER);
                reasons.add(pipe.join());
                try {
                    node.connect(SERVER);
                } catch (NetException.ConnectFailed e) {
                    errors.add(e);
                }
            });
            sim.run(Duration.ofSeconds(10));
        }
        assertEquals(List.of(new CloseReason.ClosedByPeer("")), reasons);
        assertEquals(1, errors.size());
    }
}
