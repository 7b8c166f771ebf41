package dev.weft.failures.story;

import dev.weft.failures.witness.Told;
import dev.weft.failures.witness.Witness;
import dev.weft.sim.fault.Fault;
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
    private final Map<Long, String> users = new LinkedHashMap<>(); // and their lobbies
    private final Map<String, Long> uids = new LinkedHashMap<>(); // of the clients
    private final Map<String, String> games = new LinkedHashMap<>(); // and their lobbies
    private final Map<String, String> tickets = new LinkedHashMap<>(); // and their lobbies
    private final Map<String, Waiting> results = new LinkedHashMap<>();
    private int ended;

    /** A result that could not be stored at once. */
    private record Waiting(String lobby, String db) {}

    /** The lines until now; of a long story the middle is left out. */
    public List<String> lines() {
        return chapters.lines();
    }

    @Override
    public void began(Duration now, Fault fault) {
        var inside = count(users, fault.target());
        var running = count(games, fault.target());
        var with = inside + running == 0 ? ""
                : "; it has " + inside + " users and " + running + " games";
        chapters.line(now, ">>> " + fault.text() + with);
        if (fault.kind().kills()) {
            games.values().removeIf(fault.target()::equals);
            tickets.values().removeIf(fault.target()::equals);
            results.values().removeIf(waiting -> waiting.lobby().equals(fault.target()));
        }
    }

    @Override
    public void ended(Duration now, Fault fault) {
        var waiting = results.values().stream()
                .filter(result -> result.db().equals(fault.target()))
                .count();
        chapters.line(now, "<<< " + fault.target() + " is well again; " + tickets.size()
                + " tickets" + (waiting == 0 ? "" : " and " + waiting + " results") + " wait");
    }

    @Override
    public void rung(Duration now) {
        chapters.line(now, "=== no more games begin; " + ended + " have ended so far");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "queued" -> tickets.put(told.text("ticket"), told.who());
            case "assigned", "cancelled", "handed-over" -> tickets.remove(told.text("ticket"));
            case "lobby-joined" -> users.put(told.number("uid"), told.who());
            case "game-started" -> games.put(told.text("match"), told.who());
            case "game-ended" -> gameEnded(told);
            case "result-waits" -> waits(told);
            case "result-stored" -> stored(told);
            case "client-in" -> entered(told);
            case "lobby-lost" -> each(told, "lost " + users.get(uids.get(told.who())));
            default -> tell(told);
        }
    }

    private void tell(Told told) {
        switch (told.what()) {
            case "client-refused" -> each(told, "told " + told.text("code") + ", tries again");
            case "db-down" -> each(told, told.text("db") + " is away");
            case "db-up" -> each(told, told.text("db") + " answers again");
            case "mm-active" -> each(told, "makes matches, epoch " + told.text("epoch"));
            case "mm-attached" -> each(told, "attached to the matchmaker of epoch "
                    + told.text("epoch"));
            case "mm-detached" -> each(told, "lost the matchmaker");
            case "mm-replaced" -> each(told, "is being replaced, works off what it has");
            case "mm-stopped" -> each(told, "has no more tickets, and ends");
            case "wait-stop" -> each(told, "takes nobody any more; it has " + told.text("users")
                    + " users and " + told.text("games") + " games");
            case "wait-stop-off" -> each(told, "is open again");
            case "wait-stop-stuck" -> each(told, told.text("why") + " for its users");
            case "wait-stop-done" -> each(told, "is empty, and ends");
            case "sent-away" -> chapters.count(told.at(), "user is sent to " + told.text("to"),
                    "users are sent to " + told.text("to"));
            case "superseded" -> each(told, "lost its place in the directory");
            case "game-aborted" -> chapters.count(told.at(),
                    "match is called off: " + told.text("why"),
                    "matches are called off: " + told.text("why"));
            default -> { }
        }
    }

    private void entered(Told told) {
        uids.put(told.who(), told.number("uid"));
        each(told, "logged in, in " + told.text("lobby"));
    }

    private void gameEnded(Told told) {
        ended++;
        games.remove(told.text("match"));
        chapters.count(told.at(), "game ends", "games end");
    }

    private void waits(Told told) {
        var db = told.text("db");
        results.put(told.text("match") + told.text("uid"), new Waiting(told.who(), db));
        chapters.count(told.at(), "result waits for " + db, "results wait for " + db);
    }

    private void stored(Told told) {
        var waited = results.remove(told.text("match") + told.text("uid"));
        if (waited != null) {
            chapters.count(told.at(), "result that waited is in " + waited.db(),
                    "results that waited are in " + waited.db());
        }
    }

    private void each(Told told, String what) {
        chapters.add(told.at(), told.who(), what);
    }

    private static long count(Map<?, String> places, String place) {
        return places.values().stream().filter(place::equals).count();
    }
}
