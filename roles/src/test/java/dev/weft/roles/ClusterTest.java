package dev.weft.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.audit.Audit.Event;
import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.RockPaperScissors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole cluster on real sockets. */
@Timeout(180)
class ClusterTest {

    @ParameterizedTest
    @ValueSource(strings = {RockPaperScissors.MODE, LightCycles.MODE})
    void playsGamesAndStoresEachResultOnce(String mode) throws Exception {
        var events = new ConcurrentLinkedQueue<Event>();
        var games = new AtomicInteger();
        try (var cluster = new Cluster(new Cluster.Config(2, 2, 6, 0, mode), event -> {
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
    void aPortInUseIsAnErrorInOneLine() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals(1, Main.run("cluster", "--games", "1",
                    "--port", String.valueOf(taken.getLocalPort())));
        }
    }

    @Test
    void unknownArgumentsAreAnErrorInOneLine() {
        assertEquals(2, Main.run("cluster", "--games", "many"));
        assertEquals(2, Main.run("cluster", "--speed", "9"));
        assertEquals(2, Main.run("cluster", "--game", "chess"));
        assertEquals(2, Main.run("cluster", "--games", "0"));
        assertEquals(2, Main.run("sing"));
    }

    private static List<Event> of(ConcurrentLinkedQueue<Event> events, String what) {
        return events.stream().filter(event -> event.what().equals(what)).toList();
    }
}
