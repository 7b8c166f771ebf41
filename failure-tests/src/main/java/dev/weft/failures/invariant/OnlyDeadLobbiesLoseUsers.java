package dev.weft.failures.invariant;

import dev.weft.failures.fault.Fault;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks of each client that lost its lobby whether that lobby failed. One that was on its way to
 * another lobby while the auth database was away may lose both: whether its key was used is unknown.
 */
final class OnlyDeadLobbiesLoseUsers extends Invariant {

    /** Time for a client to notice: its heartbeat, and one that broke while it moved. */
    private static final Duration NOTICE = Duration.ofSeconds(10);

    /** How long a client tries to enter the other lobby. */
    private static final Duration MOVE = Duration.ofSeconds(15);

    private final Map<String, Long> users = new LinkedHashMap<>();
    private final Map<Long, String> lobbies = new LinkedHashMap<>();
    private final Map<Long, Duration> moving = new LinkedHashMap<>(); // and since when
    private final Map<String, Duration> failed = new LinkedHashMap<>(); // and until when

    OnlyDeadLobbiesLoseUsers() {
        super("I06", "a client loses its lobby only when that lobby fails, or auth while it moves");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "client-in" -> users.put(told.who(), told.number("uid"));
            case "lobby-joined" -> lobbies.put(told.number("uid"), told.who());
            case "moved" -> moving.put(told.number("uid"), told.at());
            case "lobby-lost" -> lost(told);
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        failed.put(fault.target(), fault.end());
    }

    private boolean hasFailed(String target, Duration now) {
        var end = failed.get(target);
        return end != null && now.compareTo(end.plus(NOTICE)) <= 0;
    }

    private void lost(Told told) {
        var uid = users.get(told.who());
        var lobby = uid == null ? "none" : lobbies.getOrDefault(uid, "none");
        var moved = uid != null && moving.containsKey(uid)
                && told.at().compareTo(moving.get(uid).plus(MOVE)) <= 0;
        if (!hasFailed(lobby, told.at()) && !(moved && hasFailed("auth", told.at()))) {
            violated(told.who() + " lost its lobby " + lobby + ", which did not fail: "
                    + told.text("why"));
        }
    }
}
