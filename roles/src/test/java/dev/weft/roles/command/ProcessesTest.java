package dev.weft.roles.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.Node;
import dev.weft.roles.Main;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.client.Bot;
import dev.weft.roles.client.Client;
import dev.weft.roles.db.Postgres;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.message.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cluster as it runs in production: each server a process, one PostgreSQL, an operator. */
@Timeout(300)
class ProcessesTest {

    private static final int BOTS = 6;

    private final List<Server> servers = new ArrayList<>();
    private final Semaphore played = new Semaphore(0); // a permit for each player of each game
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void maintenanceCutsNobodyAndEndsWhatItWasToEnd() throws Exception {
        var postgres = Postgres.start();
        try (var node = Node.start("bots")) {
            var auth = "--auth-db=" + postgres.create("auth");
            var game = "--game-db=" + postgres.create("game");
            var login = start("login", "--name=login-1", "--port=0", auth);
            var first = start("matchmaker", "--name=mm-1", "--port=0", auth);
            first.await("mm-active");
            var second = start("matchmaker", "--name=mm-2", "--port=0", auth);
            var drained = start("lobby", "--name=lobby-1", "--port=0", auth, game);
            drained.await("mm-attached");
            play(node, login.place());
            var told = start("lobby", "--name=lobby-2", "--port=0", auth, game);
            told.await("mm-attached");
            second.place();
            awaitGames();

            assertEquals(0, Main.run("replace", "mm-2", auth));
            assertEquals(0, first.exitCode());
            awaitGames();

            assertEquals(0, Main.run("drain", "lobby-1", auth));
            assertEquals(0, drained.exitCode());
            awaitGames();

            var last = start("lobby", "--name=lobby-3", "--port=0", auth, game);
            last.await("mm-attached");
            told.tellToEnd();
            told.await("wait-stop-done");
            assertEquals(128 + 15, told.exitCode());
            awaitGames();

            assertEquals(List.of(), List.copyOf(lost));
            assertEquals(1, Main.run("drain", "lobby-1", auth)); // it is gone
            enough.set(true);
        } finally {
            servers.forEach(Server::close);
            postgres.end();
        }
    }

    private Server start(String... words) throws Exception {
        var server = Server.start(words);
        servers.add(server);
        server.place();
        return server;
    }

    private void play(Node node, String login) {
        var colon = login.lastIndexOf(':');
        var logins = List.of(new Place(login.substring(0, colon),
                Integer.parseInt(login.substring(colon + 1))));
        Audit audit = event -> {
            if (event.what().equals("game-played")) {
                played.release();
            } else if (event.what().equals("lobby-lost")) {
                lost.add(event.toString());
            }
        };
        for (var i = 1; i <= BOTS; i++) {
            var name = "bot-" + i;
            node.run(name, () -> {
                try (var client = new Client(node,
                        Client.Config.of(logins, name, "secret of " + name), audit)) {
                    new Bot(client, RockPaperScissors.MODE, enough::get).run();
                }
            });
        }
    }

    /** Three more games, whoever plays them. */
    private void awaitGames() throws InterruptedException {
        played.drainPermits();
        assertTrue(played.tryAcquire(BOTS, 60, TimeUnit.SECONDS), () -> "lost: " + lost);
    }
}
