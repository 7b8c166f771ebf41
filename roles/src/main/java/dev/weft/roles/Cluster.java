package dev.weft.roles;

import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.client.Bot;
import dev.weft.roles.client.Client;
import dev.weft.roles.db.Sources;
import dev.weft.roles.lobby.Lobby;
import dev.weft.roles.login.LoginServer;
import dev.weft.roles.match.Matchmaker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The whole cluster in one process, on real sockets of the loopback interface: the same classes
 * that run on many machines, and in the simulator.
 *
 * <p>Each server and each client has a node of its own. Ends with {@link #close}, in the opposite
 * order of the start.
 */
public final class Cluster implements AutoCloseable {

    /**
     * What to start.
     *
     * @param lobbies lobby servers, 1 or more
     * @param clients bots, 2 or more
     * @param port the first of {@code lobbies + 2} ports; 0 takes free ones
     * @param mode what the bots play, one of {@link Bot#MODES}
     */
    public record Config(int lobbies, int clients, int port, String mode) {}

    private static final String HOST = "127.0.0.1";
    private static final int ITERATIONS = 10_000; // of bots' passwords, which are no secrets
    private static final Duration RESULTS = Duration.ofSeconds(10);

    private final Config config;
    private final Audit audit;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Lobby> lobbies = new ArrayList<>();
    private final LoginServer login;

    /**
     * Starts the servers over these databases.
     *
     * @throws dev.weft.NetException.ListenFailed when a port is in use; nothing is left running
     */
    public Cluster(Config config, Sources sources, Audit audit) {
        this.config = config;
        this.audit = audit;
        try {
            login = keep(new LoginServer(node("login"),
                    LoginServer.Config.at(HOST, port(0)).withIterations(ITERATIONS),
                    sources.auth(), audit).start());
            keep(new Matchmaker(node("matchmaker"), Matchmaker.Config.at(HOST, port(1)),
                    sources.auth(), audit).start());
            for (var i = 1; i <= config.lobbies(); i++) {
                lobbies.add(keep(new Lobby(node("lobby-" + i), Lobby.Config.at(HOST, port(1 + i)),
                        sources, audit).start()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Lets bots play until so many games are over and their results are stored.
     *
     * @return whether that came to be within the timeout
     */
    public boolean play(AtomicInteger games, int wanted, Duration timeout)
            throws InterruptedException {
        var end = System.nanoTime() + timeout.toNanos();
        var done = new CountDownLatch(config.clients());
        BooleanSupplier enough = () -> games.get() >= wanted || System.nanoTime() - end > 0;
        for (var i = 1; i <= config.clients(); i++) {
            var node = node("bot-" + i);
            var client = keep(new Client(node, Client.Config.of(
                    List.of(login.place()), node.name(), "secret of " + node.name()), audit));
            node.run("bot", () -> {
                try {
                    new Bot(client, config.mode(), enough).run();
                } finally {
                    done.countDown();
                }
            });
        }
        // A bot in a game plays it to its end.
        var inTime = done.await(timeout.plusSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
        for (var lobby : lobbies) {
            inTime &= lobby.drain(RESULTS);
        }
        return inTime && games.get() >= wanted;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.getLogger("weft").log(System.Logger.Level.WARNING, "closing failed", e);
            }
        }
    }

    private Node node(String name) {
        return keep(Node.start(name));
    }

    private int port(int offset) {
        return config.port() == 0 ? 0 : config.port() + offset;
    }

    private <T extends AutoCloseable> T keep(T it) {
        started.push(it);
        return it;
    }
}
