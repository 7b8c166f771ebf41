package dev.weft.failures.cluster;

import dev.weft.Node;
import dev.weft.roles.audit.Audit;
import dev.weft.roles.client.Client;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.game.RockPaperScissors.Hand;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** Plays game after game as people do: after a moment's thought. Runs on the caller's thread. */
final class Person {

    private static final int THOUGHT_MILLIS_MIN = 100;
    private static final int THOUGHT_MILLIS_MAX = 600;
    private static final String QUESTION = "choose ";

    private Person() {}

    /** Plays until it is enough. */
    static void live(Node node, Client.Config config, Audit audit, BooleanSupplier enough)
            throws InterruptedException {
        try (var client = new Client(node, config, audit)) {
            while (client.play(RockPaperScissors.MODE, Person::move, enough).isPresent()) {
                // The next game.
            }
        }
    }

    private static Optional<String> move(String view) {
        if (!view.startsWith(QUESTION)) {
            return Optional.empty();
        }
        var random = ThreadLocalRandom.current();
        try {
            Thread.sleep(random.nextInt(THOUGHT_MILLIS_MIN, THOUGHT_MILLIS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        var hand = Hand.values()[random.nextInt(Hand.values().length)];
        return Optional.of(view.substring(QUESTION.length()) + " "
                + hand.name().toLowerCase(Locale.ROOT));
    }
}
