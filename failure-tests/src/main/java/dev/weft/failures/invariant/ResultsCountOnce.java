package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Compares the rows of all shards with the games that ended, and with the scores. */
final class ResultsCountOnce extends Invariant {

    private final Set<String> ended = new HashSet<>();

    ResultsCountOnce() {
        super("I18", "a result of a game and a user is stored and counted once, or not at all");
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("game-ended")) {
            told.numbers("players").forEach(uid -> ended.add(told.text("match") + " " + uid));
        }
    }

    @Override
    public void look(Duration now, Records records) {
        Map<String, String> shards = new LinkedHashMap<>();
        Map<Long, Long> counts = new LinkedHashMap<>();
        for (var row : records.results()) {
            var other = shards.putIfAbsent(row.match() + " " + row.uid(), row.shard());
            if (other != null) {
                violated("the result of game " + row.match() + " and user " + row.uid()
                        + " is stored twice, in " + other + " and in " + row.shard());
            }
            if (!ended.contains(row.match() + " " + row.uid())) {
                violated("there is a result of game " + row.match() + " and user " + row.uid()
                        + ", but this game never ended");
            }
            counts.merge(row.uid(), 1L, Long::sum);
        }
        records.played().forEach((uid, played) -> {
            var stored = counts.getOrDefault(uid, 0L);
            if (!stored.equals(played)) {
                violated("the score of user " + uid + " counts " + played + " games, but "
                        + stored + " results are stored");
            }
        });
    }
}
