package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** While nothing fails, each client must finish one game after the other. */
final class EveryonePlaysAgain extends Invariant {

    /**
     * Twice the longest game (nine rounds of at most 0.6 s), because who waits may wait for the end
     * of one first, and a lease, after which a dead lobby's claims on its users are void.
     */
    static final Duration BOUND = Duration.ofSeconds(16);

    private final Map<String, Duration> finished = new LinkedHashMap<>();
    private Duration quiet = Duration.ZERO; // when the last fault ends
    private boolean rung;

    EveryonePlaysAgain(List<String> clients) {
        super("I14", "while nothing fails, every client finishes a game within "
                + BOUND.toSeconds() + " s");
        clients.forEach(client -> finished.put(client, Duration.ZERO));
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("game-played")) {
            finished.replace(told.who(), told.at());
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        quiet = quiet.compareTo(fault.end()) > 0 ? quiet : fault.end();
    }

    @Override
    public void rung(Duration now) {
        rung = true;
    }

    @Override
    public void look(Duration now, Records records) {
        if (rung) {
            return;
        }
        finished.forEach((client, last) -> {
            var since = last.compareTo(quiet) > 0 ? last : quiet;
            if (now.minus(since).compareTo(BOUND) > 0) {
                violated(client + " has finished no game since " + last.toMillis()
                        + " ms, although nothing fails since " + quiet.toMillis() + " ms");
            }
        });
    }
}
