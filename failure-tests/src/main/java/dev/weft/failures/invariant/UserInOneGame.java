package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import dev.weft.roles.directory.Timing;
import dev.weft.sim.fault.Fault;
import dev.weft.sim.fault.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows who plays where. The games of a dead lobby are over; those of a lobby that stands still are
 * void when its lease is: it can't know, but nobody has been in them for long.
 */
final class UserInOneGame extends Invariant {

    private static final Duration LEASE =
            Timing.DEFAULT.lease().minus(Timing.DEFAULT.renewal());

    private record Game(String match, String lobby) {}

    private final Map<Long, Game> playing = new LinkedHashMap<>();
    private final Map<String, Duration> still = new LinkedHashMap<>(); // lobbies, and since when

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
        if (fault.kind().kills()) {
            playing.values().removeIf(game -> game.lobby().equals(fault.target()));
        } else if (fault.kind() == Kind.PAUSE) {
            still.put(fault.target(), now);
        }
    }

    @Override
    public void ended(Duration now, Fault fault) {
        still.remove(fault.target());
    }

    private boolean isVoid(Game game, Duration now) {
        var since = still.get(game.lobby());
        return since != null && now.minus(since).compareTo(LEASE) >= 0;
    }

    private void started(Told told) {
        var game = new Game(told.text("match"), told.who());
        for (var uid : told.numbers("players")) {
            var other = playing.put(uid, game);
            if (other != null && !isVoid(other, told.at())) {
                violated("user " + uid + " plays in " + other + " and in " + game);
            }
        }
    }
}
