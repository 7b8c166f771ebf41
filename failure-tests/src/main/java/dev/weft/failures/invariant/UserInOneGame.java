package dev.weft.failures.invariant;

import dev.weft.failures.fault.Fault;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Knows who plays where. The games of a dead lobby are over. */
final class UserInOneGame extends Invariant {

    private record Game(String match, String lobby) {}

    private final Map<Long, Game> playing = new LinkedHashMap<>();

    UserInOneGame() {
        super("I09b", "a user plays in at most one game at a time");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "game-started" -> started(told);
            case "game-ended", "game-aborted" -> playing.values().removeIf(
                    game -> game.match().equals(told.text("match")));
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        if (fault.kills()) {
            playing.values().removeIf(game -> game.lobby().equals(fault.target()));
        }
    }

    private void started(Told told) {
        var game = new Game(told.text("match"), told.who());
        for (var uid : told.numbers("players")) {
            var other = playing.putIfAbsent(uid, game);
            if (other != null) {
                violated("user " + uid + " plays in " + other + " and in " + game);
            }
        }
    }
}
