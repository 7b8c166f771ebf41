package dev.weft.roles.command;

import dev.weft.Node;
import dev.weft.roles.lobby.Lobby;
import dev.weft.roles.login.LoginServer;
import dev.weft.roles.match.Matchmaker;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The servers, each a process of its own. */
public final class Servers {

    /** A shutdown hook runs this, when the process was told to end. */
    @FunctionalInterface
    private interface End {
        void begin() throws InterruptedException;
    }

    private Servers() {}

    /** Runs until told to end. */
    @Command(name = "login", description = {
        "Runs a login server. SIGTERM ends it; clients go to another one.",
        "Example: login --name=login-1 --port=7000 --auth-db=jdbc:postgresql://db/auth?user=weft"})
    public static final class Login implements Callable<Integer> {
        @Mixin
        private ServerOptions server;

        @Mixin
        private DatabaseOptions.Auth database;

        @Override
        public Integer call() throws InterruptedException {
            var journal = server.journal();
            try (var pools = database.open(); var node = Node.start(server.name());
                    var login = new LoginServer(node,
                            LoginServer.Config.at(server.host(), server.port()),
                            pools.sources().auth(), journal).start()) {
                journal.line(server.name() + " listens at " + login.place());
                untilToldToEnd(login::close);
            }
            return 0;
        }
    }

    /** Runs until told to end, or until it was replaced. */
    @Command(name = "matchmaker", description = {
        "Runs a matchmaker: the active one, or one that waits to take over. SIGTERM ends it, and"
                + " another takes over at once; 'replace' lets it end when it has no requests.",
        "Example: matchmaker --name=mm-2 --port=7101 --auth-db=jdbc:postgresql://db/auth?user=weft"
    })
    public static final class Match implements Callable<Integer> {
        @Mixin
        private ServerOptions server;

        @Mixin
        private DatabaseOptions.Auth database;

        @Override
        public Integer call() throws InterruptedException {
            var journal = server.journal();
            try (var pools = database.open(); var node = Node.start(server.name());
                    var matchmaker = new Matchmaker(node,
                            Matchmaker.Config.at(server.host(), server.port()),
                            pools.sources().auth(), journal).start()) {
                journal.line(server.name() + " listens at " + matchmaker.place());
                untilEnded(matchmaker::await, matchmaker::close);
            }
            return 0;
        }
    }

    /** Runs until its wait-stop is over. */
    @Command(name = "lobby", description = {
        "Runs a lobby. SIGTERM begins its wait-stop, as 'drain' does: no more users and games, all"
                + " users are sent to other lobbies, and it ends when it is empty.",
        "Example: lobby --name=lobby-1 --port=7201 --auth-db=jdbc:postgresql://db/auth?user=weft"
                + " --game-db=jdbc:postgresql://db/game?user=weft"})
    public static final class Users implements Callable<Integer> {
        @Mixin
        private ServerOptions server;

        @Mixin
        private DatabaseOptions databases;

        @Option(names = "--wait-stop-max", defaultValue = "3600", paramLabel = "SECONDS",
                description = "After SIGTERM it ends after this time in any case; default"
                        + " ${DEFAULT-VALUE}.")
        private int waitStopMaxSeconds;

        @Override
        public Integer call() throws InterruptedException {
            var journal = server.journal();
            try (var pools = databases.open(); var node = Node.start(server.name());
                    var lobby = new Lobby(node, Lobby.Config.at(server.host(), server.port()),
                            pools.sources(), journal).start()) {
                journal.line(server.name() + " listens at " + lobby.place());
                untilEnded(lobby::await, () -> {
                    lobby.waitStop();
                    lobby.await(Duration.ofSeconds(waitStopMaxSeconds));
                });
            }
            return 0;
        }
    }

    private static void untilToldToEnd(End end) throws InterruptedException {
        untilEnded(new CountDownLatch(1)::await, end);
    }

    /** Waits for the server's own end; a signal begins it. The JVM then waits for the hook. */
    private static void untilEnded(End ended, End toldToEnd) throws InterruptedException {
        var hook = new Thread(() -> {
            try {
                toldToEnd.begin();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "end");
        Runtime.getRuntime().addShutdownHook(hook);
        ended.begin();
        if (!hook.isAlive()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It was told to end in this moment: nothing is left to do.
            }
        }
    }
}
