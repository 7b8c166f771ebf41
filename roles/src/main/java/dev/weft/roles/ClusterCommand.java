package dev.weft.roles;

import dev.weft.roles.audit.Audit;
import dev.weft.roles.client.Bot;
import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.db.Pools;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays games on a cluster in one process, on real sockets, and tells how it went. */
@Command(
        name = "cluster",
        description = "Runs all servers and some bots in one process, on real sockets, until so"
                + " many games were played.")
final class ClusterCommand implements Callable<Integer> {

    private static final int CONNECTIONS = 16; // all servers share them

    @Spec
    private CommandSpec spec;

    @Option(names = "--games", defaultValue = "20",
            description = "Games to play, 1 or more; default ${DEFAULT-VALUE}.")
    private int games;

    @Option(names = "--game", defaultValue = RockPaperScissors.MODE,
            description = "What the bots play: " + RockPaperScissors.MODE + ", the default, or "
                    + LightCycles.MODE + ".")
    private String game;

    @Option(names = "--clients", defaultValue = "8",
            description = "Bots, 2 or more; default ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--lobbies", defaultValue = "2",
            description = "Lobby servers, 1 or more; default ${DEFAULT-VALUE}.")
    private int lobbies;

    @Option(names = "--auth-db", paramLabel = "URL", defaultValue = "jdbc:h2:file:./weft-data/auth",
            description = "The auth database: jdbc:h2:file:PATH or"
                    + " jdbc:postgresql://HOST/DATABASE?user=NAME, whose password is best kept in"
                    + " ~/.pgpass. Its tables are made. Default ${DEFAULT-VALUE}.")
    private String authUrl;

    @Option(names = "--game-db", paramLabel = "URL", split = ",",
            defaultValue = "jdbc:h2:file:./weft-data/game-0,jdbc:h2:file:./weft-data/game-1",
            description = "The game databases, likewise, 1 or more, always in the same order: users"
                    + " are spread over them at the first start. Default ${DEFAULT-VALUE}.")
    private List<String> gameUrls;

    @Option(names = "--port", defaultValue = "0",
            description = "The first port to listen on, one for each server; 0, the default, takes"
                    + " free ones.")
    private int port;

    @Option(names = "--timeout", defaultValue = "60", description =
            "Seconds after which it gives up; default ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Override
    public Integer call() throws InterruptedException {
        check("--games", games, 1, 1_000_000);
        if (!Bot.MODES.contains(game)) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--game': "
                    + game + " is not in " + Bot.MODES);
        }
        check("--clients", clients, 2, 1_000);
        check("--lobbies", lobbies, 1, 50);
        check("--port", port, 0, 65_535 - lobbies - 1);
        check("--timeout", timeoutSeconds, 1, 86_400);
        var out = spec.commandLine().getOut();
        var start = System.nanoTime();
        var tally = new Tally(out, games);
        try (var pools = Pools.open(new Pools.Urls(authUrl, gameUrls), CONNECTIONS);
                var cluster = new Cluster(
                        new Cluster.Config(lobbies, clients, port, game),
                        pools.sources(), tally)) {
            out.println("playing " + games + " games: " + clients + " bots, " + lobbies
                    + " lobbies, " + gameUrls.size() + " game databases");
            out.flush();
            var done = cluster.play(tally.ended, games, Duration.ofSeconds(timeoutSeconds));
            out.printf("%d games, %d results stored, %d logins, %d changes of lobby in %.1f s%n",
                    tally.ended.get(), tally.stored.get(), tally.logins.get(), tally.moves.get(),
                    (System.nanoTime() - start) / 1e9);
            out.flush();
            if (!done) {
                throw new IllegalStateException("only " + tally.ended.get() + " of " + games
                        + " games were over after " + timeoutSeconds + " s");
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void check(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '" + option
                    + "': " + value + " is not in " + min + ".." + max);
        }
    }

    /** Counts what the servers tell, and shows how far the games are. */
    private static final class Tally implements Audit {
        private final PrintWriter out;
        private final int step;
        final AtomicInteger ended = new AtomicInteger();
        final AtomicInteger stored = new AtomicInteger();
        final AtomicInteger logins = new AtomicInteger();
        final AtomicInteger moves = new AtomicInteger();

        Tally(PrintWriter out, int games) {
            this.out = out;
            this.step = Math.max(1, games / 10);
        }

        @Override
        public void hear(Event event) {
            switch (event.what()) {
                case "game-ended" -> {
                    var count = ended.incrementAndGet();
                    if (count % step == 0) {
                        show("game " + count + " on " + event.who() + ": "
                                + event.detail("outcomes"));
                    }
                }
                case "result-stored" -> stored.incrementAndGet();
                case "login" -> logins.incrementAndGet();
                case "client-moved" -> moves.incrementAndGet();
                case "db-down", "db-up", "db-slow", "lobby-lost", "result-waits" ->
                        show(event.toString());
                default -> {}
            }
        }

        private void show(String line) {
            out.println("  " + line);
            out.flush();
        }
    }
}
