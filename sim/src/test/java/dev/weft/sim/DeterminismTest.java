package dev.weft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.NetException;
import dev.weft.Node;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeterminismTest {

    /** From a run of JDK 25; every JDK must find it. */
    private static final long HASH_OF_SEED_7 = 0xcfc1dd593eaf1ab0L;

    @Test
    void sameSeedGivesTheSameRun() {
        assertEquals(plainJava(7), plainJava(7));
        assertEquals(chance(7), chance(7));
        assertEquals(cluster(7), cluster(7));
    }

    @Test
    void differentSeedsGiveDifferentRuns() {
        assertNotEquals(plainJava(7), plainJava(8));
        var one = chance(7);
        var other = chance(8);
        for (var i = 0; i < one.size(); i++) {
            assertNotEquals(one.get(i), other.get(i));
        }
    }

    @Test
    void everyJdkGivesTheSameRun() {
        assertEquals(HASH_OF_SEED_7, plainJava(7));
    }

    @Test
    void anotherJvmGivesTheSameRun() throws Exception {
        var output = OtherJvm.run(true, DeterminismTest.class);
        assertEquals(all(7), output.substring(output.lastIndexOf('\n') + 1));
    }

    @Test
    void simulationsMayRunAtTheSameTime() throws Exception {
        var alone = cluster(8);
        try (var both = Executors.newFixedThreadPool(2)) {
            for (var each : both.invokeAll(Collections.nCopies(4, () -> cluster(8)))) {
                assertEquals(alone, each.get());
            }
        }
    }

    /** What the other JVM runs. */
    public static void main(String[] arguments) {
        System.out.println(all(7));
    }

    private static String all(long seed) {
        return Long.toHexString(plainJava(seed)) + " " + Long.toHexString(cluster(seed)) + " "
                + chance(seed);
    }

    /** Nodes, channels, a database, and all kinds of failures. */
    private static long cluster(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var db = sim.database("db", "create table said (id uuid primary key, text varchar)");
            var server = sim.host("server", node -> node.listen("tcp://0.0.0.0:7000/msgpack",
                    (pipe, channel) -> channel.on(String.class, text -> {
                        try (var connection = db.dataSource().getConnection();
                                var insert = connection.prepareStatement(
                                        "insert into said values (?, ?)")) {
                            insert.setObject(1, UUID.randomUUID());
                            insert.setString(2, text);
                            insert.executeUpdate();
                            channel.send("stored " + text);
                        } catch (SQLException e) {
                            channel.send("perhaps stored " + text);
                        }
                    })));
            for (var i = 0; i < 5; i++) {
                var name = "client-" + i;
                sim.host(name, node -> talk(sim, node, name));
            }
            var chance = sim.random("faults");
            for (var i = 1; i < 20; i++) {
                sim.at(Duration.ofMillis(i * 1000 + chance.nextInt(500)), "crash", server::crash);
                sim.at(Duration.ofMillis(i * 1000 + 700), "restart", server::restart);
                sim.at(Duration.ofMillis(i * 1000 + 800), "cut", () ->
                        sim.network().partition("server", "client-" + chance.nextInt(5)));
                sim.at(Duration.ofMillis(i * 1000 + 950), "heal", () -> sim.network().heal());
            }
            db.flaky(0.01);
            sim.run(Duration.ofSeconds(30));
            assertTrue(db.number("select count(*) from said") > 100);
            return sim.traceHash();
        }
    }

    private static void talk(Simulation sim, Node node, String name) throws InterruptedException {
        while (true) {
            try {
                var pipe = node.connect("tcp://server:7000/msgpack", Duration.ofSeconds(1));
                var channel = pipe.open("talk");
                for (var n = 0; n < 1000; n++) {
                    channel.send(name + n);
                    sim.note(name, "" + channel.receive(Duration.ofSeconds(1)).isPresent());
                    Thread.sleep(ThreadLocalRandom.current().nextInt(200));
                }
            } catch (NetException e) {
                sim.note(name, e.getClass().getSimpleName());
                Thread.sleep(100);
            }
        }
    }

    /** Threads that race for queues, with time-outs. */
    private static long plainJava(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var inbox = new LinkedBlockingQueue<String>(3);
            for (var host = 0; host < 4; host++) {
                var name = "host-" + host;
                sim.program(name, () -> {
                    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                        for (var i = 0; i < 5; i++) {
                            executor.submit(() -> {
                                for (var n = 0; n < 20; n++) {
                                    Thread.sleep(ThreadLocalRandom.current().nextInt(5));
                                    inbox.offer(name, 2, TimeUnit.MILLISECONDS);
                                    var got = inbox.poll(1, TimeUnit.MILLISECONDS);
                                    sim.note(name, n + " " + got + " " + Instant.now());
                                }
                                return null;
                            });
                        }
                    }
                });
            }
            sim.run(Duration.ofSeconds(10));
            return sim.traceHash();
        }
    }

    /** One value of each source of chance in the JDK. */
    private static List<Object> chance(long seed) {
        try (var sim = Simulation.seeded(seed)) {
            var drawn = new ArrayList<>();
            sim.program("host", () -> {
                drawn.add(UUID.randomUUID());
                drawn.add(new SecureRandom().nextLong());
                drawn.add(Math.random());
                drawn.add(new Random().nextLong());
                drawn.add(ThreadLocalRandom.current().nextLong());
                var list = new ArrayList<>(Collections.nCopies(0, 1));
                for (var i = 0; i < 100; i++) {
                    list.add(i);
                }
                Collections.shuffle(list);
                drawn.add(list);
                drawn.add(sim.random("faults").nextLong());
            });
            sim.run(Duration.ofSeconds(1));
            return drawn;
        }
    }

    @Test
    void ordersOfImmutableSetsAreTheSameInEachJvm() {
        assertEquals("[1, 4, 3, 2]", Set.of(1, 2, 3, 4).toString());
        assertEquals(Map.of(1, 2, 3, 4).toString(), Map.of(1, 2, 3, 4).toString());
    }

    @Test
    void streamsOfOnePurposeDoNotDependOnOthers() {
        try (var one = Simulation.seeded(7); var other = Simulation.seeded(7)) {
            one.random("workload").nextLong();
            assertEquals(one.random("faults").nextLong(), other.random("faults").nextLong());
        }
    }
}
