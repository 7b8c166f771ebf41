package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers each result that a lobby said it has stored, and each that it owes. What a dead lobby
 * still owed is lost with it.
 */
final class EndedGamesAreStored extends Invariant {

    private final Set<String> stored = new LinkedHashSet<>();
    private final Map<String, String> owed = new LinkedHashMap<>();
    private boolean over;

    EndedGamesAreStored() {
        super("I24", "a stored result stays, and every result arrives, unless its lobby died");
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("game-ended")) {
            told.numbers("players").forEach(
                    uid -> owed.put(told.text("match") + " " + uid, told.who()));
        } else if (told.what().equals("result-stored")) {
            stored.add(told.text("match") + " " + told.text("uid"));
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        owed.keySet().removeAll(stored);
        owed.values().removeIf(lobby -> fault.kind().kills() && lobby.equals(fault.target()));
    }

    @Override
    public void settled(Duration now) {
        over = true;
    }

    @Override
    public void look(Duration now, Records records) {
        var there = new HashSet<String>();
        records.results().forEach(row -> there.add(row.match() + " " + row.uid()));
        for (var result : stored) {
            if (!there.contains(result)) {
                violated("the result of game and user " + result
                        + " was acknowledged, and is gone");
            }
        }
        owed.forEach((result, lobby) -> {
            if (over && !there.contains(result)) {
                violated("the result of game and user " + result + " never arrived, although "
                        + lobby + " lived on");
            }
        });
    }
}
