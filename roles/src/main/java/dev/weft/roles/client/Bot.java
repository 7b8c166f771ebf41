package dev.weft.roles.client;

import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.game.RockPaperScissors.Hand;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Plays rock-paper-scissors, game after game, at random, until it is told that it is enough. Runs
 * on the thread that calls {@link #run}; others may read {@link #played}.
 */
public final class Bot {

    private final Client client;
    private final BooleanSupplier enough;
    private final AtomicInteger played = new AtomicInteger();

    /**
     * A bot with this client.
     *
     * @param enough asked between games and while it waits for one
     */
    public Bot(Client client, BooleanSupplier enough) {
        this.client = client;
        this.enough = enough;
    }

    /** Games that it played to their end. */
    public int played() {
        return played.get();
    }

    /** Plays until it is enough. */
    public void run() throws InterruptedException {
        while (client.play(RockPaperScissors.MODE, Bot::choose, enough).isPresent()) {
            played.incrementAndGet();
        }
    }

    private static Optional<String> choose(String view) {
        if (!view.startsWith("choose ")) {
            return Optional.empty();
        }
        var hands = Hand.values();
        var hand = hands[ThreadLocalRandom.current().nextInt(hands.length)];
        return Optional.of(view.substring("choose ".length()) + " "
                + hand.name().toLowerCase(Locale.ROOT));
    }
}
