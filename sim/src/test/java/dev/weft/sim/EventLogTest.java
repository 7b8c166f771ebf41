package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log of a run tells people. */
@Timeout(60)
class EventLogTest {

    record Greet(String name) {}

    /** A server, a client that greets it twice, and a database. */
    private static void greetings(Simulation sim) {
        sim.host("server", node -> node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) ->
                channel.on(Greet.class, greet -> channel.send("hello, " + greet.name()))));
        var database = sim.database("db", "create table t (n int)").dataSource();
        sim.host("client", node -> {
            Thread.sleep(10);
            var channel = node.connect("tcp://server:7000/msgpack").open("greeting");
            channel.send(new Greet("Duke"));
            channel.receive(String.class);
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.executeUpdate("insert into t values (1)");
            }
            Thread.sleep(1000);
            channel.send(new Greet("Duchess"));
        });
    }

    private static void shows(List<String> events, String... parts) {
        var all = List.of(parts);
        assertTrue(events.stream().anyMatch(line -> all.stream().allMatch(line::contains)),
                () -> "no line with " + all + " in\n" + String.join("\n", events));
    }

    @Test
    void aRunIsTheSameWhetherItIsRecordedOrNot() {
        try (var heard = Simulation.seeded(5); var unheard = Simulation.seeded(5)) {
            heard.record();
            for (var sim : List.of(heard, unheard)) {
                greetings(sim);
                sim.at(Duration.ofMillis(500), "cut", () ->
                        sim.network().partition("server", "client"));
                sim.run(Duration.ofSeconds(30));
            }
            assertEquals(unheard.traceHash(), heard.traceHash());
            assertEquals(unheard.steps(), heard.steps());
            assertEquals(List.of(), unheard.lastEvents("client"));
        }
    }

    @Test
    void tellsMessagesByTheirChannelAndKeyAtBothEnds() {
        try (var sim = Simulation.seeded(5)) {
            sim.record();
            greetings(sim);
            sim.run(Duration.ofMillis(500));
            shows(sim.lastEvents("client"), "-> server", "Hello client (msgpack)");
            shows(sim.lastEvents("client"), "-> server", "Message Greet on greeting#1");
            shows(sim.lastEvents("server"), "<- client", "Message Greet on greeting#1");
            shows(sim.lastEvents("client"), "<- server", "Message String on greeting#1");
        }
    }

    @Test
    void tellsStatementsAndWhatBecameOfThem() {
        try (var sim = Simulation.seeded(5)) {
            sim.record();
            greetings(sim);
            sim.run(Duration.ofMillis(500));
            shows(sim.lastEvents("client"), "-> db", "insert into t");
            shows(sim.lastEvents("db"), "client, session 1 is committed");
            shows(sim.lastEvents("client"), "<- db", "1 rows");
        }
    }

    @Test
    void tellsWhatACutHoldsBackAndWhatAPowerLossTakes() {
        try (var sim = Simulation.seeded(5)) {
            sim.record();
            greetings(sim);
            sim.at(Duration.ofMillis(500), "cut", () ->
                    sim.network().partitionOneWay("client", "server"));
            sim.run(Duration.ofSeconds(2));
            shows(sim.lastEvents("client"), "-> server", "Message Greet", "(held)");
            shows(sim.lastEvents("server"), "fault: cut from client to server");
            sim.host("client").crash();
            sim.network().heal();
            sim.run(Duration.ofSeconds(2));
            shows(sim.lastEvents("client"), "-> server", "Message Greet", "(lost)");
            shows(sim.lastEvents("client"), "fault: without power");
        }
    }

    @Test
    void keepsTheLatestEventsOfAQuietHost() {
        try (var sim = Simulation.seeded(5)) {
            sim.record();
            greetings(sim);
            sim.program("quiet", () -> sim.note("quiet", "says this once"));
            sim.run(Duration.ofMinutes(2));
            shows(sim.lastEvents("quiet"), "says this once");
            assertEquals(20, sim.lastEvents("client").size());
        }
    }

    @Test
    void leavesBytesAloneThatAreNotWefts() {
        try (var sim = Simulation.seeded(5)) {
            sim.record();
            var server = new Host[1];
            server[0] = sim.program("server", () -> {
                try (var listener = server[0].network().listen("server", 80, Map.of());
                        var link = listener.accept()) {
                    link.read(java.nio.ByteBuffer.allocate(100));
                }
            });
            var client = new Host[1];
            client[0] = sim.program("client", () -> {
                Thread.sleep(10);
                try (var link = client[0].network().connect(
                        "server", 80, Map.of(), Duration.ofSeconds(1))) {
                    link.tryWrite(java.nio.ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes()));
                    Thread.sleep(10);
                }
            });
            sim.run(Duration.ofSeconds(1));
            shows(sim.lastEvents("server"), "<- client: bytes");
        }
    }
}
