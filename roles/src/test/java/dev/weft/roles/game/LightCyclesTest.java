package dev.weft.roles.game;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.roles.client.Bot;
import dev.weft.roles.game.Game.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LightCyclesTest {

    private static final class Table implements Game.Table {
        final Map<Long, String> shown = new LinkedHashMap<>();
        Runnable tick = () -> { };
        Map<Long, Outcome> outcomes = Map.of();

        @Override
        public void show(long uid, String text) {
            shown.put(uid, text);
        }

        @Override
        public void after(Duration delay, Runnable body) {
            tick = body;
        }

        @Override
        public void end(Map<Long, Outcome> all) {
            outcomes = all;
        }
    }

    private final Table table = new Table();
    private final Game.Play play = new LightCycles().begin(List.of(1L, 2L), table);

    @Test
    void showsEachPlayerHimselfAndTheOther() {
        assertEquals("....@...............", row(1, 6));
        assertEquals("...............%....", row(1, 5));
        assertEquals("...............@....", row(2, 5));
    }

    @Test
    void drivesOnWithEachTickAndLeavesAWall() {
        ticks(2);
        assertEquals("....##@.............", row(1, 6));
        assertTrue(table.shown.get(1L).startsWith("tick 2\n"));
    }

    @Test
    void turnsButNotBack() {
        play.move(1, "left");
        play.move(2, "up");
        ticks(1);
        assertEquals("....#@..............", row(1, 6));
        assertEquals("...............@....", row(2, 4));
    }

    @Test
    void losesWhoHitsTheEdge() {
        play.move(1, "down");
        ticks(5);
        assertTrue(table.outcomes.isEmpty());
        ticks(1);
        assertEquals(Map.of(1L, Outcome.LOST, 2L, Outcome.WON), table.outcomes);
    }

    @Test
    void losesWhoHitsAWall() {
        play.move(2, "down"); // in front of the first one, and away
        ticks(1);
        play.move(2, "left");
        ticks(20);
        assertEquals(2, table.outcomes.size());
    }

    @Test
    void nobodyWinsWhenBothMeet() {
        play.move(2, "down");
        ticks(1);
        play.move(2, "left");
        ticks(9);
        assertEquals(Map.of(1L, Outcome.DRAWN, 2L, Outcome.DRAWN), table.outcomes);
    }

    @Test
    void whoLeavesForfeits() {
        play.left(2);
        assertEquals(Map.of(1L, Outcome.WON, 2L, Outcome.FORFEITED), table.outcomes);
    }

    @Test
    void nonsenseIsIgnored() {
        play.move(1, "");
        play.move(1, "sideways");
        ticks(1);
        assertEquals("....#@..............", row(1, 6));
    }

    @Test
    void botsPlayItToItsEnd() {
        var bot = Bot.player(LightCycles.MODE);
        for (var i = 0; i < LightCycles.WIDTH * LightCycles.HEIGHT; i++) {
            for (var uid : List.of(1L, 2L)) {
                bot.move(table.shown.get(uid)).ifPresent(move -> play.move(uid, move));
            }
            ticks(1);
        }
        assertEquals(2, table.outcomes.size());
    }

    private void ticks(int count) {
        for (var i = 0; i < count && table.outcomes.isEmpty(); i++) {
            table.tick.run();
        }
    }

    private String row(long uid, int row) {
        return table.shown.get(uid).lines().toList().get(row + 1);
    }
}
