package dev.weft.roles.command;

import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.client.Bot;
import dev.weft.roles.client.Client;
import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.message.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Those who play: bots, and a person at a terminal. */
public final class Players {

    private Players() {}

    /** Where to log in, and what to play. */
    static final class Options {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        @Option(names = "--login", required = true, split = ",", paramLabel = "HOST:PORT",
                description = "The login servers; they are tried in turn.")
        private List<String> logins;

        @Option(names = "--game", defaultValue = RockPaperScissors.MODE, paramLabel = "GAME",
                description = RockPaperScissors.MODE + ", the default, or " + LightCycles.MODE
                        + ".")
        private String game;

        List<Place> logins() {
            return logins.stream().map(this::place).toList();
        }

        String game() {
            if (!Bot.MODES.contains(game)) {
                throw wrong("--game: \"" + game + "\" is not one of " + Bot.MODES);
            }
            return game;
        }

        ParameterException wrong(String what) {
            return new ParameterException(spec.commandLine(), what);
        }

        private Place place(String text) {
            var colon = text.lastIndexOf(':');
            try {
                var port = Integer.parseInt(text.substring(colon + 1));
                if (colon > 0 && port > 0 && port < 65_536) {
                    return new Place(text.substring(0, colon), port);
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw wrong("--login: \"" + text + "\" is not HOST:PORT, such as 127.0.0.1:7000");
        }
    }

    /** Plays by chance, and counts. */
    @Command(name = "bot", description = {
        "Runs bots that play game after game, and tells how it goes each second.",
        "Example: bot --login=127.0.0.1:7000 --bots=100 --games=1000"})
    public static final class Bots implements Callable<Integer> {
        @Mixin
        private Options options;

        @Spec
        private CommandSpec spec;

        @Option(names = "--bots", defaultValue = "2", paramLabel = "N",
                description = "How many, 1 to 10000; default ${DEFAULT-VALUE}.")
        private int bots;

        @Option(names = "--games", defaultValue = "20", paramLabel = "N",
                description = "Ends when they have played so many between them, 1 or more; default"
                        + " ${DEFAULT-VALUE}.")
        private int games;

        @Option(names = "--prefix", defaultValue = "bot", paramLabel = "NAME",
                description = "What their names begin with; default ${DEFAULT-VALUE}.")
        private String prefix;

        @Option(names = "--timeout", defaultValue = "300", paramLabel = "SECONDS",
                description = "Gives up after this time; default ${DEFAULT-VALUE}.")
        private int timeoutSeconds;

        @Override
        public Integer call() throws InterruptedException {
            if (bots < 1 || bots > 10_000 || games < 1 || timeoutSeconds < 1) {
                throw options.wrong("--bots is 1 to 10000, --games and --timeout 1 or more");
            }
            var start = System.nanoTime();
            var end = start + TimeUnit.SECONDS.toNanos(timeoutSeconds);
            var out = spec.commandLine().getOut();
            var seats = new AtomicInteger();
            var done = new CountDownLatch(bots);
            var players = new ArrayList<Bot>();
            try (var node = Node.start(prefix)) {
                for (var i = 1; i <= bots; i++) {
                    var client = new Client(node, Client.Config.of(options.logins(),
                            prefix + "-" + i, "secret of " + prefix + "-" + i), counter(seats));
                    var bot = new Bot(client, options.game(),
                            () -> seats.get() >= 2 * games || System.nanoTime() - end > 0);
                    players.add(bot);
                    node.run(prefix + "-" + i, () -> play(bot, client, done));
                }
                while (!done.await(1, TimeUnit.SECONDS)) {
                    tell(out, seats.get() / 2, start);
                }
            }
            tell(out, seats.get() / 2, start);
            return seats.get() >= 2 * games ? 0 : 1;
        }

        private static void play(Bot bot, Client client, CountDownLatch done)
                throws InterruptedException {
            try (client) {
                bot.run();
            } finally {
                done.countDown();
            }
        }

        /** Each game is played by two. */
        private static Audit counter(AtomicInteger seats) {
            return event -> {
                if (event.what().equals("game-played")) {
                    seats.incrementAndGet();
                }
            };
        }

        private void tell(PrintWriter out, int played, long start) {
            var seconds = (System.nanoTime() - start) / 1e9;
            out.printf("%d of %d games, %.1f a second, %.0f s%n",
                    played, games, played / seconds, seconds);
            out.flush();
        }
    }

    /** Lets a person play. */
    @Command(name = "client", description = {
        "Lets you play at the terminal, against whoever waits, or a bot that runs elsewhere.",
        "Example: client --login=127.0.0.1:7000 --name=kim --game=light-cycles"})
    public static final class Person implements Callable<Integer> {
        private static final Duration THOUGHT = Duration.ofMillis(2_500);

        @Mixin
        private Options options;

        @Spec
        private CommandSpec spec;

        @Option(names = "--name", required = true, paramLabel = "NAME",
                description = "Your account; the first login makes it.")
        private String name;

        @Option(names = "--password", defaultValue = "${env:WEFT_PASSWORD}", required = true,
                paramLabel = "WORD", description = "Your password; else $WEFT_PASSWORD.")
        private String password;

        private final BlockingQueue<String> typed = new LinkedBlockingQueue<>(100);
        private volatile boolean inputEnded;

        @Override
        public Integer call() throws InterruptedException {
            var out = spec.commandLine().getOut();
            var game = options.game();
            listen();
            try (var node = Node.start(name); var client = new Client(node,
                    Client.Config.of(options.logins(), name, password), Audit.NONE)) {
                out.println("waiting for somebody to play " + game + " with; " + help(game));
                out.flush();
                var outcome = client.play(game, view -> move(out, view), () -> inputEnded);
                out.println(outcome.map(it -> "the game is over: " + it).orElse("no game"));
                out.flush();
                return 0;
            } catch (Client.Refused e) {
                throw new IllegalStateException("the cluster refuses " + e.getMessage(), e);
            }
        }

        private static String help(String game) {
            return game.equals(LightCycles.MODE)
                    ? "type up, down, left or right and Enter" : "type rock, paper or scissors";
        }

        /** Shows it; a game with rounds waits for an answer, one with a tick does not. */
        private Optional<String> move(PrintWriter out, String view) {
            out.println(view);
            out.flush();
            try {
                if (!view.startsWith("choose ")) {
                    return Optional.ofNullable(typed.poll());
                }
                var hand = typed.poll(THOUGHT.toMillis(), TimeUnit.MILLISECONDS);
                return Optional.ofNullable(hand)
                        .map(it -> view.substring("choose ".length()) + " " + it);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        /** A read of the terminal can't be ended, so it has a thread that ends with the JVM. */
        private void listen() {
            Thread.ofPlatform().daemon().name("terminal").start(() -> {
                try (var in = new BufferedReader(
                        new InputStreamReader(System.in, Charset.defaultCharset()))) {
                    for (var line = in.readLine(); line != null; line = in.readLine()) {
                        typed.offer(line.strip());
                    }
                } catch (IOException e) {
                    // As if it had ended.
                }
                inputEnded = true;
            });
        }
    }
}
