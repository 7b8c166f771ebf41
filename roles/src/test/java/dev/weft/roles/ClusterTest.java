package dev.weft.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.audit.Audit.Event;
import dev.weft.roles.db.Pools;
import dev.weft.roles.db.TestEngine;
import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.RockPaperScissors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole cluster on real sockets. */
@Timeout(180)
class ClusterTest {

    @ParameterizedTest
    @MethodSource("dev.weft.roles.db.TestEngine#all")
    void playsGamesAndStoresEachResultOnce(TestEngine engine) throws Exception {
        var events = new ConcurrentLinkedQueue<Event>();
        var games = new AtomicInteger();
        var urls = new Pools.Urls(engine.url(), List.of(engine.url(), engine.url()));
        // Each engine with another game: the engines don't care.
        var mode = engine == TestEngine.H2 ? LightCycles.MODE : RockPaperScissors.MODE;
        try (var pools = Pools.open(urls, 16);
                var cluster = new Cluster(
                        new Cluster.Config(2, 6, 0, mode), pools.sources(), event -> {
                            events.add(event);
                            if (event.what().equals("game-ended")) {
                                games.incrementAndGet();
                            }
                        })) {
            assertTrue(cluster.play(games, 4, Duration.ofSeconds(60)), () -> "told: " + events);
        }
        var ended = of(events, "game-ended");
        var stored = of(events, "result-stored");
        assertEquals(ended.size() * 2, stored.size());
        assertEquals(stored.size(), stored.stream()
                .map(event -> event.detail("match") + event.detail("uid")).distinct().count());
        var created = of(events, "instance-created");
        assertEquals(created.size(),
                created.stream().map(event -> event.detail("match")).distinct().count());
        var used = of(events, "key-used");
        assertEquals(used.size(),
                used.stream().map(event -> event.detail("key")).distinct().count());
    }

    @Test
    void filesKeepEverythingOverARestart(@TempDir Path folder) throws Exception {
        var urls = Pools.Urls.inFolder(folder.toString(), 1);
        assertEquals(0, play(urls));
        var before = rows(urls);
        assertTrue(before >= 2, () -> before + " results");
        assertEquals(0, play(urls));
        assertTrue(rows(urls) >= before + 2, "the second run adds to the first");
    }

    @Test
    void aPortInUseIsAnErrorInOneLine() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals(1, Main.run("cluster", "--games", "1", "--auth-db", "jdbc:h2:mem:port-a",
                    "--game-db", "jdbc:h2:mem:port-g",
                    "--port", String.valueOf(taken.getLocalPort())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "mysql://localhost/auth", "jdbc:h2:relative", "jdbc:postgresql://127.0.0.1:1/auth",
        "jdbc:postgresql://user:secret@127.0.0.1/auth"})
    void aWrongUrlIsAnErrorInOneLineWithoutSecrets(String url) {
        var told = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, Main.run("cluster", "--auth-db", url, "--game-db", "jdbc:h2:mem:any"));
        } finally {
            System.setErr(before);
        }
        var line = told.toString(StandardCharsets.UTF_8);
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith("weft cluster: database auth can't be used: "), line);
        assertFalse(line.contains("secret"), line);
    }

    @Test
    void unknownArgumentsAreAnErrorInOneLine() {
        assertEquals(2, Main.run("cluster", "--games", "many"));
        assertEquals(2, Main.run("cluster", "--speed", "9"));
        assertEquals(2, Main.run("cluster", "--game", "chess"));
        assertEquals(2, Main.run("cluster", "--games", "0"));
        assertEquals(2, Main.run("sing"));
    }

    private static int play(Pools.Urls urls) {
        return Main.run("cluster", "--games", "1", "--clients", "2", "--lobbies", "1",
                "--auth-db", urls.auth(), "--game-db", String.join(",", urls.games()));
    }

    private static int rows(Pools.Urls urls) throws SQLException, InterruptedException {
        try (var pools = Pools.open(urls, 16);
                var connection = pools.sources().shards().getFirst().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from result")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static List<Event> of(ConcurrentLinkedQueue<Event> events, String what) {
        return events.stream().filter(event -> event.what().equals(what)).toList();
    }
}
