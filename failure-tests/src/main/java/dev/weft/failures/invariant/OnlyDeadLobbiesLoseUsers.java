package dev.weft.failures.invariant;

import dev.weft.failures.fault.Fault;
import dev.weft.failures.witness.Told;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks of each client that lost its lobby whether that lobby failed. */
final class OnlyDeadLobbiesLoseUsers extends Invariant {

    /** Time for a client to notice: its heartbeat, and one that broke while it moved. */
    private static final Duration NOTICE = Duration.ofSeconds(10);

    private final Map<String, Long> users = new LinkedHashMap<>();
    private final Map<Long, String> lobbies = new LinkedHashMap<>();
    private final Map<String, Duration> failed = new LinkedHashMap<>();

    OnlyDeadLobbiesLoseUsers() {
        super("I06", "a client loses its lobby only when that lobby fails");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "client-in" -> users.put(told.who(), told.number("uid"));
            case "lobby-joined" -> lobbies.put(told.number("uid"), told.who());
            case "lobby-lost" -> lost(told);
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        failed.put(fault.target(), fault.end());
    }

    private void lost(Told told) {
        var uid = users.get(told.who());
        var lobby = uid == null ? null : lobbies.get(uid);
        var end = lobby == null ? null : failed.get(lobby);
        if (end == null || told.at().compareTo(end.plus(NOTICE)) > 0) {
            violated(told.who() + " lost its lobby " + lobby + ", which did not fail: "
                    + told.text("why"));
        }
    }
}
