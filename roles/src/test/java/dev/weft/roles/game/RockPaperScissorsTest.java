package dev.weft.roles.game;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.game.Game.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RockPaperScissorsTest {

    private static final class Table implements Game.Table {
        final List<String> shown = new ArrayList<>();
        Runnable later = () -> { };
        Map<Long, Outcome> outcomes = Map.of();

        @Override
        public void show(long uid, String text) {
            shown.add(uid + " " + text);
        }

        @Override
        public void after(Duration delay, Runnable body) {
            later = body;
        }

        @Override
        public void end(Map<Long, Outcome> all) {
            outcomes = all;
        }
    }

    private final Table table = new Table();
    private final Game.Play play = new RockPaperScissors().begin(List.of(1L, 2L), table);

    @Test
    void asksBothAtOnce() {
        assertEquals(List.of("1 choose 1", "2 choose 1"), table.shown);
    }

    @Test
    void winsWhoWinsTwoRounds() {
        round(1, "rock", "scissors");
        round(2, "rock", "paper");
        assertTrue(table.outcomes.isEmpty());
        round(3, "scissors", "paper");
        assertEquals(Map.of(1L, Outcome.WON, 2L, Outcome.LOST), table.outcomes);
    }

    @Test
    void aTieIsPlayedAgain() {
        round(1, "rock", "rock");
        assertTrue(table.shown.contains("1 choose 2"));
    }

    @Test
    void aSilentPlayerForfeits() {
        play.move(2, "1 rock");
        table.later.run();
        assertEquals(Map.of(1L, Outcome.FORFEITED, 2L, Outcome.WON), table.outcomes);
    }

    @Test
    void nobodyWinsWhenBothAreSilent() {
        table.later.run();
        assertEquals(Map.of(1L, Outcome.FORFEITED, 2L, Outcome.FORFEITED), table.outcomes);
    }

    @Test
    void whoLeavesForfeits() {
        play.left(1);
        assertEquals(Map.of(1L, Outcome.FORFEITED, 2L, Outcome.WON), table.outcomes);
    }

    @Test
    void nonsenseStrangersAndLateMovesChangeNothing() {
        play.move(1, "");
        play.move(1, "1 stone");
        play.move(1, "7 rock");
        play.move(3, "1 rock");
        play.move(1, "1 rock");
        play.move(1, "1 paper");
        play.move(2, "1 scissors");
        assertTrue(table.shown.contains("1 round 1: ROCK SCISSORS"));
    }

    @Test
    void everyPlayEnds() {
        for (var number = 1; table.outcomes.isEmpty(); number++) {
            round(number, "rock", "rock");
        }
        assertEquals(Map.of(1L, Outcome.DRAWN, 2L, Outcome.DRAWN), table.outcomes);
    }

    private void round(int number, String one, String two) {
        play.move(1, number + " " + one);
        play.move(2, number + " " + two);
    }
}
