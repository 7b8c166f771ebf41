package dev.weft.failures.invariant;

import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks of each client that lost its lobby whether that lobby failed. */
final class OnlyDeadLobbiesLoseUsers extends Invariant {

    /** Time for a client to notice: its heartbeat, and one that broke while it moved. */
    private static final Duration NOTICE = Duration.ofSeconds(10);

    private final Map<String, String> lobbies = new LinkedHashMap<>(); // of clients
    private final Map<String, String> instances = new LinkedHashMap<>(); // lobbies of matches
    private final Map<String, Duration> failed = new LinkedHashMap<>(); // until when

    OnlyDeadLobbiesLoseUsers() {
        super("I06", "a client loses its lobby only when that lobby fails");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "instance-created" -> instances.put(told.text("match"), told.who());
            case "client-in" -> lobbies.put(told.who(), told.text("lobby"));
            case "client-moved" -> lobbies.put(told.who(), instances.getOrDefault(
                    told.text("match"), told.text("to").split(":")[0]));
            case "lobby-lost" -> lost(told);
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        failed.put(fault.target(), fault.end());
    }

    private void lost(Told told) {
        var lobby = lobbies.getOrDefault(told.who(), "none");
        var end = failed.get(lobby);
        if (end == null || told.at().compareTo(end.plus(NOTICE)) > 0) {
            violated(told.who() + " lost its lobby " + lobby + ", which did not fail: "
                    + told.text("why"));
        }
    }
}
