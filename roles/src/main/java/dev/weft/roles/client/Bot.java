package dev.weft.roles.client;

import dev.weft.roles.game.LightCycles;
import dev.weft.roles.game.LightCycles.Direction;
import dev.weft.roles.game.RockPaperScissors;
import dev.weft.roles.game.RockPaperScissors.Hand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Plays game after game, by chance, until it is told that it is enough. Runs on the thread that
 * calls {@link #run}; others may read {@link #played}.
 */
public final class Bot {

    /** The games that bots can play. */
    public static final List<String> MODES = List.of(RockPaperScissors.MODE, LightCycles.MODE);

    private final Client client;
    private final String mode;
    private final BooleanSupplier enough;
    private final AtomicInteger played = new AtomicInteger();

    /**
     * A bot with this client.
     *
     * @param mode one of {@link #MODES}
     * @param enough asked between games and while it waits for one
     */
    public Bot(Client client, String mode, BooleanSupplier enough) {
        this.client = client;
        this.mode = mode;
        this.enough = enough;
    }

    /** Games that it played to their end. */
    public int played() {
        return played.get();
    }

    /** Plays until it is enough. */
    public void run() throws InterruptedException {
        var player = player(mode);
        while (client.play(mode, player, enough).isPresent()) {
            played.incrementAndGet();
        }
    }

    /** How a bot plays this game, one of {@link #MODES}. */
    public static Client.Player player(String mode) {
        return switch (mode) {
            case RockPaperScissors.MODE -> Bot::choose;
            case LightCycles.MODE -> Bot::drive;
            default -> throw new IllegalArgumentException(
                    "no bot plays \"" + mode + "\"; they play " + MODES);
        };
    }

    private static Optional<String> choose(String view) {
        return view.startsWith("choose ")
                ? Optional.of(view.substring("choose ".length()) + " " + word(one(Hand.values())))
                : Optional.empty();
    }

    /** Turns now and then, and always where a wall comes, if there is a free cell. */
    private static Optional<String> drive(String view) {
        var rows = view.lines().skip(1).toList();
        for (var row = 0; row < rows.size(); row++) {
            var column = rows.get(row).indexOf('@');
            if (column >= 0) {
                var free = new ArrayList<Direction>();
                for (var direction : Direction.values()) {
                    if (isFree(rows, row + direction.rows, column + direction.columns)) {
                        free.add(direction);
                    }
                }
                return free.isEmpty() ? Optional.empty()
                        : Optional.of(word(one(free.toArray(Direction[]::new))));
            }
        }
        return Optional.empty();
    }

    private static boolean isFree(List<String> rows, int row, int column) {
        return row >= 0 && row < rows.size() && column >= 0 && column < rows.get(row).length()
                && rows.get(row).charAt(column) == '.';
    }

    private static <T> T one(T[] of) {
        return of[ThreadLocalRandom.current().nextInt(of.length)];
    }

    private static String word(Enum<?> of) {
        return of.name().toLowerCase(Locale.ROOT);
    }
}
