package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.sim.fault.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how long tickets are held for a match. While a database is away nobody can know that a
 * lobby is dead, so the time starts anew when it is back.
 */
final class ReservationsEnd extends Invariant {

    /** The reservation itself, the lease of a dead target, and the questions in between. */
    static final Duration BOUND = Duration.ofSeconds(20);

    private record Hold(String lobby, String match, Duration since) {}

    private final Map<String, Hold> holds = new LinkedHashMap<>();
    private Duration calm = Duration.ZERO;

    ReservationsEnd() {
        super("I15", "a ticket is not held for a match longer than " + BOUND.toSeconds() + " s");
    }

    @Override
    public void heard(Told told) {
        switch (told.what()) {
            case "reserved" -> holds.put(told.text("ticket"),
                    new Hold(told.who(), told.text("match"), told.at()));
            case "released", "assigned", "cancelled" -> holds.remove(told.text("ticket"));
            default -> { }
        }
    }

    @Override
    public void began(Duration now, Fault fault) {
        holds.values().removeIf(
                hold -> fault.kind().kills() && hold.lobby().equals(fault.target()));
        calm = calm.compareTo(fault.end()) > 0 ? calm : fault.end();
    }

    @Override
    public void look(Duration now, Records records) {
        holds.forEach((ticket, hold) -> {
            var since = hold.since().compareTo(calm) > 0 ? hold.since() : calm;
            if (now.minus(since).compareTo(BOUND) > 0) {
                violated("ticket " + ticket + " of " + hold.lobby() + " is held for match "
                        + hold.match() + " since " + hold.since().toMillis() + " ms");
            }
        });
    }
}
