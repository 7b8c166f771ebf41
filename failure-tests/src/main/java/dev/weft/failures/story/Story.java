package dev.weft.failures.story;

import dev.weft.failures.fault.Fault;
import dev.weft.failures.witness.Told;
import dev.weft.failures.witness.Witness;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a run to people: what matters of all that was heard, and what many did at about the same
 * time in one line. Confined to its simulation.
 */
public final class Story implements Witness {

    private final Chapters chapters = new Chapters();
    private final Map<String, String> lobbies = new LinkedHashMap<>(); // of each client
    private final Map<String, String> waiting = new LinkedHashMap<>(); // results, and for what
    private int games;

    /** The lines until now; of a long story the middle is left out. */
    public List<String> lines() {
        return chapters.lines();
    }

    @Override
    public void began(Duration now, Fault fault) {
        chapters.line(now, ">>> " + fault.text());
    }

    @Override
    public void ended(Duration now, Fault fault) {
        chapters.line(now, "<<< " + fault.target() + " comes back");
    }

    @Override
    public void rung(Duration now) {
        chapters.line(now, "=== no more games begin; " + games + " have ended so far");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "client-in" -> entered(told);
            case "client-refused" -> each(told, "told " + told.text("code") + ", tries again");
            case "lobby-lost" -> each(told, "lost " + lobbies.get(told.who()));
            case "db-down" -> each(told, told.text("db") + " is away");
            case "db-up" -> each(told, told.text("db") + " answers again");
            case "mm-active" -> each(told, "makes matches, epoch " + told.text("epoch"));
            case "mm-attached" -> each(told, "attached to the matchmaker of epoch "
                    + told.text("epoch"));
            case "mm-detached" -> each(told, "lost the matchmaker, tickets wait");
            case "superseded" -> each(told, "lost its place in the directory");
            case "client-moved" -> chapters.count(told.at(), "clients change lobbies for their game");
            case "game-aborted" -> chapters.count(told.at(),
                    "matches called off, because " + told.text("why"));
            case "game-ended" -> ended(told);
            case "result-waits" -> waits(told);
            case "result-stored" -> stored(told);
            default -> { }
        }
    }

    private void entered(Told told) {
        lobbies.put(told.who(), told.text("lobby"));
        each(told, "logged in, in " + told.text("lobby"));
    }

    private void ended(Told told) {
        games++;
        chapters.count(told.at(), "games end");
    }

    private void waits(Told told) {
        waiting.put(told.text("match") + told.text("uid"), told.text("db"));
        chapters.count(told.at(), "results wait for " + told.text("db"));
    }

    private void stored(Told told) {
        var db = waiting.remove(told.text("match") + told.text("uid"));
        if (db != null) {
            chapters.count(told.at(), "results that waited are in " + db);
        }
    }

    private void each(Told told, String what) {
        chapters.add(told.at(), told.who(), what);
    }
}
